import type { Command } from 'commander';
import { blockWorker } from '../../api/workers.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { workerArgument } from '../connection/worker-names.ts';
import { jsonText } from '../terminal/text.ts';

type Options = { reason: string; unit?: string; json?: boolean };

/** `manyhands block <worker>`: blocks a worker from all tasks. */
export function addBlock(program: Command, context: Context): void {
  program
    .command('block')
    .description('block a worker from all tasks; they may finish what they have')
    .argument('<worker>', workerArgument)
    .requiredOption('--reason <text>', 'the reason; kept with the worker')
    .option('--unit <unit>', 'the unit that led to it')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands block ada --reason "Every answer was Drama."'))
    .action(async (worker: string, { json, ...body }: Options) => {
      const { sequence } = await withDaemon(context, (client) =>
        client.call(blockWorker, { params: { worker }, body }),
      );
      await context.terminal.print(json ? jsonText({ worker, sequence }) : `${worker} is blocked from all tasks.`);
    });
}
