import type { Command } from 'commander';
import { pauseRun } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { runArgument, stateOf, steer } from '../connection/steer.ts';
import { hint } from '../terminal/called-as.ts';
import { jsonText } from '../terminal/text.ts';

/** `manyhands pause <run>`: the run gives out no work until it is resumed. */
export function addPause(program: Command, context: Context): void {
  program
    .command('pause')
    .description('pause a run: it gives out no work until it is resumed; units in progress may finish')
    .argument('<run>', runArgument)
    .option('--note <text>', 'the reason; kept with the run')
    .option('--json', 'print the run as JSON')
    .addHelpText('after', examples('manyhands pause film-genres-x7k2p --note "The page has a fault."'))
    .action(async (id: string, { note, json }: { note?: string; json?: boolean }) => {
      const call = { params: { run: id }, body: { note } };
      const run = await steer(context, id, (client) => client.call(pauseRun, call));
      const text = `${stateOf(run)} Resume it with "${hint(`resume ${id}`)}".`;
      await context.terminal.print(json ? jsonText(run, 2) : text);
    });
}
