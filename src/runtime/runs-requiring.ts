import { isCollecting } from '../actors/task-run.ts';
import type { QualificationId, RunId } from '../events/ids.ts';
import type { OpenRun } from './open-run.ts';

/** The runs that still ask for a qualification of workers, or grant or count by it. */
export const runsRequiring = (runs: readonly OpenRun[], id: QualificationId): RunId[] =>
  runs
    .filter((run) => isNamed(run, id) && (isCollecting(run.mailbox.run.taskRun) || isJudging(run)))
    .map(({ runId }) => runId);

function isNamed({ mailbox }: OpenRun, id: QualificationId): boolean {
  const { requirements = [], onboarding, screening, gold, rules = [] } = mailbox.run.taskRun.context.settings;
  const named = [
    ...[onboarding?.qualificationId, screening?.passedId],
    ...[gold?.correctId, gold?.wrongId, gold?.completedId],
    ...rules.map(({ action }) => ('qualificationId' in action ? action.qualificationId : undefined)),
    ...requirements.map(({ qualificationId }) => qualificationId),
  ];
  return named.includes(id);
}

/** Whether submissions of a run still wait to be judged, or for what follows. */
function isJudging({ mailbox: { run } }: OpenRun): boolean {
  const { onboardings, special, rules } = run;
  return onboardings.open.size + special.unjudged.size + special.unfollowed.size + rules.open.size > 0;
}
