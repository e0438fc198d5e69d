import type { Command } from 'commander';
import { pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { jsonText } from '../terminal/visible.ts';

type Said = { json?: boolean };

/** `manyhands ban` and `manyhands unban`: who gets no more work, and who does again. */
export function addBan(program: Command, context: Context): void {
  program
    .command('ban')
    .description('give a worker no more work, in no run; what they hold they may finish')
    .argument('<worker>', 'the id of the worker')
    .requiredOption('--reason <text>', 'why; kept with the worker')
    .option('--unit <unit>', 'the unit over which it was decided')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands ban w5k2pq9xa7 --reason "Every answer was Drama."'))
    .action((worker: string, { json, ...ban }: Said & { reason: string; unit?: string }) =>
      record(context, { worker, verb: 'ban', body: ban, json, says: `${worker} gets no more work.` }),
    );

  program
    .command('unban')
    .description('let a worker work again')
    .argument('<worker>', 'the id of the worker')
    .option('--note <text>', 'why; kept with the worker')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands unban w5k2pq9xa7 --note "It was a mistake."'))
    .action((worker: string, { json, note }: Said & { note?: string }) =>
      record(context, { worker, verb: 'unban', body: { note }, json, says: `${worker} may work again.` }),
    );
}

type Decision = Said & { worker: string; verb: 'ban' | 'unban'; body: unknown; says: string };

async function record(context: Context, { worker, verb, body, json, says }: Decision): Promise<void> {
  const path = pathTo(['api', 'workers', worker, verb]);
  const { sequence } = await withDaemon(context, (client) => client.post<{ sequence: number }>(path, body));
  await context.terminal.print(json ? jsonText({ worker, sequence }) : says);
}
