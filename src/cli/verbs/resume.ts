import type { Command } from 'commander';
import { resumeRun } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { runArgument, stateOf, steer } from '../connection/steer.ts';
import { jsonText } from '../terminal/text.ts';

/** `manyhands resume <run>`: a paused run gives out work again. */
export function addResume(program: Command, context: Context): void {
  program
    .command('resume')
    .description('resume a paused run: it gives out work again')
    .argument('<run>', runArgument)
    .option('--note <text>', 'the reason; kept with the run')
    .option('--json', 'print the run as JSON')
    .addHelpText('after', examples('manyhands resume film-genres-x7k2p'))
    .action(async (id: string, { note, json }: { note?: string; json?: boolean }) => {
      const call = { params: { run: id }, body: { note } };
      const run = await steer(context, id, (client) => client.call(resumeRun, call));
      await context.terminal.print(json ? jsonText(run, 2) : stateOf(run));
    });
}
