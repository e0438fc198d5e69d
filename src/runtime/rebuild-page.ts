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
import { openTurns } from './turns.ts';
import { isSameConfig } from './unfinished-run.ts';

/** What became of a page that was built anew: whether its files are others than before. */
export type RebuildOutcome = { sequence: number; isChanged: boolean };

/**
 * Builds the page of an open run for development anew, from its task folder as it is now, and records it if it is another. Refuses with
 * `run/not-for-development`, `run/config-changed` and what a launch is refused for; the former page stays then.
 */
export function pageRebuilds(runs: Pick<ManagedRuns, 'managed' | 'tasks' | 'workspace' | 'functions'>) {
  // They write to the same folder.
  const inTurn = openTurns();

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
      const inPlace = await tasks.pageSha256(runId);
      const { developedPage } = mailbox.run.taskRun.context;
      const note = (page: string) => mailbox.ask({ type: 'task-run.note-page', sha256: page }, by);
      if (sha256 === inPlace && (developedPage === '' || developedPage === sha256))
        return { sequence: mailbox.sequence, isChanged: false };
      // Else it could not be told from one that took its place just before the process ended.
      if (developedPage === '') await note(inPlace);
      // A build takes a while, and the run may have ended meanwhile.
      requireDevelopment(mailbox.run.taskRun);
      if (sha256 !== inPlace) await tasks.copyPage(fresh, runId);
      const { sequence } = await note(sha256);
      return { sequence, isChanged: true };
    } finally {
      try {
        await reader?.close();
      } finally {
        await tasks.removePage(fresh);
      }
    }
  }

  return async (runId: string, by: string): Promise<RebuildOutcome> => {
    const run = runOf(runs, runId);
    return inTurn(runId, () => rebuild(run, by));
  };
}

/** The task, whose page is built whatever the age of its files: one that was saved while a build had read it already looks older than its page. */
const forced = (task: Task): Task => ({ ...task, config: { ...task.config, force_rebuild: true } });

/** Whether the page is made with items of the data; reading them takes longer than most builds, if they are many. */
const showsItems = ({ page, taskSource, config }: Task): boolean =>
  page === undefined &&
  (config.questions !== undefined || blueprintOf(config) === mock || taskSource === undefined || isHtml(taskSource));
