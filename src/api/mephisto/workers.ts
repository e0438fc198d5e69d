import { z } from 'zod';
import { mephisto } from './endpoint.ts';
import { Done, OptionalText, toWhole, UnitIds } from './shapes.ts';

const params = z.object({ worker: z.string() });

/** A value of a qualification, which clients of Mephisto send as a number or as text; 0 is valid. */
export const Value = z
  .union([z.number(), z.string()], 'must be a whole number')
  .transform(toWhole)
  .pipe(z.int('must be a whole number').min(-1_000_000).max(1_000_000));

export const block = mephisto({
  name: 'mephistoBlock',
  method: 'POST',
  path: '/api/workers/:worker/block',
  summary: 'Blocks this worker from all tasks; they may finish their units in progress.',
  role: 'reviewer',
  params,
  body: z.object({
    review_note: z.string().trim().min(1, 'must have a reason').max(4000),
    unit_ids: UnitIds.nullish(),
  }),
  reply: Done,
});

export const workerQualifications = mephisto({
  name: 'mephistoWorkerQualifications',
  method: 'GET',
  path: '/api/workers/:worker/qualifications',
  summary: 'The qualifications of a worker.',
  role: 'reader',
  params,
  reply: z.object({
    granted_qualifications: z.array(
      z.object({ worker_id: z.string(), qualification_id: z.string(), value: z.int(), granted_at: z.string() }),
    ),
  }),
});

export const grantQualifications = mephisto({
  name: 'mephistoGrantQualifications',
  method: 'POST',
  path: '/api/workers/:worker/qualifications/grant',
  summary: 'Grants several qualifications to a worker, for the first of the units.',
  role: 'reviewer',
  params,
  body: z.object({
    unit_ids: UnitIds,
    qualification_grants: z
      .array(z.object({ qualification_id: z.string(), value: Value.default(1) }))
      .min(1, 'must name at least one qualification')
      .max(100),
    review_note: OptionalText,
  }),
  reply: Done,
});

export const reviewStats = mephisto({
  name: 'mephistoReviewStats',
  method: 'GET',
  path: '/api/review-stats',
  summary: 'How many units were submitted, and how they were reviewed, of a task, of a worker, or of all.',
  role: 'reader',
  query: z.object({
    task_id: z.string().min(1).optional(),
    worker_id: z.string().min(1).optional(),
    /** Counts submissions and decisions from this time on. */
    since: z
      .string()
      .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a date, such as 2026-11-28')
      .transform((text) => new Date(text).toISOString())
      .optional(),
    /** The maximum count. */
    limit: z.coerce.number().int().positive().optional(),
  }),
  reply: z.object({
    stats: z.object({
      total_count: z.int(),
      reviewed_count: z.int(),
      approved_count: z.int(),
      rejected_count: z.int(),
      soft_rejected_count: z.int(),
    }),
  }),
});
