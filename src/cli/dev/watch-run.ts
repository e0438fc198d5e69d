import { once } from 'node:events';
import { codeFilesOf } from '../../adapters/tasks/code-files.ts';
import { loadTask } from '../../adapters/tasks/task-config.ts';
import { reloadCode } from '../../api/run-code.ts';
import { rebuildPage } from '../../api/run-page.ts';
import type { TaskFolder } from '../../runtime/ports/tasks.ts';
import type { Client } from '../connection/client.ts';
import type { Context } from '../connection/context.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { isAt, notFollowed } from './folder-parts.ts';
import { openRepeater } from './repeater.ts';
import { watchFolder } from './watch-folder.ts';

type Options = {
  context: Context;
  client: Client;
  /** The run for development. */
  run: string;
  request: TaskFolder;
  /** Whether it was launched before, so that its files may have changed since. */
  goesOn: boolean;
};

/** Has the page and the code of a run for development follow the files of its task, until Ctrl-C. */
export async function watchRun({ context, client, run, request, goesOn }: Options): Promise<void> {
  const { terminal } = context;
  const ended = new AbortController();
  const forget = onInterrupt(() => ended.abort(new Interrupted()));
  const { signal } = ended;
  let task = await loadTask(request);
  const places = notFollowed(task, context.settings().dataFolder);
  let saved = new Set<string>();
  let isAll = goesOn;

  /** Does something about the run; a fault is said, and leaves what there was. */
  async function change(what: 'code' | 'page', work: () => Promise<string | undefined>): Promise<void> {
    try {
      const done = await work();
      if (done !== undefined) terminal.notify(done);
      else if (faulty.delete(what)) terminal.notify(`The ${what} is as it was, without a fault.`);
      if (done !== undefined) faulty.delete(what);
    } catch (error) {
      if (signal.aborted) return;
      faulty.add(what);
      terminal.notify(`${(error as Error).message}\nThe former ${what} stays.`);
    }
  }
  const faulty = new Set<string>();

  async function update(): Promise<void> {
    const [names, all] = [saved, isAll];
    [saved, isAll] = [new Set(), false];
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
  }

  const repeater = openRepeater(update, signal);
  const onChange = (names: ReadonlySet<string>) => {
    for (const name of names) saved.add(name);
    void repeater.again();
  };
  const onFault = (message: string) => terminal.notify(`Saved files are not noticed any more: ${message}.`);
  const watched = watchFolder(task.folder, onChange, { isIgnored: (name) => isAt(name, places), onFault });
  try {
    terminal.notify(
      `Run ${run} is for development: its page and code follow the files in ${task.folder} until Ctrl-C, and exports and quality figures of the task leave it out.`,
    );
    if (goesOn) void repeater.again();
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    watched.close();
    forget();
  }
}
