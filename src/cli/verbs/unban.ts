import type { Command } from 'commander';
import { unbanWorker } from '../../api/workers.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { jsonText } from '../terminal/text.ts';

/** `manyhands unban <worker>`: the worker may work again. */
export function addUnban(program: Command, context: Context): void {
  program
    .command('unban')
    .description('allow a blocked worker to work again')
    .argument('<worker>', 'the id of the worker')
    .option('--note <text>', 'the reason; kept with the worker')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands unban w5k2pq9xa7 --note "It was a mistake."'))
    .action(async (worker: string, { json, note }: { note?: string; json?: boolean }) => {
      const call = { params: { worker }, body: { note } };
      const { sequence } = await withDaemon(context, (client) => client.call(unbanWorker, call));
      await context.terminal.print(json ? jsonText({ worker, sequence }) : `${worker} may work again.`);
    });
}
