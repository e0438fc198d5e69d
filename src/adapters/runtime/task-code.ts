import { isAbsolute } from 'node:path';
import { trustedFolder } from '../../actors/people.ts';
import { isCollecting, mayAskForData } from '../../actors/task-run.ts';
import { insistNoSecrets, withSecretValues } from '../tasks/config-secrets.ts';
import { openDiscreetHost } from '../tasks/discreet-host.ts';
import { insistOutside } from '../tasks/outside-data-folder.ts';
import { loadTask, type Task, type TaskFolder } from '../tasks/task-config.ts';
import type { TaskHost } from '../tasks/task-host.ts';
import type { TaskProcessOptions } from '../tasks/task-process.ts';
import type { OpenPeople } from './open-people.ts';
import type { OpenRun } from './open-run.ts';

type Settings = {
  /** Above the runs it is known which of them came in by an archive. */
  people: OpenPeople;
  dataFolder: string;
  onTaskAnswer?: TaskProcessOptions['onAnswer'];
};

/** The way to the code of tasks: whether it may run, and how it is started. */
export type TaskCode = {
  /** Reads a task folder that is to be launched; refuses one in the data folder, and one whose config holds a secret. */
  load(wanted: TaskFolder): Promise<Task>;
  /** Starts the task's code, with the secrets that its config names. */
  open(task: Task): Promise<TaskHost>;
  /** Whether a run's task may be asked for more assignments, as far as it is known where the run came from. */
  isTrusted(run: OpenRun): boolean;
  /** How to go on making the assignments of a run; nothing if there are none to make, a sentence if that may not be. */
  goOn(run: OpenRun): (() => Promise<TaskHost>) | string | undefined;
};

/** Opens the way to the code of tasks. */
export function taskCode({ people, dataFolder, onTaskAnswer }: Settings): TaskCode {
  async function loadAgain(wanted: TaskFolder): Promise<Task> {
    const task = await loadTask(wanted);
    await insistOutside(task, dataFolder);
    return task;
  }
  async function open(task: Task): Promise<TaskHost> {
    const { config, secrets } = withSecretValues(task.config, process.env);
    return openDiscreetHost({ ...task, config }, secrets, { onAnswer: onTaskAnswer });
  }

  /** A folder that an archive left without its place is no folder to run code in. */
  function folderOf({ runId, opening }: OpenRun): string | undefined {
    const folder = trustedFolder(people.mailbox.state, runId, opening()?.launched.folder ?? '');
    return folder !== undefined && isAbsolute(folder) ? folder : undefined;
  }

  return {
    async load(wanted) {
      const task = await loadAgain(wanted);
      insistNoSecrets(task, wanted.overrides);
      return task;
    },
    open,
    isTrusted: (run) => folderOf(run) !== undefined,
    goOn(run) {
      const { taskRun } = run.mailbox.run;
      const opening = run.opening();
      const isUnfinished = taskRun.matches('opening') || (isCollecting(taskRun) && mayAskForData(taskRun));
      if (!opening || !isUnfinished) return undefined;
      const folder = folderOf(run);
      if (folder === undefined && mayAskForData(taskRun)) return notTrusted(run.runId);
      return async () => open(await loadAgain({ ...opening.launched, folder: folder ?? '' }));
    },
  };
}

const notTrusted = (run: string) =>
  `Run ${run} makes no more assignments: it came by an archive, and the code of its task is not run here. It keeps what it has; stop it when that is done.`;
