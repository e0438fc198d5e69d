import { z } from 'zod';
import { AccessDetail, CompletionCode, Filter } from '../state/study-shape.ts';

export const Id = z.string().regex(/^[0-9a-f]{24}$/);
const When = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const cents = z.int();

const StudyStatus = z.enum([
  'UNPUBLISHED',
  'SCHEDULED',
  'PUBLISHING',
  'ACTIVE',
  'PAUSED',
  'AWAITING REVIEW',
  'COMPLETED',
]);
const SubmissionStatus = z.enum([
  'RESERVED',
  'ACTIVE',
  'PROCESSING',
  'TIMED-OUT',
  'AWAITING REVIEW',
  'APPROVED',
  'PARTIALLY APPROVED',
  'RETURNED',
  'REJECTED',
  'SCREENED OUT',
]);

const studyShort = {
  id: Id,
  name: z.string(),
  internal_name: z.string().nullable(),
  status: StudyStatus,
  study_type: z.literal('SINGLE'),
  total_available_places: z.int(),
  places_taken: z.int(),
  number_of_submissions: z.int(),
  reward: cents,
  total_cost: cents,
  date_created: When,
  published_at: When.nullable(),
  publish_at: When.nullable(),
};
export const StudyShort = z.strictObject(studyShort);
export const Study = z.strictObject({
  ...studyShort,
  description: z.string(),
  external_study_url: z.string().nullable(),
  prolific_id_option: z.string(),
  completion_codes: z.array(CompletionCode),
  completion_code: z.string().nullable(),
  completion_option: z.string().nullable(),
  estimated_completion_time: z.int(),
  maximum_allowed_time: z.int(),
  device_compatibility: z.array(z.string()),
  peripheral_requirements: z.array(z.string()),
  filters: z.array(Filter),
  filter_set_id: z.string().nullable(),
  filter_set_version: z.int().nullable(),
  naivety_distribution_rate: z.number().nullable(),
  project: Id,
  submissions_config: z.strictObject({
    max_submissions_per_participant: z.int(),
    max_concurrent_submissions: z.int(),
    auto_rejection_categories: z.array(z.string()),
  }),
  access_details: z.array(AccessDetail).nullable(),
  data_collection_method: z.string().nullable(),
  study_labels: z.array(z.string()),
  content_warnings: z.array(z.string()),
  content_warning_details: z.string().nullable(),
  metadata: z.string().nullable(),
  credential_pool_id: z.string().nullable(),
  has_credentials: z.boolean(),
  is_external_study_url_secure: z.boolean(),
  is_ready_to_publish: z.boolean(),
  currency_code: z.string(),
});

const submission = {
  id: Id,
  status: SubmissionStatus,
  started_at: When.nullable(),
  completed_at: When.nullable(),
  returned_at: When.nullable(),
  return_requested: When.nullable(),
  bonus_payments: z.array(cents),
  is_complete: z.boolean(),
  time_taken: z.int().nullable(),
  reward: cents,
  star_awarded: z.boolean(),
};
/** A submission in a list, which says `participant_id` and `study_code`. */
export const SubmissionItem = z.strictObject({
  ...submission,
  participant_id: Id,
  study_code: z.string().nullable(),
  has_siblings: z.boolean(),
  strata: z.record(z.string(), z.string()),
  ip: z.string(),
});
/** A submission by itself, which says `participant` and `entered_code`. */
export const SubmissionDetail = z.strictObject({
  ...submission,
  participant: Id,
  study_id: Id,
  parent_study_id: Id.nullable(),
  entered_code: z.string().nullable(),
});
export const ReturnRequested = z.strictObject({
  id: Id,
  status: SubmissionStatus,
  participant: Id,
  return_requested: When,
});
export const Counts = z.strictObject({
  ACTIVE: z.int(),
  APPROVED: z.int(),
  'AWAITING REVIEW': z.int(),
  REJECTED: z.int(),
  RESERVED: z.int(),
  RETURNED: z.int(),
  'TIMED-OUT': z.int(),
  'PARTIALLY APPROVED': z.int(),
  'SCREENED OUT': z.int(),
  TOTAL: z.int(),
});

export const Amount = z.strictObject({ amount: cents, currency: z.string() });
export const Cost = z.strictObject({
  rewards: z.strictObject({ rewards: Amount, fees: Amount, tax: Amount }),
  bonuses: z.strictObject({ bonuses: Amount, fees: Amount, tax: Amount }),
});
const Breakdown = z.strictObject({ rewards: cents, fees: cents, vat: cents });
export const Balance = z.strictObject({
  currency_code: z.string(),
  total_balance: cents,
  balance_breakdown: Breakdown,
  available_balance: cents,
  available_balance_breakdown: Breakdown,
});
export const Bonuses = z.strictObject({
  id: Id,
  study: Id,
  amount: cents,
  fees: cents,
  vat: cents,
  total_amount: cents,
});

export const User = z.strictObject({
  id: Id,
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  name: z.string(),
  username: z.string(),
  user_type: z.literal('researcher'),
  currency_code: z.string(),
  balance: cents,
  available_balance: cents,
});
export const Workspace = z.strictObject({
  id: Id,
  title: z.string(),
  description: z.string(),
  owner: Id,
  users: z.array(z.strictObject({ id: Id, name: z.string(), email: z.string(), roles: z.array(z.string()) })),
});
export const Project = z.strictObject({
  id: Id,
  title: z.string(),
  description: z.string(),
  workspace: Id,
  owner: Id,
  type: z.enum(['PRIVATE', 'PUBLIC']),
  naivety_distribution_rate: z.number().nullable(),
  is_longitudinal: z.boolean(),
});
export const Group = z.strictObject({
  id: Id,
  name: z.string(),
  description: z.string(),
  workspace_id: Id.nullable(),
  organisation_id: Id.nullable(),
  participant_count: z.int(),
  is_deleted: z.boolean(),
});
export const Members = z.strictObject({
  results: z.array(z.strictObject({ participant_id: Id, datetime_created: When })),
});
export const Message = z.strictObject({
  id: Id,
  sender_id: Id,
  body: z.string(),
  datetime_created: When,
  channel_id: Id,
  type: z.literal('participant-message'),
  data: z.strictObject({ study_id: Id.optional() }),
});
export const UnreadMessage = Message.omit({ sender_id: true, type: true }).extend({ sender: Id });
export const Secret = z.strictObject({ id: Id, value: z.string(), workspace_id: Id });
export const Subscription = z.strictObject({
  id: Id,
  event_type: z.string(),
  target_url: z.string(),
  is_enabled: z.boolean(),
  workspace_id: Id,
});
export const HookEvent = z.strictObject({
  id: Id,
  datetime_created: When,
  datetime_updated: When,
  event_type: z.string(),
  resource_id: Id,
  status: z.enum(['PENDING', 'SUCCEEDED', 'FAILED']),
  target_url: z.string(),
  payload: z.record(z.string(), z.unknown()),
});
export const FilterSet = z.strictObject({
  id: Id,
  name: z.string(),
  organisation_id: Id.nullable(),
  workspace_id: Id.nullable(),
  version: z.int(),
  is_deleted: z.boolean(),
  is_locked: z.boolean(),
  eligible_participant_count: z.int(),
  filters: z.array(Filter),
});
