import type { Command } from 'commander';
import type { RunRow } from '../../projections/runs/task-runs.ts';
import { pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/hint.ts';
import { jsonText } from '../terminal/visible.ts';

/** `manyhands stop <run>`: no more units are given out. */
export function addStop(program: Command, context: Context): void {
  program
    .command('stop')
    .description('stop a run: no more units are given out, work in hand may finish')
    .argument('<run>', `the id of the run, as "${hint('runs')}" lists it`)
    .option('--json', 'print the run as it is then as JSON')
    .addHelpText('after', examples('manyhands stop film-genres-x7k2p'))
    .action(async (id: string, { json }: { json?: boolean }) => {
      const run = await withDaemon(context, async (client) => {
        const { sequence } = await client.post<{ sequence: number }>(pathTo(['api', 'runs', id, 'stop']));
        return client.get<RunRow>(pathTo(['api', 'runs', id], { after: sequence }));
      });
      const inWork = run.assigned === 1 ? '1 unit is' : `${run.assigned} units are`;
      await context.terminal.print(
        json ? jsonText(run, 2) : `Run ${id} is stopped. ${inWork} still in work and may be handed in.`,
      );
    });
}
