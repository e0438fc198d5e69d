import { emit } from './hooks.ts';
import type { Study, StudyStatus, World } from './model.ts';
import { isRunning, isSettled, openPlaces, submissionsOf, takesPlace } from './places.ts';
import { found, Refusal, wrongField } from './refusal.ts';
import { assertFunds, costOf, screenOutReserve, totalOf } from './wallet.ts';
import { nowMs } from './world.ts';

function setStatus(world: World, study: Study, status: StudyStatus): void {
  if (study.status === status) return;
  study.status = status;
  emit(world, study.workspaceId, { event_type: 'study.status.change', resource_id: study.id, status, metadata: {} });
}

/** Moves a study on by what became of its submissions, or first to `status`. */
export function settleStudy(world: World, study: Study, status?: StudyStatus): void {
  if (status) setStatus(world, study, status);
  const submissions = submissionsOf(world, study.id).filter(takesPlace);
  const isFull = openPlaces(world, study) === 0 && !submissions.some(isRunning);
  if (study.status === 'AWAITING REVIEW' && !isFull) setStatus(world, study, 'ACTIVE');
  if (study.status === 'ACTIVE' && isFull) setStatus(world, study, 'AWAITING REVIEW');
  if (study.status === 'AWAITING REVIEW' && submissions.every(isSettled)) setStatus(world, study, 'COMPLETED');
}

/** What researchers can do with a study. */
export const studyActions = ['PUBLISH', 'SCHEDULE_PUBLISH', 'CANCEL_PUBLISH', 'PAUSE', 'START', 'STOP'] as const;
export type StudyAction = (typeof studyActions)[number];

const allowedFrom: Readonly<Record<StudyAction, readonly StudyStatus[]>> = {
  PUBLISH: ['UNPUBLISHED'],
  SCHEDULE_PUBLISH: ['UNPUBLISHED'],
  CANCEL_PUBLISH: ['SCHEDULED'],
  PAUSE: ['ACTIVE'],
  START: ['PAUSED'],
  STOP: ['ACTIVE', 'PAUSED'],
};

/** Whether an action takes money from the wallet, or gives it back. */
export const movesMoney = (action: StudyAction): boolean => action === 'PUBLISH' || action === 'STOP';

/** Publishes, pauses, starts or stops a study, or says why it cannot. */
export function moveStudy(
  world: World,
  id: string,
  { action, publish_at }: { action: StudyAction; publish_at?: string },
): Study {
  const study = found(world.studies, id, 'study');
  if (!allowedFrom[action].includes(study.status))
    throw new Refusal(400, `A study that is ${study.status} cannot do ${action}.`);
  if ((publish_at !== undefined) !== (action === 'SCHEDULE_PUBLISH'))
    throw wrongField('publish_at', 'It is needed for SCHEDULE_PUBLISH, and for nothing else.');
  switch (action) {
    case 'PUBLISH':
      publish(world, study);
      break;
    case 'SCHEDULE_PUBLISH':
      schedule(world, study, Date.parse(publish_at as string));
      break;
    case 'CANCEL_PUBLISH':
      study.cancelPublish?.();
      study.publishAt = null;
      setStatus(world, study, 'UNPUBLISHED');
      break;
    case 'PAUSE':
      setStatus(world, study, 'PAUSED');
      break;
    case 'START':
      settleStudy(world, study, 'ACTIVE');
      break;
    // Those who are at work may finish.
    case 'STOP':
      setStatus(world, study, 'COMPLETED');
  }
  return study;
}

function publish(world: World, study: Study): void {
  if ((study.fields.completion_codes?.length ?? 0) === 0)
    throw wrongField('completion_codes', 'A study needs a completion code before it is published.');
  const { fields } = study;
  const places = totalOf(costOf(world, fields.reward)) * fields.total_available_places;
  assertFunds(world, study.workspaceId, places + totalOf(screenOutReserve(world, study)));
  const appear = () => {
    study.publishedAt = nowMs(world);
    setStatus(world, study, 'ACTIVE');
  };
  if (world.durations.publishingMs === 0) {
    appear();
    return;
  }
  setStatus(world, study, 'PUBLISHING');
  study.cancelPublish = world.clock.at(nowMs(world) + world.durations.publishingMs, appear);
}

function schedule(world: World, study: Study, timeMs: number): void {
  if (!(timeMs > nowMs(world))) throw wrongField('publish_at', 'It must be a time in the future.');
  study.publishAt = timeMs;
  setStatus(world, study, 'SCHEDULED');
  study.cancelPublish = world.clock.at(timeMs, () => {
    try {
      publish(world, study);
    } catch {
      // What cannot be published, for want of money or of a code, is a draft again.
      study.publishAt = null;
      setStatus(world, study, 'UNPUBLISHED');
    }
  });
}
