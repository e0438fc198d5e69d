import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exampleFolder } from '../../adapters/package.ts';
import { listRuns, type RunRow } from '../../api/runs.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { reportFault } from '../connection/faults.ts';
import { inForeground } from '../connection/foreground.ts';
import { launch } from '../connection/launch.ts';
import { hint } from '../terminal/called-as.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { pairs } from '../terminal/table.ts';

/** `manyhands start`: the daemon, in this terminal. */
export function addStart(program: Command, context: Context): void {
  program
    .command('start')
    .description('run Manyhands in this terminal until Ctrl-C')
    .option('--open-example', 'launch the first example if there are no runs yet')
    .option('--accept-loss', 'start although part of the log is missing; the evidence of it is kept')
    .addHelpText('after', examples('manyhands start', 'MANYHANDS_PORT=9000 MANYHANDS_DATA=~/study manyhands start'))
    .action(({ openExample, acceptLoss }: { openExample?: boolean; acceptLoss?: boolean }) =>
      inForeground(
        context,
        async ({ daemon, client }) => {
          const url = daemon.publicUrl ?? daemon.url;
          // The damage was reported when it was found.
          if (daemon.damages().length)
            return context.terminal.print(
              `\nManyhands is closed and records nothing. The reason: ${url}health. Ctrl-C stops it.`,
            );
          if (openExample) await launchExample(context, client);
          const { runs } = await client.call(listRuns);
          for (const line of welcome(url, runs, context.settings().dataFolder)) await context.terminal.print(line);
        },
        { acceptLoss },
      ),
    );
}

// Manyhands works without its example, so a fault in it is only reported.
async function launchExample(context: Context, client: Client): Promise<void> {
  const { runs } = await client.call(listRuns);
  if (runs.length > 0 || !existsSync(exampleFolder)) return;
  try {
    await launch(context, client, { folder: exampleFolder });
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    reportFault(error, context.terminal);
  }
}

const unsignedText = 'unsigned: whoever has the link can work under any name (docs/worker-links.md)';

/** The first lines: what to open and what to do next. */
export function welcome(url: string, runs: readonly RunRow[], dataFolder: string): string[] {
  const open = runs.filter(({ status }) => status === 'launched');
  const pages = open.slice(0, 5).map((run): [string, string] => {
    const unsigned = run.worker_identity === 'unsigned' ? ', unsigned' : '';
    return ['worker page', `${run.worker_url} (${run.title}${unsigned})`];
  });
  const more = open.length - pages.length;
  const lines = pairs([
    ['start page', url],
    ...pages,
    ...(open.some(({ worker_identity }) => worker_identity === 'unsigned') ? [['', unsignedText] as const] : []),
    ...(more > 0 ? [['', `and ${more} more: ${hint('runs')}`] as const] : []),
    ['review', hint('review')],
    ['export', hint(`export ${runs[0]?.id ?? '<run>'} --format csv --out answers.csv`)],
    ['facts', `${hint('events --follow')}, or any NATS client with the address in ${join(dataFolder, 'facts.url')}`],
  ]);
  return ['', 'Manyhands is running. Ctrl-C stops it.', '', ...lines.map((line) => `  ${line}`), ''];
}
