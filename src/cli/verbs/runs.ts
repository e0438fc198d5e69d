import type { Command } from 'commander';
import type { RunRow } from '../../projections/runs/task-runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/hint.ts';
import { minuteOf, table } from '../terminal/table.ts';
import { jsonText } from '../terminal/visible.ts';

/** All runs, and those that cannot be shown since their history cannot be read. */
type Runs = { runs: RunRow[]; set_aside?: { run: string; sentence: string }[] };

/** `manyhands runs`: all task runs, the newest first. */
export function addRuns(program: Command, context: Context): void {
  program
    .command('runs')
    .description('list all task runs, the newest first')
    .option('--json', 'print the runs as one JSON array')
    .addHelpText('after', examples('manyhands runs', "manyhands runs --json | jq -r '.[].id'"))
    .action(async ({ json }: { json?: boolean }) => {
      const { runs, set_aside = [] } = await withDaemon(context, (client) => client.get<Runs>('/api/runs'));
      await showRuns(context, runs, json);
      for (const { sentence } of set_aside) context.terminal.say(sentence);
    });
}

async function showRuns({ terminal }: Context, runs: RunRow[], json = false): Promise<void> {
  if (json) return terminal.print(jsonText(runs, 2));
  if (runs.length === 0) return terminal.say(`There are no runs yet. Launch one: ${hint('run <task folder>')}`);
  const [headings, ...rows] = table(
    ['RUN', 'STATUS', 'UNITS', 'OPEN', 'IN WORK', 'SUBMITTED', 'TO REVIEW', 'OPENED'],
    runs.map((run) => [
      run.id,
      run.status,
      run.units,
      run.open,
      run.assigned,
      run.completed,
      toReview(run),
      minuteOf(run.opened_at),
    ]),
  );
  await terminal.print(terminal.colours.dim(headings!));
  for (const row of rows) await terminal.print(row);
}

/** How many submitted units of a run still wait for a reviewer. */
export const toReview = ({ completed, accepted, soft_rejected, rejected }: RunRow): number =>
  completed - accepted - soft_rejected - rejected;
