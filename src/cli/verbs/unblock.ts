import type { Command } from 'commander';
import { unblockWorker } from '../../api/workers.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { workerArgument } from '../connection/worker-names.ts';
import { jsonText } from '../terminal/text.ts';

/** `manyhands unblock <worker>`: the worker gets work again. */
export function addUnblock(program: Command, context: Context): void {
  program
    .command('unblock')
    .description('unblock a worker, so that they get work again')
    .argument('<worker>', workerArgument)
    .option('--note <text>', 'the reason; kept with the worker')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands unblock ada --note "It was a mistake."'))
    .action(async (worker: string, { json, note }: { note?: string; json?: boolean }) => {
      const call = { params: { worker }, body: { note } };
      const { sequence } = await withDaemon(context, (client) => client.call(unblockWorker, call));
      await context.terminal.print(json ? jsonText({ worker, sequence }) : `${worker} is unblocked.`);
    });
}
