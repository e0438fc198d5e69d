import { isAbsolute } from 'node:path';
import { isCollecting, mayAskForData } from '../actors/task-run.ts';
import { trustedFolder } from '../actors/workspace.ts';
import type { OpenRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { TaskHost, Tasks } from './ports/tasks.ts';

/** Whether the code of a run's task may run. */
export type TaskCode = {
  /** Whether a run's task may be asked for more assignments, as far as it is known where the run came from. */
  isTrusted(run: OpenRun): boolean;
  /** How to go on making the assignments of a run; nothing if there are none to make, a sentence if that may not be. */
  goOn(run: OpenRun): (() => Promise<TaskHost>) | string | undefined;
};

/** Decides by what is known above the runs, which is where each of them came from. */
export function taskCode(workspace: OpenWorkspace, tasks: Tasks): TaskCode {
  /** A folder that an archive left without its place is no folder to run code in. */
  function folderOf({ runId, opening }: OpenRun): string | undefined {
    const folder = trustedFolder(workspace.mailbox.state, runId, opening()?.launched.folder ?? '');
    return folder !== undefined && isAbsolute(folder) ? folder : undefined;
  }

  return {
    isTrusted: (run) => folderOf(run) !== undefined,
    goOn(run) {
      const { taskRun } = run.mailbox.run;
      const opening = run.opening();
      const isUnfinished = taskRun.matches('opening') || (isCollecting(taskRun) && mayAskForData(taskRun));
      if (!opening || !isUnfinished) return undefined;
      const folder = folderOf(run);
      if (folder === undefined && mayAskForData(taskRun)) return notTrusted(run.runId);
      return async () => tasks.open(await tasks.load({ ...opening.launched, folder: folder ?? '' }));
    },
  };
}

const notTrusted = (run: string) =>
  `Run ${run} makes no more assignments: it came by an archive, and the code of its task is not run here. It keeps what it has; stop it when that is done.`;
