import type { Command } from 'commander';
import { launchAgain } from '../../api/launch-again.ts';
import { type Context, examples } from '../connection/context.ts';
import { launchedLines, outcomeOf } from '../connection/launch.ts';
import { runArgument } from '../connection/steer.ts';
import { withRunningDaemon } from '../connection/visit.ts';

/** `manyhands relaunch <run>`: launches another run of what a run was launched with. */
export function addRelaunch(program: Command, context: Context): void {
  program
    .command('relaunch')
    .description('launch another run with the folder, config and settings that a run was launched with')
    .argument('<run>', runArgument)
    .option('--as-is', 'take config and data as they are now, also where they have changed since')
    .option('--json', 'print the new run as JSON')
    .addHelpText('after', examples('manyhands relaunch film-genres-x7k2p'))
    .action((run: string, { asIs, json }: { asIs?: true; json?: boolean }) =>
      withRunningDaemon(context, async (client) => {
        const call = { params: { run }, body: { as_is: asIs } };
        const launched = await outcomeOf(context, client, client.stream(launchAgain, call));
        for (const line of launchedLines(launched, client.url, json)) await context.terminal.print(line);
      }),
    );
}
