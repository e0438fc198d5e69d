import { once } from 'node:events';
import { codeFilesOf } from '../../adapters/tasks/code-files.ts';
import { loadTask } from '../../adapters/tasks/task-config.ts';
import { reloadCode } from '../../api/run-code.ts';
import { rebuildPage } from '../../api/run-page.ts';
import type { Task, TaskFolder } from '../../runtime/ports/tasks.ts';
import type { Client } from '../connection/client.ts';
import type { Context } from '../connection/context.ts';
import { codeOf } from '../connection/faults.ts';
import { openContents } from './file-contents.ts';
import { isAt, notFollowed } from './folder-parts.ts';
import { openRepeater } from './repeater.ts';
import { isAlwaysIgnored, watchFolder } from './watch-folder.ts';

/** A task folder whose saved files are noticed. */
export type WatchedTask = {
  /** Has the page and the code of a run for development follow the files, also those that were saved since the beginning, until the signal aborts. */
  follow(options: Following): Promise<void>;
  close(): void;
};

type Following = {
  client: Client;
  /** The run for development. */
  run: string;
  /** Whether it was launched before, so that its files may have changed since. */
  goesOn: boolean;
  signal: AbortSignal;
};

/** Notices the files of a task that are saved from now on: a launch takes a while, and files are saved during it, too. */
export async function watchTask(context: Context, request: TaskFolder): Promise<WatchedTask> {
  const { terminal } = context;
  const task = await loadTask(request);
  const places = notFollowed(task, context.settings().dataFolder);
  const isIgnored = (name: string) => isAt(name, places);
  let saved = new Set<string>();
  let tell: (() => void) | undefined;
  const onChange = (names: ReadonlySet<string>) => {
    for (const name of names) saved.add(name);
    tell?.();
  };
  const onFault = (message: string) => terminal.notify(`Saved files are not noticed any more: ${message}.`);
  const watched = watchFolder(task.folder, onChange, { isIgnored, onFault });
  const contents = await openContents(task.folder, (name) => isAlwaysIgnored(name) || isIgnored(name));

  return {
    async follow({ client, run, goesOn, signal }) {
      const update = openUpdates({ context, client, run, signal }, request, task);
      let isAll = goesOn;
      const repeater = openRepeater(async () => {
        const [names, all] = [saved, isAll];
        [saved, isAll] = [new Set(), false];
        const changed = await contents.changedOf(names);
        if (all || changed.size > 0) await update(changed, all);
      }, signal);
      terminal.notify(
        `Run ${run} is for development: its page and code follow the files in ${task.folder} until Ctrl-C, and exports, quality figures and payouts of the task leave it out.`,
      );
      tell = () => void repeater.again();
      tell();
      if (!signal.aborted) await once(signal, 'abort');
    },
    close: watched.close,
  };
}

type Updating = Pick<Following, 'client' | 'run' | 'signal'> & { context: Context };

/** Makes what brings a run up to date with files of its task that changed, or with all; says what it did, or why it could not. */
function openUpdates({ context: { terminal }, client, run, signal }: Updating, request: TaskFolder, first: Task) {
  let task = first;
  const faulty = new Set<string>();

  /** Does something about the run; a fault is said, and leaves what there was. */
  async function change(what: 'code' | 'page', work: () => Promise<string | undefined>): Promise<void> {
    try {
      const done = await work();
      if (done !== undefined) terminal.notify(done);
      else if (faulty.has(what)) terminal.notify(`The ${what} is as it was, without a fault.`);
      faulty.delete(what);
    } catch (error) {
      if (signal.aborted) return;
      faulty.add(what);
      const next =
        codeOf(error) === 'run/not-open' ? 'The same command launches another run.' : `The former ${what} stays.`;
      terminal.notify(`${(error as Error).message}\n${next}`);
    }
  }

  return async (names: ReadonlySet<string>, all: boolean): Promise<void> => {
    task = await loadTask(request).catch(() => task);
    const ofCode = await codeFilesOf(task);
    const hasCode = task.code !== undefined || task.config.code_command !== undefined;
    if (hasCode && (all || [...names].some(ofCode.has)))
      await change('code', async () => {
        const { file, functions } = await client.call(reloadCode, { params: { run } });
        return `${file ?? 'The code'} was loaded again: ${functions.join(', ') || 'no functions'}.`;
      });
    if (all || [...names].some((name) => !ofCode.hasAlone(name)))
      await change('page', async () => {
        const { changed } = await client.call(rebuildPage, { params: { run } });
        return changed ? 'The page was built anew; open pages reload.' : undefined;
      });
  };
}
