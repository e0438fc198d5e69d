import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RestoredRun } from '../../adapters/archive/trusted-tasks.ts';
import { type Context, examples } from '../connection/context.ts';
import { hint } from '../terminal/called-as.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { openProgress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { counted } from '../terminal/text.ts';

type Options = { trustTasks?: boolean; tasksIn?: string[] };

/** `manyhands restore <file>`: makes a data folder from an archive of a whole one. */
export function addRestore(program: Command, context: Context): void {
  const { terminal } = context;
  program
    .command('restore')
    .description('restore a whole data folder from its archive, into an empty folder')
    .argument('<file>', 'an archive of everything, made with --identities')
    .option('--trust-tasks', 'allow the code in the task folders: for unfinished runs, and for launching a run again')
    .option(
      '--tasks-in <folder>',
      'where to look for these task folders; can be repeated (default: the current folder)',
      (folder: string, before: string[] = []) => [...before, folder],
    )
    .addHelpText('after', examples('manyhands restore /backup/manyhands-2026-11-21.tar.gz'))
    .action(async (file: string, { trustTasks, tasksIn }: Options) => {
      const { dataFolder, cacheFolder, natsUrl } = context.settings();
      const found = await stat(file).catch(() => undefined);
      if (!found?.isFile())
        throw refuse('data/bad-file', { file, reason: found ? 'it is not a file' : 'there is no such file' });
      const ended = new AbortController();
      const stopListening = onInterrupt(() => ended.abort(new Interrupted()));
      const progress = openProgress(terminal);
      try {
        // Loading the server takes a moment; other verbs do without it.
        const { restoreDataFolder } = await import('../../startup/restore.ts');
        const { manifest, tasks } = await restoreDataFolder({
          dataFolder,
          cacheFolder,
          natsUrl,
          file,
          trust: trustTasks ? { below: tasksIn?.map((folder) => resolve(folder)) } : undefined,
          notify: (step) => progress.at({ step }),
          report: progress.at,
          signal: ended.signal,
        });
        progress.end();
        const { runs, position } = manifest;
        const what = `${counted(runs.length, 'run')}, ${counted(position, 'commit')}`;
        await terminal.print(`Restored ${what} into ${dataFolder}. Start it with "${hint('start')}".`);
        for (const sentence of sentencesOn(tasks, trustTasks)) terminal.notify(sentence);
        terminal.notify('Archives hold no accounts: add users again before others can sign in.');
      } finally {
        progress.end();
        stopListening();
      }
    });
}

/** Which task code will run in the restored data folder, and which will not. */
function* sentencesOn(tasks: readonly RestoredRun[], isTrusted = false): Generator<string> {
  const unfinished = tasks.filter(({ isUnfinished }) => isUnfinished);
  const trusted = unfinished.filter(({ refused }) => refused === undefined);
  const others = unfinished.filter(({ refused }) => refused !== undefined);
  const line = ({ runId, folder, refused }: RestoredRun) =>
    `  ${runId} (${folder}${isTrusted && refused ? `: ${refused}` : ''})`;
  if (trusted.length > 0) {
    yield 'These runs are unfinished, so the code in their task folders runs at the next start:';
    yield* trusted.map(line);
  }
  if (others.length > 0) {
    yield 'These runs make no more assignments, because the code in their task folders may not run:';
    yield* others.map(line);
    yield isTrusted
      ? 'To allow it, restore into another folder, with the task folders where they were or below a folder given with --tasks-in.'
      : 'If you trust it, restore into another folder with --trust-tasks, and give the folder of the tasks with --tasks-in.';
  }
}
