import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import type { HostState, Task, TaskFolder, Tasks } from '../../runtime/ports/tasks.ts';
import { fillFolder } from '../data-folder/durable-file.ts';
import { requireNoSecrets, withSecretValues } from './config-secrets.ts';
import { requireCrowdScript } from './crowd-script.ts';
import type { ReaderOptions } from './data-reader-process.ts';
import { sha256Of } from './file-sha256.ts';
import { withListedItems } from './listed-items.ts';
import { requireOutside } from './outside-data-folder.ts';
import { filesSha256 } from './page-sha256.ts';
import { openRedactingReader } from './redacting-reader.ts';
import { reviewFolderOf } from './review-view.ts';
import { loadTask } from './task-config.ts';
import { preparePage } from './task-page.ts';

type Settings = {
  /** The data folder, from which no task's code may come. */
  dataFolder: string;
  /** The folder of each run's page. */
  pageFolderOf: (run: string) => string;
  /** The most bytes of one item as JSON; without, there is no such limit. */
  maxItemBytes?: number;
  /** Called with the time that a task's own code took for a call. */
  onTaskAnswer?: ReaderOptions['onAnswer'];
  /** Starts the hosts of tasks' functions; the config of the task has the values of these secrets. */
  openHost: (
    task: Task,
    secrets: readonly string[],
    onState?: (state: HostState) => void,
  ) => ReturnType<Tasks['openFunctions']>;
};

/** Tasks in folders of this machine, with their code in processes of its own. */
export function localTasks({ dataFolder, pageFolderOf, maxItemBytes, onTaskAnswer, openHost }: Settings): Tasks {
  const foldersOf = (run: string) => [pageFolderOf(run), reviewFolderOf(pageFolderOf(run))] as const;

  async function load(folder: TaskFolder) {
    const task = await loadTask(folder);
    await requireOutside(task, dataFolder);
    return task;
  }

  return {
    load,
    async loadForLaunch(folder) {
      const task = await withListedItems(await load(folder), maxItemBytes);
      requireNoSecrets(task, folder.overrides);
      return task;
    },
    async open(task) {
      const { config, secrets } = withSecretValues(task.config, process.env);
      return openRedactingReader({ ...task, config }, secrets, { onAnswer: onTaskAnswer, maxItemBytes });
    },
    dataSha256: ({ data }) => sha256Of(data),
    async openFunctions(task, onState) {
      if (task.code === undefined && !task.config.code_command) return undefined;
      const { config, secrets } = withSecretValues(task.config, process.env);
      return openHost({ ...task, config }, secrets, onState);
    },
    async preparePage(source, run, onProgress) {
      await preparePage(source, pageFolderOf(run), onProgress);
      if (source.task.page) await requireCrowdScript(source.task, pageFolderOf(run));
    },
    async copyPage(from, to) {
      const targets = foldersOf(to);
      for (const [n, folder] of foldersOf(from).entries())
        if (existsSync(folder)) await fillFolder(targets[n]!, (fresh) => cp(folder, fresh, { recursive: true }));
    },
    pageSha256: (run) => filesSha256(foldersOf(run)),
    async removePage(run) {
      for (const folder of foldersOf(run)) await rm(folder, { recursive: true, force: true });
    },
  };
}
