import type { Command } from 'commander';
import { stopRun } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { runArgument, steer } from '../connection/steer.ts';
import { jsonText } from '../terminal/text.ts';

/** `manyhands stop <run>`: all open units are cancelled. */
export function addStop(program: Command, context: Context): void {
  program
    .command('stop')
    .description('stop a run for good: open units are cancelled, units in progress may finish')
    .argument('<run>', runArgument)
    .option('--json', 'print the run as JSON')
    .addHelpText('after', examples('manyhands stop film-genres-x7k2p'))
    .action(async (id: string, { json }: { json?: boolean }) => {
      const run = await steer(context, id, (client) => client.call(stopRun, { params: { run: id } }));
      const inProgress = run.assigned === 1 ? '1 unit is' : `${run.assigned} units are`;
      const left = run.assigned > 0 ? ` ${inProgress} in progress and may still be submitted.` : '';
      const text = `Run ${id} is stopped.${left}`;
      await context.terminal.print(json ? jsonText(run, 2) : text);
    });
}
