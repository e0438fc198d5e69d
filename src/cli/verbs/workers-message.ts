import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { messageWorker } from '../../api/worker-messages.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { workerArgument } from '../connection/worker-names.ts';
import { jsonText } from '../terminal/text.ts';

type Wishes = { run: string; text: string; json?: boolean };

/** `manyhands workers message <worker>`: writes to a worker of a provider. */
export function addMessage(group: Command, context: Context): void {
  group
    .command('message')
    .description('write to a worker who came to a run through a provider')
    .argument('<worker>', workerArgument)
    .requiredOption('--run <run>', 'the run that they came to')
    .requiredOption('--text <text>', 'what they read')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands workers message ada --run film-genres-x7k2p --text "Thank you."'))
    .action(async (worker: string, _wishes: Wishes, command: Command) => {
      // The list of workers takes --run and --json, too.
      const { run, text, json } = command.optsWithGlobals<Wishes>();
      const call = { params: { run, worker }, body: { text, key: randomUUID() } };
      const outcome = await withDaemon(context, (client) => client.call(messageWorker, call));
      return context.terminal.print(json ? jsonText(outcome) : `The message to ${worker} is sent.`);
    });
}
