import { costOfBatch } from '../state/bonuses.ts';
import type { BonusBatch, Study, Submission, World } from '../state/model.ts';
import { placesTaken, submissionsOf } from '../state/places.ts';
import { found } from '../state/refusal.ts';
import { isReadyToPublish } from '../state/studies.ts';
import { costOf, totalOf } from '../state/wallet.ts';
import { dateOf, dateOrNull } from '../state/world.ts';

/** A study as lists show it. */
export const studyShort = (world: World, study: Study) => ({
  id: study.id,
  name: study.fields.name,
  internal_name: study.fields.internal_name,
  status: study.status,
  study_type: 'SINGLE',
  total_available_places: study.fields.total_available_places,
  places_taken: placesTaken(world, study.id),
  number_of_submissions: submissionsOf(world, study.id).length,
  reward: study.fields.reward,
  total_cost: totalOf(costOf(world, study.fields.reward)) * study.fields.total_available_places,
  date_created: dateOf(study.createdAt),
  published_at: dateOrNull(study.publishedAt),
  publish_at: dateOrNull(study.publishAt),
});

/** A study by itself. */
export const studyForm = (world: World, study: Study) => ({
  ...study.fields,
  ...studyShort(world, study),
  completion_codes: study.fields.completion_codes ?? [],
  project: study.projectId,
  is_ready_to_publish: isReadyToPublish(study),
  currency_code: world.currency,
});

function commonForm(world: World, submission: Submission) {
  const { startedAt, completedAt } = submission;
  const { fields } = found(world.studies, submission.studyId, 'study');
  return {
    id: submission.id,
    status: submission.status,
    started_at: dateOrNull(startedAt),
    completed_at: dateOrNull(completedAt),
    returned_at: dateOrNull(submission.returnedAt),
    return_requested: dateOrNull(submission.returnRequestedAt),
    bonus_payments: submission.bonusCents,
    is_complete: completedAt !== null,
    time_taken: startedAt === null || completedAt === null ? null : Math.round((completedAt - startedAt) / 1000),
    reward: fields.reward,
    star_awarded: false,
  };
}

/** A submission as lists show it. */
export const submissionItem = (world: World, submission: Submission) => ({
  ...commonForm(world, submission),
  participant_id: submission.participantId,
  study_code: submission.enteredCode,
  has_siblings: submissionsOf(world, submission.studyId).some(
    ({ id, participantId }) => id !== submission.id && participantId === submission.participantId,
  ),
  strata: {},
  ip: '127.0.0.1',
});

/** A submission by itself. */
export const submissionDetail = (world: World, submission: Submission) => ({
  ...commonForm(world, submission),
  participant: submission.participantId,
  study_id: submission.studyId,
  parent_study_id: null,
  entered_code: submission.enteredCode,
});

/** A batch of bonuses, with what paying it once costs. */
export function bonusForm(world: World, batch: BonusBatch) {
  const cost = costOfBatch(world, batch);
  return {
    id: batch.id,
    study: batch.studyId,
    amount: cost.rewards,
    fees: cost.fees,
    vat: cost.vat,
    total_amount: totalOf(cost),
  };
}
