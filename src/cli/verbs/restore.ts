import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RestoredRun } from '../../adapters/archive/trusted-tasks.ts';
import { type Context, examples } from '../connection/context.ts';
import { counted } from '../terminal/counted.ts';
import { hint } from '../terminal/hint.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { openProgress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';

type Options = { trustTasks?: boolean; tasksIn?: string[] };

/** `manyhands restore <file>`: an archived house, made again where there is none. */
export function addRestore(program: Command, context: Context): void {
  const { terminal } = context;
  program
    .command('restore')
    .description('make a whole house again from its archive, in an empty data folder')
    .argument('<file>', 'an archive of a whole house, made with --identities')
    .option('--trust-tasks', 'let unfinished runs run the code in their task folders when the data folder is started')
    .option(
      '--tasks-in <folder>',
      'where these task folders are looked for; may be repeated (default: the present folder)',
      (folder: string, before: string[] = []) => [...before, folder],
    )
    .addHelpText('after', examples('manyhands restore /backup/house-2026-11-21.tar.gz'))
    .action(async (file: string, { trustTasks, tasksIn }: Options) => {
      const { dataFolder, cacheFolder, natsUrl } = context.settings();
      const found = await stat(file).catch(() => undefined);
      if (!found?.isFile())
        throw refuse('data/bad-file', { file, reason: found ? 'it is no file' : 'there is no such file' });
      const ended = new AbortController();
      const forget = onInterrupt(() => ended.abort(new Interrupted()));
      const progress = openProgress(terminal);
      try {
        // Most verbs do without the house itself, which takes its time to load.
        const { restoreDataFolder } = await import('../../startup/restore.ts');
        const { manifest, tasks } = await restoreDataFolder({
          dataFolder,
          cacheFolder,
          natsUrl,
          file,
          trust: trustTasks ? { below: tasksIn?.map((folder) => resolve(folder)) } : undefined,
          say: (step) => progress.at({ step }),
          report: progress.at,
          signal: ended.signal,
        });
        progress.end();
        const { runs, position } = manifest;
        const what = `${counted(runs.length, 'run')}, ${counted(position, 'commit')}`;
        await terminal.print(`The house is in ${dataFolder} again (${what}). "${hint('start')}" opens it.`);
        for (const sentence of saidOf(tasks, trustTasks)) terminal.say(sentence);
        terminal.say('Accounts are in no archive: add users anew before others may come in.');
      } finally {
        progress.end();
        forget();
      }
    });
}

/** Which code will run in the restored data folder, and which will not. */
function* saidOf(tasks: readonly RestoredRun[], isTrusted = false): Generator<string> {
  const trusted = tasks.filter(({ refused }) => refused === undefined);
  const others = tasks.filter(({ refused }) => refused !== undefined);
  const line = ({ runId, folder, refused }: RestoredRun) =>
    `  ${runId} (${folder}${isTrusted && refused ? `: ${refused}` : ''})`;
  if (trusted.length > 0) {
    yield 'The code in these task folders runs when it is started, since their runs are not finished:';
    yield* trusted.map(line);
  }
  if (others.length > 0) {
    yield 'These runs make no more assignments, since the code in their task folders is not run:';
    yield* others.map(line);
    yield isTrusted
      ? 'To let it run, restore again into another folder, with the task folders where they were, or below a folder that --tasks-in names.'
      : 'If you trust it, restore again into another folder with --trust-tasks, and with --tasks-in where the task folders are.';
  }
}
