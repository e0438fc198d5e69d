import { z } from 'zod';

const limit = z.union([z.number(), z.string()]).nullable().optional();

/** A filter of participants, which may contain others. */
export const Filter = z.strictObject({
  filter_id: z.string().min(1),
  selected_values: z.array(z.string()).optional(),
  selected_range: z.strictObject({ lower: limit, upper: limit }).optional(),
  get selected_filters() {
    return z.array(Filter).optional();
  },
  weightings: z.record(z.string(), z.number()).optional(),
});
export type Filter = z.infer<typeof Filter>;

const Action = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('AUTOMATICALLY_APPROVE') }),
  z.strictObject({ action: z.literal('MANUALLY_REVIEW') }),
  z.strictObject({ action: z.literal('ADD_TO_PARTICIPANT_GROUP'), participant_group: z.string() }),
  z.strictObject({ action: z.literal('REMOVE_FROM_PARTICIPANT_GROUP'), participant_group: z.string() }),
  z.strictObject({ action: z.literal('REQUEST_RETURN'), return_reason: z.string().min(1) }),
  z.strictObject({ action: z.literal('DYNAMIC_PAYMENT') }),
  z.strictObject({
    action: z.literal('FIXED_SCREEN_OUT_PAYMENT'),
    fixed_screen_out_reward: z.int().min(1),
    slots: z.int().min(1),
  }),
]);

/** What participants or researchers complete a submission with, and what follows from it. */
export const CompletionCode = z.strictObject({
  code: z.string().min(1).nullable(),
  code_type: z.string().min(1),
  actor: z.enum(['participant', 'researcher']).default('participant'),
  actions: z.array(Action).default([]),
});
export type CompletionCode = z.infer<typeof CompletionCode>;

const url = z.url({ protocol: /^https?$/ });

/** One address of a study that has several, and how many places lead there. */
export const AccessDetail = z.strictObject({ external_url: url, total_allocation: z.int().min(1) });

const SubmissionsConfig = z.strictObject({
  max_submissions_per_participant: z.int().min(-1).default(1),
  max_concurrent_submissions: z.int().min(-1).default(-1),
  auto_rejection_categories: z.array(z.enum(['EXCEPTIONALLY_FAST'])).default([]),
});

/** What a study says of itself when it is made. `eligibility_requirements` was removed, so it is an unknown field. */
export const StudyFields = z.strictObject({
  name: z.string().min(1),
  internal_name: z.string().nullable().default(null),
  description: z.string().min(1),
  external_study_url: url.nullable().default(null),
  prolific_id_option: z.enum(['question', 'url_parameters', 'not_required']),
  completion_codes: z.array(CompletionCode).min(1).nullable().default(null),
  completion_code: z.string().min(1).nullable().default(null),
  completion_option: z.enum(['code', 'url']).nullable().default(null),
  total_available_places: z.int().min(1),
  estimated_completion_time: z.int().min(1),
  maximum_allowed_time: z.int().min(1).nullable().default(null),
  reward: z.int().min(1),
  device_compatibility: z.array(z.enum(['desktop', 'tablet', 'mobile'])).default([]),
  peripheral_requirements: z.array(z.enum(['audio', 'camera', 'download', 'microphone'])).default([]),
  filters: z.array(Filter).default([]),
  filter_set_id: z.string().nullable().default(null),
  filter_set_version: z.int().nullable().default(null),
  naivety_distribution_rate: z.number().min(0).max(1).nullable().default(null),
  project: z.string().nullable().default(null),
  submissions_config: SubmissionsConfig.prefault({}),
  access_details: z.array(AccessDetail).min(1).nullable().default(null),
  data_collection_method: z.string().nullable().default(null),
  study_labels: z.array(z.string()).default([]),
  content_warnings: z.array(z.enum(['sensitive', 'explicit'])).default([]),
  content_warning_details: z.string().nullable().default(null),
  metadata: z.string().nullable().default(null),
  credential_pool_id: z.string().nullable().default(null),
  has_credentials: z.boolean().default(false),
  is_external_study_url_secure: z.boolean().default(false),
});
export type StudyFields = z.infer<typeof StudyFields>;

/** The fields that may change once a study was published. */
export const changeableOncePublished: readonly (keyof StudyFields)[] = [
  'internal_name',
  'total_available_places',
  'access_details',
  'submissions_config',
];

/** The least time in minutes that participants must be allowed, by the estimated one. */
export const leastAllowedMinutes = (estimated: number): number =>
  Math.ceil(2 + 2 * estimated + 2 * Math.sqrt(estimated));
