import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { refuse } from '../actors/refusals.ts';
import { type Context, examples } from './context.ts';
import { counted } from './counted.ts';
import { hint } from './hint.ts';
import { Interrupted, onInterrupt } from './interrupt.ts';
import { openProgress } from './progress.ts';

/** `manyhands restore <file>`: an archived house, made again where there is none. */
export function addRestore(program: Command, context: Context): void {
  const { terminal } = context;
  program
    .command('restore')
    .description('make a whole house again from its archive, in an empty data folder')
    .argument('<file>', 'an archive of a whole house, made with --identities')
    .addHelpText('after', examples('manyhands restore /backup/house-2026-11-21.tar.gz'))
    .action(async (file: string) => {
      const { dataFolder, cacheFolder, natsUrl } = context.settings();
      const found = await stat(file).catch(() => undefined);
      if (!found?.isFile())
        throw refuse('data/bad-file', { file, reason: found ? 'it is no file' : 'there is no such file' });
      const ended = new AbortController();
      const forget = onInterrupt(() => ended.abort(new Interrupted()));
      const progress = openProgress(terminal);
      try {
        // Most verbs do without the house itself, which takes its time to load.
        const { restoreHouse } = await import('../restore.ts');
        const { runs, position } = await restoreHouse({
          dataFolder,
          cacheFolder,
          natsUrl,
          file,
          say: (step) => progress.at({ step }),
          report: progress.at,
          signal: ended.signal,
        });
        progress.end();
        const what = `${counted(runs.length, 'run')}, ${counted(position, 'commit')}`;
        await terminal.print(`The house is in ${dataFolder} again (${what}). "${hint('start')}" opens it.`);
        terminal.say('Accounts are in no archive: add people anew before others may come in.');
      } finally {
        progress.end();
        forget();
      }
    });
}
