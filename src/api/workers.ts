import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { clearName } from './names.ts';
import { AppliedRule, RuleFilter } from './rules.ts';
import { After, Note, Paged, Recorded, Scope } from './shapes.ts';
import { SignalSums } from './signals.ts';

const worker = z.object({ worker: z.string() });
const qualification = z.object({ qualification: z.string() });
const name = clearName(50);
const description = z.string().trim().max(500);
const value = z.int().min(-1_000_000).max(1_000_000);

export const Grant = z.object({
  worker: z.string(),
  qualification: z.string(),
  name: z.string(),
  value: z.int(),
  granted_at: z.string(),
  granted_by: z.string(),
});
export type Grant = z.infer<typeof Grant>;

export const WorkerRow = z.object({
  id: z.string(),
  provider: z.string(),
  first_seen: z.string(),
  last_seen: z.string(),
  /** `assigned` counts units in progress; `submitted` is the sum of `waiting` (to review) and the reviewed ones. */
  assigned: z.int(),
  submitted: z.int(),
  waiting: z.int(),
  accepted: z.int(),
  soft_rejected: z.int(),
  rejected: z.int(),
  /** The median of the seconds from assignment to submission, of the last fifty units; null before the first. */
  median_seconds: z.number().nullable(),
  /** How they did in the gold and screening units of these runs; null if none of theirs is judged. */
  assessed: z
    .object({
      gold_right: z.int(),
      gold_wrong: z.int(),
      /** The outcome of their last screening that decided something. */
      screening: z.enum(['passed', 'failed']).nullable(),
      /** Whether they answered more gold units wrong than allowed, and still hold the qualification that says so. */
      disqualified: z.boolean(),
    })
    .nullable(),
  blocked: z.object({ reason: z.string(), by: z.string(), at: z.string() }).nullable(),
  /** What rules did to them that holds now (not taken back, and no pause that is over), the oldest first. */
  rules: z.array(AppliedRule),
  /** Their qualifications that are in use. */
  qualifications: z.array(Grant),
});
export type WorkerRow = z.infer<typeof WorkerRow>;

export const listWorkers = endpoint({
  name: 'listWorkers',
  method: 'GET',
  path: '/api/workers',
  summary:
    'Workers with their work and how it was reviewed; of a task or run, those with units in progress or submitted there.',
  role: 'reader',
  query: Scope.extend({
    ...Paged.shape,
    /** Part of the id or, for owners, of the name under which the worker came, in any case. */
    search: z.string().trim().max(100).optional(),
    /** The id of a qualification that they hold. */
    qualification: z.string().optional(),
    blocked: z.stringbool().optional(),
    /** Only workers to whom a rule did this and nobody has taken it back: `any`, or flag, exclude, pause, block, grant or revoke. */
    rules: RuleFilter.optional(),
    sort: z.enum(['most', 'newest', 'rejected']).default('most'),
  }),
  reply: z.object({ workers: z.array(WorkerRow), total: z.int(), cursor: z.string().optional(), sequence: z.int() }),
});

/** A decision about a worker: of a reviewer, by a rule, or by the answers that are known to be right. */
export const WorkerEvent = z.object({
  at: z.string(),
  by: z.string(),
  what: z.enum([
    'accepted',
    'soft_rejected',
    'rejected',
    'review_undone',
    'review_supplemented',
    'supplement_undone',
    'blocked',
    'unblocked',
    'qualification_granted',
    'qualification_revoked',
    'bonus_granted',
    'bonus_paid',
    'bonus_withdrawn',
    'bonus_payment_undone',
    'paid',
    'payment_undone',
    'rule_applied',
    'rule_undone',
    'gold_right',
    'gold_wrong',
    'screening_passed',
    'screening_failed',
    'screening_undecided',
  ]),
  unit: z.string().nullable(),
  qualification: z.string().nullable(),
  /** Its present name. */
  qualification_name: z.string().nullable(),
  value: z.int().nullable(),
  cents: z.number().nullable(),
  /** That of the amount; null without one. */
  currency: z.string().nullable(),
  note: z.string().nullable(),
});

export const getWorker = endpoint({
  name: 'getWorker',
  method: 'GET',
  path: '/api/workers/:worker',
  summary: 'One worker with the history of the last thousand decisions about them, the newest first.',
  role: 'reader',
  params: worker,
  query: After,
  reply: WorkerRow.extend({
    history: z.array(WorkerEvent),
    /** What the pages of their last thousand answers counted: evidence, not a verdict; null if none counted anything. */
    signals: SignalSums.nullable(),
  }),
});

export const blockWorker = endpoint({
  name: 'blockWorker',
  method: 'POST',
  path: '/api/workers/:worker/block',
  summary: 'Blocks this worker from all tasks; they may finish their units in progress.',
  role: 'reviewer',
  params: worker,
  body: z.strictObject({ reason: z.string().trim().min(1).max(4000), unit: z.string().optional() }),
  reply: Recorded,
  status: 202,
});
export const unblockWorker = endpoint({
  name: 'unblockWorker',
  method: 'POST',
  path: '/api/workers/:worker/unblock',
  summary: 'Unblocks this worker: they get work again.',
  role: 'reviewer',
  params: worker,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});

export const Qualification = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  created_at: z.string(),
  created_by: z.string(),
  retired: z.boolean(),
  workers: z.int(),
});
export type Qualification = z.infer<typeof Qualification>;

export const listQualifications = endpoint({
  name: 'listQualifications',
  method: 'GET',
  path: '/api/qualifications',
  summary: 'All qualifications, and how many workers hold each.',
  role: 'reader',
  query: After,
  reply: z.object({ qualifications: z.array(Qualification), sequence: z.int() }),
});
export const createQualification = endpoint({
  name: 'createQualification',
  method: 'POST',
  path: '/api/qualifications',
  summary: 'Creates a qualification; its name must be new.',
  role: 'reviewer',
  body: z.strictObject({ name, description: description.default('') }),
  reply: Recorded.extend({ qualification: z.string() }),
  status: 202,
});
export const editQualification = endpoint({
  name: 'editQualification',
  method: 'PATCH',
  path: '/api/qualifications/:qualification',
  summary: 'Changes the name or the description.',
  role: 'reviewer',
  params: qualification,
  body: z.strictObject({ name: name.optional(), description: description.optional() }),
  reply: Recorded,
  status: 202,
});
export const retireQualification = endpoint({
  name: 'retireQualification',
  method: 'DELETE',
  path: '/api/qualifications/:qualification',
  summary: 'Retires a qualification: it cannot be granted any more, its history stays.',
  role: 'owner',
  params: qualification,
  reply: Recorded,
  status: 202,
});
/** An earlier value of a worker, with the reason. */
const EarlierGrant = z.object({ value: z.int(), at: z.string(), by: z.string(), note: z.string().nullable() });

export const listGrants = endpoint({
  name: 'listGrants',
  method: 'GET',
  path: '/api/qualifications/:qualification/workers',
  summary: 'The workers with the qualification: the value, the reason, and the last values before.',
  role: 'reader',
  params: qualification,
  query: After.extend({ ...Paged.shape, sort: z.enum(['newest', 'highest', 'lowest']).default('newest') }),
  reply: z.object({
    grants: z.array(Grant.extend({ note: z.string().nullable(), before: z.array(EarlierGrant) })),
    cursor: z.string().optional(),
    sequence: z.int(),
  }),
});
export const grantQualification = endpoint({
  name: 'grantQualification',
  method: 'PUT',
  path: '/api/workers/:worker/qualifications/:qualification',
  summary:
    'Grants a qualification with a value, or changes its value. A worker who may not have come yet is written inhouse:NAME, with the name in their link.',
  role: 'reviewer',
  params: worker.extend(qualification.shape),
  body: z.strictObject({ value: value.default(1), note: Note, unit: z.string().optional() }),
  reply: Recorded.extend({
    /** That the grant waits for somebody who has never been here and is not invited; null for others. */
    notice: z.string().nullable(),
  }),
  status: 202,
});
export const revokeQualification = endpoint({
  name: 'revokeQualification',
  method: 'DELETE',
  path: '/api/workers/:worker/qualifications/:qualification',
  summary: 'Takes a qualification from a worker, given by id or as inhouse:NAME.',
  role: 'reviewer',
  params: worker.extend(qualification.shape),
  body: z.strictObject({ note: Note, unit: z.string().optional() }).nullish(),
  reply: Recorded,
  status: 202,
});
