import { z } from 'zod';
import { maxBonusCents } from '../money.ts';
import { mephisto } from './endpoint.ts';
import { Done, IdsInQuery, Listing, More, OptionalText, UnitIds, WorkerOpinion } from './shapes.ts';

const params = z.object({ unit: z.string() });

export const MephistoUnit = z.object({
  id: z.string(),
  worker_id: z.string().nullable(),
  task_id: z.string().nullable(),
  /** In whole units of the currency. */
  pay_amount: z.number(),
  status: z.enum(['launched', 'assigned', 'completed', 'accepted', 'soft_rejected', 'rejected', 'expired']),
  creation_date: z.string().nullable(),
  is_reviewed: z.boolean(),
  results: z.object({
    /** In seconds since 1970. */
    start: z.number().nullable(),
    end: z.number().nullable(),
    inputs_preview: z.null(),
    outputs_preview: z.null(),
  }),
  /** The bonus in cents, and the note of the current decision. */
  review: z.object({ bonus: z.number().nullable(), review_note: z.string().nullable() }),
});
export type MephistoUnit = z.infer<typeof MephistoUnit>;

const oneOfBoth = { path: ['task_id'], error: 'either this or unit_ids is required' };

export const units = mephisto({
  name: 'mephistoUnits',
  method: 'GET',
  path: '/api/units',
  summary: 'Units of a task, or the named ones, without their data.',
  role: 'reader',
  query: Listing.extend({
    task_id: z.string().min(1).optional(),
    unit_ids: IdsInQuery.optional(),
    /** Only those to review. */
    completed: z.stringbool().optional(),
  }).refine(({ task_id, unit_ids }) => task_id !== undefined || unit_ids !== undefined, oneOfBoth),
  reply: More.extend({ units: z.array(MephistoUnit) }),
});

/** A decision about a unit or, through it, about its worker. */
export const WorkerReview = z.object({
  creation_date: z.string(),
  /** `approved`, `soft_rejected`, `rejected`, `grant`, `revoke`, or a status that Mephisto does not have. */
  status: z.string(),
  review_note: z.string().nullable(),
  /** In cents. */
  bonus: z.number().nullable(),
  blocked_worker: z.boolean(),
  qualification_id: z.string().nullable(),
  qualification_name: z.string().nullable(),
  value: z.int().nullable(),
});
export type WorkerReview = z.infer<typeof WorkerReview>;

export const MephistoUnitDetail = z.object({
  id: z.string(),
  has_task_source_review: z.boolean(),
  inputs: z.unknown(),
  prepared_inputs: z.unknown(),
  outputs: z.unknown(),
  unit_data_folder: z.null(),
  metadata: z.object({
    worker_opinion: WorkerOpinion.nullable(),
    tips: z.array(z.unknown()),
    feedback: z.array(z.unknown()),
    default: z.array(z.unknown()).nullable(),
    task_start: z.number().nullable(),
    task_end: z.number().nullable(),
    worker_reviews: z.array(WorkerReview),
  }),
});
export type MephistoUnitDetail = z.infer<typeof MephistoUnitDetail>;

export const unitsDetails = mephisto({
  name: 'mephistoUnitsDetails',
  method: 'GET',
  path: '/api/units/details',
  summary: 'The named units, with item, answer, metadata and all decisions.',
  role: 'reader',
  query: Listing.extend({ unit_ids: IdsInQuery }),
  reply: More.extend({ units: z.array(MephistoUnitDetail) }),
});

const ReviewBody = z.object({ unit_ids: UnitIds, review_note: OptionalText, send_to_worker: z.boolean().nullish() });
/** A whole number of cents; front ends send it as a number or as the text of a field. */
const Bonus = z
  .union([z.number(), z.string()])
  .transform(Number)
  .pipe(z.int('must be a whole number of cents').min(0).max(maxBonusCents))
  .nullish();

export const approve = mephisto({
  name: 'mephistoApprove',
  method: 'POST',
  path: '/api/units/approve',
  summary: 'Accepts units, with an optional bonus in cents for each.',
  role: 'reviewer',
  body: ReviewBody.extend({ bonus: Bonus }),
  reply: Done,
});
export const softReject = mephisto({
  name: 'mephistoSoftReject',
  method: 'POST',
  path: '/api/units/soft-reject',
  summary: 'Pays units without using them.',
  role: 'reviewer',
  body: ReviewBody,
  reply: Done,
});
export const reject = mephisto({
  name: 'mephistoReject',
  method: 'POST',
  path: '/api/units/reject',
  summary: 'Rejects units: not paid, not used.',
  role: 'reviewer',
  body: ReviewBody,
  reply: Done,
});

export const staticFile = mephisto({
  name: 'mephistoStaticFile',
  method: 'GET',
  path: '/api/units/:unit/static/:filename',
  summary: 'A file of the unit by its original name or its stored name; shown if its type is safe.',
  role: 'reader',
  params: params.extend({ filename: z.string() }),
  reply: z.unknown(),
  streams: 'bytes',
});
export const staticField = mephisto({
  name: 'mephistoStaticField',
  method: 'GET',
  path: '/api/units/:unit/static/fieldname/:field',
  summary: "The first file of a field of the unit's form.",
  role: 'reader',
  params: params.extend({ field: z.string() }),
  reply: z.unknown(),
  streams: 'bytes',
});
export const reviewHtml = mephisto({
  name: 'mephistoReviewHtml',
  method: 'GET',
  path: '/api/units/:unit/review.html',
  summary: "Redirects to the task's own review view, on its run's origin.",
  role: 'reader',
  params,
  reply: z.unknown(),
  streams: 'bytes',
});
export const reviewBundle = mephisto({
  name: 'mephistoReviewBundle',
  method: 'GET',
  path: '/units/:unit/bundle.js',
  summary: "Redirects to the script of the review view, if the task's config names one.",
  role: 'reader',
  params,
  reply: z.unknown(),
  streams: 'bytes',
});
