import type { Submission, SubmissionStatus, World } from './model.ts';
import { submissionsOf } from './places.ts';
import { found, Refusal, wrongField } from './refusal.ts';
import { settleStudy } from './study-life.ts';
import {
  approve,
  beginWork,
  codeOf,
  performActions,
  returnPlace,
  screenOutOf,
  setStatus,
  start,
} from './submissions.ts';
import { assertFunds, costOf, payFor, totalOf } from './wallet.ts';
import { nowMs } from './world.ts';

/** Why a submission can be rejected. */
export const rejectionCategories = [
  'TOO_QUICKLY',
  'TOO_SLOWLY',
  'FAILED_INSTRUCTIONS',
  'INCOMP_LONGITUDINAL',
  'FAILED_CHECK',
  'LOW_EFFORT',
  'MALINGERING',
  'NO_CODE',
  'BAD_CODE',
  'NO_DATA',
  'UNSUPP_DEVICE',
  'OTHER',
] as const;

/** What researchers can do with a submission. */
export type SubmissionMove =
  | { action: 'APPROVE' | 'RETURN' | 'START' | 'SCREEN_OUT' | 'UNREJECT' | 'UNRETURN' }
  | { action: 'REJECT'; message: string; rejection_category: (typeof rejectionCategories)[number] }
  | {
      action: 'COMPLETE';
      completion_code: string;
      completion_code_data?: { percentage_of_reward: number; message_to_participant?: string };
    };

type Action = SubmissionMove['action'];

const allowedFrom: Readonly<Record<Action, readonly SubmissionStatus[]>> = {
  APPROVE: ['AWAITING REVIEW'],
  REJECT: ['AWAITING REVIEW'],
  COMPLETE: ['ACTIVE', 'AWAITING REVIEW'],
  RETURN: ['RESERVED', 'ACTIVE', 'AWAITING REVIEW'],
  START: ['RESERVED'],
  SCREEN_OUT: ['ACTIVE', 'AWAITING REVIEW'],
  UNREJECT: ['REJECTED'],
  UNRETURN: ['RETURNED'],
};

/** Where an action leads; repeating it there changes nothing. */
const repeatedAt: Readonly<Partial<Record<Action, SubmissionStatus>>> = {
  APPROVE: 'APPROVED',
  REJECT: 'REJECTED',
  RETURN: 'RETURNED',
  START: 'ACTIVE',
  SCREEN_OUT: 'SCREENED OUT',
};

/** Whether an action takes money from the wallet, or gives it back. */
export const movesMoney = (action: Action): boolean => action !== 'START';

/** Decides about a submission. The same request once more is ignored. */
export function moveSubmission(world: World, id: string, move: SubmissionMove): Submission {
  const submission = found(world.submissions, id, 'submission');
  const { action } = move;
  if (repeatedAt[action] === submission.status) return submission;
  if (move.action === 'COMPLETE' && isRepeated(submission, move.completion_code)) return submission;
  if (!allowedFrom[action].includes(submission.status))
    throw new Refusal(400, `A submission that is ${submission.status} cannot do ${action}.`);
  // A code was entered, but the service has not taken it in yet.
  if (submission.status === 'ACTIVE' && submission.completedAt !== null)
    throw new Refusal(400, 'This submission is being processed.');
  switch (move.action) {
    case 'APPROVE':
      approve(world, submission);
      break;
    case 'REJECT':
      submission.rejection = { message: move.message, category: move.rejection_category };
      setStatus(world, submission, 'REJECTED');
      break;
    case 'COMPLETE':
      completeFor(world, submission, move);
      break;
    case 'RETURN':
      returnPlace(world, submission);
      break;
    case 'START':
      start(world, submission);
      break;
    case 'SCREEN_OUT':
      setStatus(world, submission, 'SCREENED OUT');
      break;
    case 'UNREJECT':
    case 'UNRETURN':
      restore(world, submission);
  }
  return submission;
}

const isRepeated = ({ status, enteredCode }: Submission, code: string) =>
  enteredCode === code && ['PARTIALLY APPROVED', 'APPROVED', 'SCREENED OUT'].includes(status);

/** Undoes a rejection or a return. Nobody documents where that leads: work that was handed in awaits its review again. */
function restore(world: World, submission: Submission): void {
  const study = found(world.studies, submission.studyId, 'study');
  assertFunds(world, study.workspaceId, study.isTest ? 0 : totalOf(costOf(world, study.fields.reward)));
  submission.returnedAt = null;
  submission.rejection = null;
  if (submission.completedAt === null) beginWork(world, submission);
  else setStatus(world, submission, 'AWAITING REVIEW');
}

/** Completes a submission with a code of the researcher. */
function completeFor(
  world: World,
  submission: Submission,
  move: Extract<SubmissionMove, { action: 'COMPLETE' }>,
): void {
  const study = found(world.studies, submission.studyId, 'study');
  const code = codeOf(study, 'researcher', move.completion_code);
  if (!code) throw wrongField('completion_code', 'This is no code of the study with the actor researcher.');
  const isDynamic = code.actions.some(({ action }) => action === 'DYNAMIC_PAYMENT');
  if (isDynamic !== (move.completion_code_data !== undefined))
    throw wrongField('completion_code_data', 'It is needed for a code with DYNAMIC_PAYMENT, and for no other.');
  submission.enteredCode = move.completion_code;
  submission.completedAt ??= nowMs(world);
  const fixed = screenOutOf(code);
  if (move.completion_code_data) {
    const cents = Math.round((study.fields.reward * move.completion_code_data.percentage_of_reward) / 100);
    payFor(world, submission, { kind: 'reward', cents });
    setStatus(world, submission, 'PARTIALLY APPROVED');
  } else if (fixed) {
    submission.isPlaceFreed = true;
    payFor(world, submission, { kind: 'screen-out', cents: fixed.fixed_screen_out_reward });
    setStatus(world, submission, 'SCREENED OUT');
  } else if (submission.status !== 'AWAITING REVIEW') setStatus(world, submission, 'AWAITING REVIEW');
  performActions(world, submission, code);
}

const maxBulk = 1000;

/** Approves submissions a moment later. Those that do not await their review by then are left out without a word. */
export function approveInBulk(
  world: World,
  asked: { submission_ids: string[] } | { study_id: string; participant_ids: string[] },
): void {
  const submissions = 'study_id' in asked ? ofParticipants(world, asked) : ofIds(world, asked.submission_ids);
  if (submissions.length > maxBulk) throw new Refusal(400, `At most ${maxBulk} submissions can be approved at once.`);
  world.clock.at(nowMs(world) + world.durations.bulkApproveMs, () => {
    for (const submission of submissions) if (submission.status === 'AWAITING REVIEW') approve(world, submission);
  });
}

function ofIds(world: World, ids: readonly string[]): Submission[] {
  const unknown = ids.filter((id) => !world.submissions.has(id));
  if (unknown.length > 0) throw wrongField('submission_ids', `No submissions have these ids: ${unknown.join(', ')}.`);
  return ids.map((id) => found(world.submissions, id, 'submission'));
}

function ofParticipants(world: World, { study_id, participant_ids }: { study_id: string; participant_ids: string[] }) {
  found(world.studies, study_id, 'study');
  const submissions = submissionsOf(world, study_id);
  const unknown = participant_ids.filter((id) => !submissions.some(({ participantId }) => participantId === id));
  if (unknown.length > 0)
    throw wrongField('participant_ids', `These took no part in the study: ${unknown.join(', ')}.`);
  return submissions.filter(({ participantId }) => participant_ids.includes(participantId));
}

/** Asks a participant to give their submission back. */
export function requestReturn(world: World, id: string): Submission {
  const submission = found(world.submissions, id, 'submission');
  if (!['ACTIVE', 'AWAITING REVIEW', 'TIMED-OUT'].includes(submission.status))
    throw new Refusal(400, `A submission that is ${submission.status} cannot be asked for.`);
  submission.returnRequestedAt ??= nowMs(world);
  return submission;
}

/** Screens submissions of a study out, each for the same payment. */
export function screenOutAll(
  world: World,
  studyId: string,
  asked: { submission_ids: string[]; bonus_per_submission: number; increase_places: boolean },
): void {
  const study = found(world.studies, studyId, 'study');
  const submissions = ofIds(world, asked.submission_ids);
  for (const { id, status, studyId: own } of submissions)
    if (own !== studyId || status !== 'AWAITING REVIEW')
      throw wrongField('submission_ids', `${id} does not await its review in this study.`);
  const payments = totalOf(costOf(world, asked.bonus_per_submission)) * submissions.length;
  const places = asked.increase_places ? totalOf(costOf(world, study.fields.reward)) * submissions.length : 0;
  // What was kept for the rewards of these submissions is free again.
  const freed = totalOf(costOf(world, study.fields.reward)) * submissions.length;
  if (!study.isTest) assertFunds(world, study.workspaceId, payments + places - freed);
  if (asked.increase_places) study.fields.total_available_places += submissions.length;
  for (const submission of submissions) {
    payFor(world, submission, { kind: 'screen-out', cents: asked.bonus_per_submission });
    setStatus(world, submission, 'SCREENED OUT');
  }
  settleStudy(world, study, asked.increase_places && study.status === 'COMPLETED' ? 'ACTIVE' : undefined);
}
