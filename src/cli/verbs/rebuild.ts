import type { Command } from 'commander';
import { type Context, examples } from '../connection/context.ts';
import { outcomeOf } from '../connection/outcome.ts';
import { withDaemon } from '../connection/visit.ts';
import { grouped, openProgress } from '../terminal/progress.ts';
import { jsonText } from '../terminal/visible.ts';

type Rebuilt = { facts: number; milliseconds: number; same: boolean };

/** `manyhands rebuild`: everything that is shown, made again from the log. */
export function addRebuild(program: Command, context: Context): void {
  program
    .command('rebuild')
    .description('make everything that is shown again from the log; nothing can be lost by it')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands rebuild'))
    .action(async ({ json }: { json?: boolean }) => {
      const { terminal } = context;
      const progress = openProgress(terminal);
      const wanted = { path: '/api/rebuild', key: 'rebuilt' };
      const rebuilt = await withDaemon(context, (client) => outcomeOf<Rebuilt>(client, wanted, progress)).finally(
        progress.end,
      );
      await terminal.print(json ? jsonText(rebuilt) : sentenceOn(rebuilt));
    });
}

/** What a rebuild came to, in a sentence. */
export function sentenceOn({ facts, milliseconds, same }: Rebuilt): string {
  const work = `Read ${grouped(facts)} facts in ${(milliseconds / 1000).toFixed(1)} s`;
  return same ? `${work}: all rows are the same as before.` : `${work}: some rows were wrong before and are right now.`;
}
