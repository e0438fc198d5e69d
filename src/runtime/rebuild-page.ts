import { requireDevelopment } from '../actors/task-run.ts';
import { blueprintOf } from './blueprints/blueprints.ts';
import { mock } from './blueprints/mock.ts';
import { isHtml } from './blueprints/static-task.ts';
import { withDeclared } from './declared.ts';
import { requireOwn } from './imported.ts';
import { type ManagedRuns, runOf } from './managed-runs.ts';
import type { OpenRun } from './open-run.ts';
import { rebuiltSuffix, type Task } from './ports/tasks.ts';
import { refuse } from './refusals/refusals.ts';
import { trustedFolderOf } from './task-code.ts';
import { isSameConfig } from './unfinished-run.ts';

/** What became of a page that was built anew: whether its files are others than before. */
export type RebuildOutcome = { sequence: number; isChanged: boolean };

/**
 * Builds the page of an open run for development anew, from its task folder as it is now, and records it if it is another. Refuses with
 * `run/not-for-development`, `run/config-changed` and what a launch is refused for; the former page stays then.
 */
export function pageRebuilds(runs: Pick<ManagedRuns, 'managed' | 'tasks' | 'workspace' | 'functions'>) {
  const building = new Map<string, Promise<unknown>>();

  async function rebuild(run: OpenRun, by: string): Promise<RebuildOutcome> {
    const { tasks, workspace } = runs;
    const { runId, mailbox } = run;
    requireOwn(workspace, run);
    requireDevelopment(mailbox.run.taskRun);
    const { launched, config } = run.opening()!;
    const folder = trustedFolderOf(workspace, run);
    if (folder === undefined) throw refuse('task/code-not-trusted', { run: runId });
    const asked = await tasks.load({ ...launched, folder });
    if (!isSameConfig(config, asked.recorded)) throw refuse('run/config-changed', { run: runId });
    const functions = await runs.functions.of(run);
    const task = forced(functions ? withDeclared(asked, functions) : asked);
    // Beside the former one, which a fault leaves in place.
    const fresh = `${runId}${rebuiltSuffix}`;
    const reader = showsItems(task) ? await tasks.open(task) : undefined;
    try {
      await tasks.preparePage({ task, summary: await reader?.summarize() }, fresh, () => undefined);
      const sha256 = await tasks.pageSha256(fresh);
      const isInPlace = sha256 === (await tasks.pageSha256(runId));
      if (isInPlace && isRecorded(run, sha256)) return { sequence: mailbox.sequence, isChanged: false };
      // A build takes a while, and the run may have ended meanwhile.
      requireDevelopment(mailbox.run.taskRun);
      if (!isInPlace) await tasks.copyPage(fresh, runId);
      const { sequence } = await mailbox.ask({ type: 'task-run.note-page', sha256 }, by);
      return { sequence, isChanged: true };
    } finally {
      await reader?.close();
      await tasks.removePage(fresh);
    }
  }

  /** One after the other, since they write to the same folder. */
  return async (runId: string, by: string): Promise<RebuildOutcome> => {
    const run = runOf(runs, runId);
    const before = building.get(runId)?.catch(() => undefined);
    const mine = (before ?? Promise.resolve()).then(() => rebuild(run, by));
    building.set(runId, mine);
    return mine.finally(() => building.get(runId) === mine && building.delete(runId));
  };
}

/** The task, whose page is built whatever the age of its files: one that was saved while a build had read it already looks older than its page. */
const forced = (task: Task): Task => ({ ...task, config: { ...task.config, force_rebuild: true } });

/** Whether the page is made with items of the data; reading them takes longer than most builds, if they are many. */
const showsItems = ({ page, taskSource, config }: Task): boolean =>
  page === undefined &&
  (config.questions !== undefined || blueprintOf(config) === mock || taskSource === undefined || isHtml(taskSource));

/** Whether the page in place is the one that was recorded last; of that of the launch no SHA-256 is recorded. */
function isRecorded({ mailbox }: OpenRun, sha256: string): boolean {
  const { developedPage } = mailbox.run.taskRun.context;
  return developedPage === '' || developedPage === sha256;
}
