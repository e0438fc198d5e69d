import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { Refusal } from '../../actors/refusal.ts';
import type { SavedTask } from '../../api/tasks.ts';
import { randomLetters } from '../../runtime/ids.ts';
import { notWritable } from '../../runtime/refusals/disk-fault.ts';
import { openTurns } from '../../runtime/turns.ts';
import { keepFile, moveFolder } from '../data-folder/durable-file.ts';
import { copyFolder } from '../tasks/copy-folder.ts';
import { loadTask } from '../tasks/task-config.ts';
import { refuse } from './refusals.ts';

const configFile = 'manyhands.yaml';
const isName = (name: string) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);

/** Tasks that live in the data folder, each in a folder of its name. */
export type SavedTasks = ReturnType<typeof openSavedTasks>;

/** Opens the tasks in a folder; `draftsFolder` holds what is not complete yet. */
export function openSavedTasks({ tasksFolder, draftsFolder }: { tasksFolder: string; draftsFolder: string }) {
  const placeOf = (name: string) => join(tasksFolder, name);
  /** Changes and copies of one task come one after another: each change reads the config that the one before wrote. */
  const inTurn = openTurns();

  /** The folder of a task; refuses a name that no task has. */
  function folderOf(name: string): string {
    const folder = placeOf(name);
    if (!isName(name) || !existsSync(join(folder, configFile))) throw refuse('task/not-saved', { task: name });
    return folder;
  }

  /** Moves a whole task folder to its place; refuses a name that is taken. */
  async function place(ready: string, name: string): Promise<void> {
    const taken = refuse('task/name-taken', { name });
    if (existsSync(placeOf(name))) throw taken;
    await moveFolder(ready, placeOf(name)).catch((error: NodeJS.ErrnoException) => {
      throw ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(error.code ?? '') ? taken : (notWritable(error) ?? error);
    });
  }

  async function rowOf(name: string): Promise<SavedTask> {
    const folder = folderOf(name);
    const changed_at = (await stat(join(folder, configFile))).mtime.toISOString();
    try {
      const { task_title: title, task_name: task, rules = [] } = (await loadTask({ folder })).config;
      return { name, title, task, folder, changed_at, problem: null, rules };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { name, title: name, task: name, folder, changed_at, problem: error.message, rules: [] };
    }
  }

  return {
    folderOf,
    placeOf,
    place,
    rowOf,

    /** All tasks, by name; what is no task folder is left out. */
    async list(): Promise<SavedTask[]> {
      const names = await readdir(tasksFolder).catch(() => []);
      const found = names.filter((name) => isName(name) && existsSync(join(placeOf(name), configFile)));
      return Promise.all(found.toSorted().map(rowOf));
    },

    retitle: (name: string, title: string): Promise<SavedTask> =>
      inTurn(name, async () => {
        await change(folderOf(name), { task_title: title });
        return rowOf(name);
      }),

    /** Copies a task under another name, which is also the name that joins the answers of its runs. */
    copy: (from: string, to: string, title?: string): Promise<SavedTask> =>
      inTurn(from, async () => {
        const original = folderOf(from);
        if (existsSync(placeOf(to))) throw refuse('task/name-taken', { name: to });
        const fresh = join(draftsFolder, randomLetters(26));
        try {
          await mkdir(fresh, { recursive: true, mode: 0o700 });
          await copyFolder(original, fresh);
          await change(fresh, { task_name: to, ...(title === undefined ? {} : { task_title: title }) });
          await place(fresh, to);
        } catch (error) {
          throw notWritable(error, fresh) ?? error;
        } finally {
          await rm(fresh, { recursive: true, force: true });
        }
        return rowOf(to);
      }),
  };
}

/** Sets keys of a config and leaves the rest of its text as it is, with its comments. */
async function change(folder: string, keys: Record<string, string>): Promise<void> {
  const path = join(folder, configFile);
  // Refuses one that cannot be read.
  await loadTask({ folder });
  const document = parseDocument(await readFile(path, 'utf8'));
  for (const [key, value] of Object.entries(keys)) document.set(key, value);
  await keepFile(path, document.toString({ lineWidth: 0 }));
}
