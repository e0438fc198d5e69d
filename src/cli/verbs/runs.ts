import type { Command } from 'commander';
import { runStatusLabels } from '../../api/labels.ts';
import { listRuns, type RunRow } from '../../api/runs.ts';
import { ordinaryUnitsOf, toReview } from '../../api/unit-counts.ts';
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

/** Prints a line for each run: its units are those of the data; gold and screening units have a column of their own if there are any. */
export async function printRunTable(terminal: Terminal, runs: readonly RunRow[]): Promise<void> {
  const hasSpecial = runs.some(({ special_units }) => special_units > 0);
  const special = <Cell>(cell: Cell) => (hasSpecial ? [cell] : []);
  await printTable(
    terminal,
    [
      'RUN',
      'STATUS',
      'UNITS',
      'OPEN',
      'IN PROGRESS',
      'AT WORK',
      'SUBMITTED',
      ...special('CHECKS'),
      'TO REVIEW',
      'OPENED',
    ],
    runs.map((run) => {
      const { units, open, assigned, completed } = ordinaryUnitsOf(run);
      return [
        run.id,
        `${runStatusLabels[run.status]}${run.development ? ', development' : ''}`,
        ...[units, open, assigned, run.at_work, completed],
        ...special(run.special_units),
        toReview(run),
        minuteOf(run.opened_at),
      ];
    }),
  );
}
