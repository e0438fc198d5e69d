import type { Command } from 'commander';
import { rebuild } from '../../api/log.ts';
import { type Context, examples } from '../connection/context.ts';
import { outcomeIn } from '../connection/outcome.ts';
import { withDaemon } from '../connection/visit.ts';
import { openProgress } from '../terminal/progress.ts';
import { counted, jsonText } from '../terminal/text.ts';

/** `manyhands rebuild`: builds all rows from the log again. */
export function addRebuild(program: Command, context: Context): void {
  program
    .command('rebuild')
    .description('rebuild the read model (everything the screens show) from the log; nothing can be lost')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands rebuild'))
    .action(async ({ json }: { json?: boolean }) => {
      const { terminal } = context;
      const progress = openProgress(terminal);
      const rebuilt = await withDaemon(context, (client) =>
        outcomeIn(client.stream(rebuild), { key: 'rebuilt', url: client.url }, progress),
      ).finally(progress.end);
      await terminal.print(json ? jsonText(rebuilt) : sentenceOn(rebuilt));
    });
}

/** The outcome of a rebuild in one sentence. */
export function sentenceOn({
  facts,
  milliseconds,
  same,
}: {
  facts: number;
  milliseconds: number;
  same: boolean;
}): string {
  const work = `Read ${counted(facts, 'fact')} in ${(milliseconds / 1000).toFixed(1)} s`;
  return same ? `${work}: all rows are the same as before.` : `${work}: some rows were wrong before and are right now.`;
}
