import { isAbsolute } from 'node:path';
import { isCollecting, mayAskForData } from '../actors/task-run.ts';
import { trustedFolder } from '../actors/workspace.ts';
import type { OpenRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { DataReader, Tasks } from './ports/tasks.ts';
import { refuse } from './refusals/refusals.ts';
import { type OpenedFunctions, openTaskFunctions } from './run-functions.ts';

/** Whether the code of a run's task may run. */
export type TaskCode = {
  /** Whether the code of a run's task is trusted: not if the run was imported. */
  isTrusted(run: OpenRun): boolean;
  /** Starts the code for a run's remaining assignments; undefined if there are none, a sentence if the code may not run. */
  resumption(run: OpenRun): (() => Promise<DataReader>) | string | undefined;
  /** Opens the functions of a run's task, if it has code; undefined for an imported run, and throws `task/code-not-trusted` for a restored one. */
  functions(run: OpenRun): Promise<OpenedFunctions | undefined>;
};

/**
 * The folder in which the task of a run may run its code; undefined if it is not trusted, or if an archive removed its path. Of the runs that a
 * log was restored with, those without a trusted folder are not trusted, whatever their launch settings say.
 */
export function trustedFolderOf({ mailbox, restoredAt }: OpenWorkspace, run: OpenRun): string | undefined {
  const { runId, opening, beginsAt } = run;
  if (beginsAt() < restoredAt && !mailbox.state.restored.has(runId)) return undefined;
  const folder = trustedFolder(mailbox.state, runId, opening()?.launched.folder ?? '');
  return folder !== undefined && isAbsolute(folder) ? folder : undefined;
}

/** Decides by the workspace, which knows the origin of each run. */
export function taskCode(workspace: OpenWorkspace, tasks: Tasks): TaskCode {
  const folderOf = (run: OpenRun) => trustedFolderOf(workspace, run);
  const load = ({ opening }: OpenRun, folder: string) => tasks.load({ ...opening()!.launched, folder });

  return {
    isTrusted: (run) => folderOf(run) !== undefined,
    resumption(run) {
      const { taskRun } = run.mailbox.run;
      const opening = run.opening();
      const isUnfinished = taskRun.matches('opening') || (isCollecting(taskRun) && mayAskForData(taskRun));
      if (!opening || !isUnfinished) return undefined;
      const folder = folderOf(run);
      if (folder === undefined && mayAskForData(taskRun)) return notTrusted(run.runId);
      return async () => tasks.open(await load(run, folder ?? ''));
    },
    async functions(run) {
      // It takes no work here.
      if (workspace.mailbox.state.brought.has(run.runId)) return undefined;
      const folder = folderOf(run);
      if (folder === undefined) throw refuse('task/code-not-trusted', { run: run.runId });
      return openTaskFunctions(tasks, await load(run, folder));
    },
  };
}

const notTrusted = (run: string) =>
  `Run ${run} creates no more assignments: it was imported, and the code of its task does not run here. Its existing assignments stay open; stop it when they are done.`;
