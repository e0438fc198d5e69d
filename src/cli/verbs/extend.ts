import type { Command } from 'commander';
import { extendRun } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { runArgument, stateOf, steer } from '../connection/steer.ts';
import { positive } from '../terminal/arguments.ts';
import { jsonText } from '../terminal/text.ts';

/** `manyhands extend <run> <units>`: collects more answers per item. */
export function addExtend(program: Command, context: Context): void {
  program
    .command('extend')
    .description('collect more answers per item; a completed run continues')
    .argument('<run>', runArgument)
    .argument('<units>', 'how many answers to collect per item in total', positive)
    .option('--json', 'print the run as JSON')
    .addHelpText('after', examples('manyhands extend film-genres-x7k2p 5'))
    .action(async (id: string, units: number, { json }: { json?: boolean }) => {
      const call = { params: { run: id }, body: { units_per_assignment: units } };
      const run = await steer(context, id, (client) => client.call(extendRun, call));
      await context.terminal.print(json ? jsonText(run, 2) : stateOf(run));
    });
}
