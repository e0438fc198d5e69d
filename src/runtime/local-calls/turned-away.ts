import { nameKey } from '../../actors/qualification.ts';
import type { Refusal } from '../../actors/refusal.ts';
import { type Held, requirementText, unmetBy } from '../../actors/requirements.ts';
import { hasStopped } from '../../actors/run.ts';
import type { WorkerId } from '../../events/ids.ts';
import type { Arrival } from '../calls.ts';
import type { OpenRun } from '../open-run.ts';
import type { Runtime } from '../runtime.ts';
import type { FoundNoWork } from './found-no-work.ts';
import type { RefusedWorkers } from './refused-workers.ts';

type TurningAway = { runtime: Runtime; foundNoWork: FoundNoWork; refusedWorkers: RefusedWorkers };

/** The refusals that say that there is nothing to do, whoever asks. */
export const noWork: ReadonlySet<string> = new Set(
  ['none', 'paused', 'had-all', 'all-done'].map((name) => `work/${name}`),
);

/** Why there is nothing to do for this worker although there is for others. */
const causes: Readonly<Record<string, string>> = {
  gold: 'no-gold-left',
  screening: 'no-screening-left',
  code: 'no-item-for-them',
};

/** Notes for the requester why a worker got no unit; of a run that is over, that is no news. */
export function noteTurnedAway(
  { runtime, foundNoWork, refusedWorkers }: TurningAway,
  run: OpenRun,
  refusal: Refusal,
  arrival: Arrival & { workerId: WorkerId },
): void {
  const { workerId } = arrival;
  const cause = typeof refusal.cause === 'string' ? causes[refusal.cause] : undefined;
  const isLackOfWork = noWork.has(refusal.code) && cause === undefined;
  if (isLackOfWork) foundNoWork.note(run.runId, workerId);
  if (hasStopped(run.mailbox.run)) return;
  const isFirstVisit = run.mailbox.run.workers.get(workerId) === undefined;
  if (cause !== undefined) refusedWorkers.note(run.runId, workerId, cause);
  else if (!isLackOfWork) refusedWorkers.note(run.runId, workerId, reasonOf(runtime, run, refusal, arrival));
  else if (isFirstVisit) refusedWorkers.note(run.runId, workerId, 'no-work');
  else refusedWorkers.forget(run.runId, workerId);
}

/** What a requester reads about a worker who was refused: the requirement that they do not meet, or the reason that they were told. */
function reasonOf(
  runtime: Runtime,
  run: OpenRun,
  refusal: Refusal,
  { workerId, provider }: Arrival & { workerId: WorkerId },
) {
  if (refusal.code !== 'work/not-qualified') return refusal.code.slice('work/'.length);
  const { blocked } = runtime.workspace.mailbox.state;
  if (blocked.has(workerId)) return 'blocked';
  const { requirements } = run.mailbox.run.taskRun.context.settings;
  const unmet = unmetBy(requirements, heldBy(runtime, run, workerId), provider);
  return unmet ? requirementText(unmet) : 'not-qualified';
}

/**
 * The values of the qualifications that a worker holds, by id. A requirement of an imported run may name a qualification by an id that
 * it has elsewhere: what counts here then is the one of that name.
 */
export function heldBy({ workspace }: Runtime, run: OpenRun, workerId: WorkerId): Held {
  const { workers, qualifications, names } = workspace.mailbox.state;
  const values = workers.get(workerId)?.context.values ?? {};
  const { requirements = [] } = run.mailbox.run.taskRun.context.settings;
  const foreign = requirements.filter(({ qualificationId }) => !qualifications.has(qualificationId));
  if (foreign.length === 0) return values;
  const byName = foreign.flatMap(({ qualificationId, name }): [string, number][] => {
    const value = values[names.get(nameKey(name)) ?? ''];
    return value === undefined ? [] : [[qualificationId, value]];
  });
  return { ...values, ...Object.fromEntries(byName) };
}
