import type { Command } from 'commander';
import { extendRun, getRun } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { runArgument, stateOf, steer } from '../connection/steer.ts';
import { positive } from '../terminal/arguments.ts';
import { jsonText } from '../terminal/text.ts';

type Options = { to?: number; by?: number; json?: boolean };

/** `manyhands extend <run> --to N`, or `--by N`: collects more answers per item. */
export function addExtend(program: Command, context: Context): void {
  program
    .command('extend')
    .description('collect more answers per item; a completed run continues')
    .argument('<run>', runArgument)
    .argument('[in all]', 'the same as --to', positive)
    .option('--to <number>', 'how many answers to collect per item in all', positive)
    .option('--by <number>', 'how many more answers to collect per item', positive)
    .option('--json', 'print the run as JSON')
    .addHelpText(
      'after',
      examples('manyhands extend film-genres-x7k2p --to 5', 'manyhands extend film-genres-x7k2p --by 2'),
    )
    .action(async (id: string, inAll: number | undefined, { to, by, json }: Options, command: Command) => {
      const given = [inAll, to, by].filter((number) => number !== undefined);
      if (given.length !== 1) command.error('error: say how many answers per item, with either --to or --by');
      if (inAll !== undefined)
        context.terminal.notify(`${inAll} is the number in all, as with --to ${inAll}; --by ${inAll} adds as many.`);
      const params = { run: id };
      const run = await steer(context, id, async (client) => {
        const before = by === undefined ? 0 : (await client.call(getRun, { params })).units_per_assignment;
        return client.call(extendRun, { params, body: { units_per_assignment: before + given[0]! } });
      });
      const text = `${stateOf(run)} Answers per item: ${run.units_per_assignment}.`;
      await context.terminal.print(json ? jsonText(run, 2) : text);
    });
}
