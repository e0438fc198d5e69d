import { isEligible } from './eligibility.ts';
import { addMembers, removeMembers } from './groups.ts';
import { emit } from './hooks.ts';
import type { Study, Submission, SubmissionStatus, World } from './model.ts';
import { isRunning, openAccessUrl, openPlaces, submissionsOf } from './places.ts';
import { found, Refusal } from './refusal.ts';
import { settleStudy } from './study-life.ts';
import type { CompletionCode } from './study-shape.ts';
import { payFor, screenedOutWith } from './wallet.ts';
import { newId, nowMs } from './world.ts';

/** Moves a submission to a status, ends what was due in the one before, and moves its study on. */
export function setStatus(world: World, submission: Submission, status: SubmissionStatus): void {
  submission.cancelDue?.();
  submission.cancelDue = undefined;
  submission.status = status;
  const study = found(world.studies, submission.studyId, 'study');
  emit(world, study.workspaceId, {
    event_type: 'submission.status.change',
    resource_id: submission.id,
    participant_id: submission.participantId,
    status,
  });
  emit(world, study.workspaceId, { event_type: 'study.progress.change', resource_id: study.id });
  if (status === 'RETURNED') tellOfReturns(world, study);
  if (status === 'AWAITING REVIEW') {
    const dueAt = nowMs(world) + world.durations.autoApproveMs;
    submission.cancelDue = world.clock.at(dueAt, () => approve(world, submission));
  }
  settleStudy(world, study);
}

function tellOfReturns(world: World, study: Study): void {
  const submissions = submissionsOf(world, study.id);
  const returned = submissions.filter(({ status }) => status === 'RETURNED').length;
  if (returned >= 5 && returned * 2 > submissions.length)
    emit(world, study.workspaceId, {
      event_type: 'study.has_high_return_rate',
      resource_id: study.id,
      metadata: { returned, submissions: submissions.length },
    });
}

/** Approves a submission, and pays its reward. */
export function approve(world: World, submission: Submission): void {
  const study = found(world.studies, submission.studyId, 'study');
  payFor(world, submission, { kind: 'reward', cents: study.fields.reward });
  setStatus(world, submission, 'APPROVED');
}

/** Takes a place in a study for a participant, who has ten minutes to begin. */
export function reserve(world: World, studyId: string, participantId: string): Submission {
  const study = found(world.studies, studyId, 'study');
  const participant = found(world.participants, participantId, 'participant');
  const refuse = (sentence: string) => new Refusal(409, sentence);
  if (study.status !== 'ACTIVE') throw refuse(`This study is ${study.status}.`);
  if (study.isTest && !participant.isTest) throw refuse('This study is for test participants.');
  const all = submissionsOf(world, studyId);
  const own = all.filter((one) => one.participantId === participantId);
  const { max_submissions_per_participant: most, max_concurrent_submissions: atOnce } = study.fields.submissions_config;
  if (own.some(isRunning)) throw refuse('This participant is at work in this study already.');
  if (most !== -1 && own.length >= most) throw refuse('This participant took part already.');
  if (atOnce !== -1 && all.filter(isRunning).length >= atOnce) throw refuse('Too many are at work at the same time.');
  const filters = world.filterSets.get(study.fields.filter_set_id ?? '')?.filters ?? study.fields.filters;
  if (!isEligible(world, participant, filters)) throw refuse('This participant is not eligible.');
  const accessUrl = openAccessUrl(world, study);
  if (openPlaces(world, study) === 0 || (study.fields.access_details !== null && accessUrl === null))
    throw refuse('All places are taken.');
  const submission: Submission = {
    id: newId(world),
    studyId,
    participantId,
    status: 'RESERVED',
    reservedAt: nowMs(world),
    startedAt: null,
    completedAt: null,
    returnedAt: null,
    enteredCode: null,
    returnRequestedAt: null,
    bonusCents: [],
    accessUrl,
    isPlaceFreed: false,
    rejection: null,
  };
  world.submissions.set(submission.id, submission);
  world.ofStudies.set(studyId, [...all, submission]);
  setStatus(world, submission, 'RESERVED');
  const dueAt = nowMs(world) + world.durations.reservationMs;
  submission.cancelDue = world.clock.at(dueAt, () => setStatus(world, submission, 'TIMED-OUT'));
  return submission;
}

/** Begins the work: from now the allowed time runs. */
export function start(world: World, submission: Submission): void {
  if (submission.status === 'ACTIVE') return;
  if (submission.status !== 'RESERVED')
    throw new Refusal(409, `A submission that is ${submission.status} cannot be begun.`);
  beginWork(world, submission);
}

/** Lets the allowed time run from now. */
export function beginWork(world: World, submission: Submission): void {
  const { fields } = found(world.studies, submission.studyId, 'study');
  submission.startedAt ??= nowMs(world);
  setStatus(world, submission, 'ACTIVE');
  const dueAt = nowMs(world) + (fields.maximum_allowed_time ?? 0) * 60_000;
  submission.cancelDue = world.clock.at(dueAt, () => setStatus(world, submission, 'TIMED-OUT'));
}

/** Gives a place back. */
export function returnPlace(world: World, submission: Submission): void {
  if (!isRunning(submission) && submission.status !== 'AWAITING REVIEW')
    throw new Refusal(409, `A submission that is ${submission.status} cannot be returned.`);
  submission.returnedAt = nowMs(world);
  setStatus(world, submission, 'RETURNED');
}

/** Hands the work in with a code, be it right, wrong or missing; who timed out may still do it. */
export function complete(world: World, submission: Submission, code: string | null): void {
  const { status } = submission;
  if (status !== 'ACTIVE' && status !== 'TIMED-OUT')
    throw new Refusal(409, `A submission that is ${status} cannot be completed.`);
  if (submission.completedAt !== null) throw new Refusal(409, 'This submission was completed already.');
  submission.cancelDue?.();
  submission.enteredCode = code;
  submission.completedAt = nowMs(world);
  const finish = () => followCode(world, submission);
  const half = world.durations.processingMs / 2;
  if (half === 0) {
    finish();
    return;
  }
  submission.cancelDue = world.clock.at(nowMs(world) + half, () => {
    setStatus(world, submission, 'PROCESSING');
    submission.cancelDue = world.clock.at(nowMs(world) + half, finish);
  });
}

/** The code of a study that someone entered. */
export const codeOf = (study: Study, actor: CompletionCode['actor'], entered: string | null) =>
  study.fields.completion_codes?.find((one) => one.actor === actor && one.code === entered);

/** Does what the entered code says. */
function followCode(world: World, submission: Submission): void {
  const study = found(world.studies, submission.studyId, 'study');
  const code = codeOf(study, 'participant', submission.enteredCode);
  const fixed = code && screenOutOf(code);
  if (code && fixed && screenedOutWith(world, study, code.code) < fixed.slots) {
    submission.isPlaceFreed = true;
    payFor(world, submission, { kind: 'screen-out', cents: fixed.fixed_screen_out_reward });
    setStatus(world, submission, 'SCREENED OUT');
  } else setStatus(world, submission, 'AWAITING REVIEW');
  if (code) performActions(world, submission, code);
}

/** What a code says about a fixed screen-out, if it does. */
export const screenOutOf = ({ actions }: CompletionCode) =>
  actions.find((action) => action.action === 'FIXED_SCREEN_OUT_PAYMENT');

/** Performs the actions of a code but for those that pay otherwise than in full. */
export function performActions(world: World, submission: Submission, { actions }: CompletionCode): void {
  for (const action of actions) {
    const group = 'participant_group' in action ? world.groups.get(action.participant_group) : undefined;
    if (action.action === 'ADD_TO_PARTICIPANT_GROUP' && group) addMembers(world, group, [submission.participantId]);
    if (action.action === 'REMOVE_FROM_PARTICIPANT_GROUP' && group) removeMembers(group, [submission.participantId]);
    if (action.action === 'REQUEST_RETURN') submission.returnRequestedAt = nowMs(world);
    if (action.action === 'AUTOMATICALLY_APPROVE' && submission.status === 'AWAITING REVIEW')
      approve(world, submission);
  }
}
