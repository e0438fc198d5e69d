import { followUpOf, stands } from '../actors/rule-application.ts';
import { todo } from '../actors/rules.ts';
import type { VerdictId } from '../events/ids.ts';
import type { OpenRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import { performTodos, type TodoLoop } from './perform-todos.ts';
import { refuse } from './refusals/refusals.ts';

/**
 * Performs a run's to-dos `follow-rule` and `undo-rule`: the workspace grants, revokes or blocks, or takes that back, then the run records
 * that it did. After a crash between the two, the command is repeated, and the workspace knows the application by its id.
 */
export function followRules(
  run: OpenRun,
  workspace: Pick<OpenWorkspace, 'mailbox'>,
  report: (problem?: string) => void,
): TodoLoop {
  const by = `rule:${run.runId}`;
  const { mailbox } = run;

  async function follow(applicationId: VerdictId): Promise<void> {
    const application = mailbox.run.rules.states.get(applicationId);
    const followUp = application && followUpOf(application.context.rule);
    // Somebody may have taken it back while it waited here.
    if (!followUp || !application.matches('applied')) return;
    const { workerId, unitId } = application.context;
    const of = { workerId, verdictId: applicationId, hasWorked: true };
    await workspace.mailbox.ask({ type: 'worker.follow-verdict', ...of, unitId, follow: followUp }, by);
    const refused = [...(changeBy(workspace, workerId, applicationId)?.refused ?? [])];
    await mailbox.ask({ type: 'rule.note-followed', applicationId, step: 'applied', refused }, by);
  }

  async function undo(applicationId: VerdictId): Promise<void> {
    const { workerId } = mailbox.run.rules.states.get(applicationId)?.context ?? {};
    if (!workerId) return;
    await workspace.mailbox.ask(
      { type: 'worker.undo-verdict', workerId, verdictId: applicationId, hasWorked: true },
      by,
    );
    const kept = [...(changeBy(workspace, workerId, applicationId)?.undone ?? [])];
    await mailbox.ask({ type: 'rule.note-followed', applicationId, step: 'undone', refused: [], kept }, by);
  }

  return performTodos({
    open: () =>
      todo(mailbox.run.rules).map((wait) => async () => {
        await (wait.do === 'follow-rule' ? follow : undo)(wait.key as VerdictId);
        if (todo(mailbox.run.rules).length === 0) report();
      }),
    onFailure: (failure) =>
      report(`What a rule of run ${run.runId} asks for could not be done yet and is retried: ${failure}`),
  });
}

const changeBy = ({ mailbox }: Pick<OpenWorkspace, 'mailbox'>, workerId: string, applicationId: VerdictId) =>
  mailbox.state.workers.get(workerId)?.context.verdicts[applicationId];

/** Refuses to undo what the rule of an imported run has done in all runs of another data folder: here nothing would be undone. */
export function requireFollowedHere(
  { runId, mailbox }: OpenRun,
  workspace: Pick<OpenWorkspace, 'mailbox'>,
  applicationId: VerdictId,
): void {
  const application = mailbox.run.rules.states.get(applicationId);
  if (!application || !stands(application) || !followUpOf(application.context.rule)) return;
  const { workerId: worker } = application.context;
  const isKnown = changeBy(workspace, worker, applicationId) !== undefined;
  if (workspace.mailbox.state.brought.has(runId) && !isKnown)
    throw refuse('rule/followed-elsewhere', { run: runId, worker });
}
