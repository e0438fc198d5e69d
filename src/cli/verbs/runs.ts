import type { Command } from 'commander';
import { runStatusLabels } from '../../api/labels.ts';
import { listRuns, type RunRow } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { printTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';

/** `manyhands runs`: all runs, the newest first. */
export function addRuns(program: Command, context: Context): void {
  program
    .command('runs')
    .description('list all runs, the newest first')
    .option('--json', 'print the runs as one JSON array')
    .addHelpText('after', examples('manyhands runs', "manyhands runs --json | jq -r '.[].id'"))
    .action(async ({ json }: { json?: boolean }) => {
      const { runs, set_aside = [] } = await withDaemon(context, (client) => client.call(listRuns));
      await printRuns(context, runs, json);
      for (const { sentence } of set_aside) context.terminal.notify(sentence);
    });
}

async function printRuns({ terminal }: Context, runs: RunRow[], json = false): Promise<void> {
  if (json) return terminal.print(jsonText(runs, 2));
  if (runs.length === 0) return terminal.notify(`There are no runs yet. Launch one: ${hint('run <task folder>')}`);
  await printRunTable(terminal, runs);
}

/** Prints a line for each run. */
export async function printRunTable(terminal: Terminal, runs: readonly RunRow[]): Promise<void> {
  await printTable(
    terminal,
    ['RUN', 'STATUS', 'UNITS', 'OPEN', 'IN PROGRESS', 'SUBMITTED', 'TO REVIEW', 'OPENED'],
    runs.map((run) => [
      run.id,
      runStatusLabels[run.status],
      run.units,
      run.open,
      run.assigned,
      run.completed,
      toReview(run),
      minuteOf(run.opened_at),
    ]),
  );
}

/** How many submitted units of a run are not reviewed yet. */
export const toReview = ({
  completed,
  accepted,
  soft_rejected,
  rejected,
}: Pick<RunRow, 'completed' | 'accepted' | 'soft_rejected' | 'rejected'>): number =>
  completed - accepted - soft_rejected - rejected;
