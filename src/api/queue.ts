import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { isReviewerName } from './names.ts';
import { Decision, File, Note, Paged, Recorded, Scope, UnitStatus } from './shapes.ts';
import { Signals } from './signals.ts';
import { listUnits, UnitDetail } from './units.ts';

/** A worker or an item with units to review. */
export const QueueGroup = z.object({
  /** The worker's or the assignment's id. */
  key: z.string(),
  /** The number of units to review, and of those with each decision. */
  waiting: z.int(),
  /** For how many of the units to review a second opinion is requested. */
  second_opinions: z.int(),
  /** How many comments of reviewers there are on the units to review. */
  comments: z.int(),
  accepted: z.int(),
  soft_rejected: z.int(),
  rejected: z.int(),
  oldest_at: z.string(),
  /** For a worker, the share of answers to closed questions that equal the majority; for an item, the share of agreeing pairs; null if unknown. */
  agreement: z.number().nullable(),
});
export type QueueGroup = z.infer<typeof QueueGroup>;

const QueueQuery = Scope.extend({
  ...Paged.shape,
  by: z.enum(['worker', 'item']).default('worker'),
  order: z.enum(['fewest', 'worst', 'oldest']).default('fewest'),
  second_opinion: z.stringbool().optional(),
});
const Queue = z.object({
  groups: z.array(QueueGroup),
  /** Totals of the scope. */
  waiting: z.int(),
  accepted: z.int(),
  soft_rejected: z.int(),
  rejected: z.int(),
  cursor: z.string().optional(),
  sequence: z.int(),
});

export const reviewQueue = endpoint({
  name: 'reviewQueue',
  method: 'GET',
  path: '/api/queue',
  summary:
    'Workers or items with units to review, those with the fewest units, the worst agreement or the oldest first.',
  role: 'reader',
  query: QueueQuery,
  reply: Queue,
});

const Claim = z.object({ unit: z.string(), by: z.string(), until: z.string() });
export const claimUnits = endpoint({
  name: 'claimUnits',
  method: 'POST',
  path: '/api/claims',
  summary:
    'Claims units for the caller for two minutes, so that nobody else decides them; another call renews the claim.',
  role: 'reviewer',
  body: z.strictObject({
    units: z.array(z.string()).max(1000),
    release: z.array(z.string()).max(1000).default([]),
    /** The name under which the caller, who has no account, claimed these units before: their claims follow to the present name. */
    earlier_name: z.string().refine(isReviewerName, 'must be the name of a reviewer, as in x-reviewer').optional(),
  }),
  reply: z.object({ claimed: z.array(Claim), held: z.array(Claim) }),
  status: 200,
});
export const listClaims = endpoint({
  name: 'listClaims',
  method: 'GET',
  path: '/api/claims',
  summary: 'Who is reviewing which unit.',
  role: 'reader',
  reply: z.object({ claims: z.array(Claim) }),
});

/** The most units of a group in one reply. */
export const maxGroupUnits = 200;

export const beginReview = endpoint({
  name: 'beginReview',
  method: 'GET',
  path: '/api/review',
  summary:
    'The start of a review in one reply: the queue, the units to review in its first group, and the first of them that nobody else has claimed, in full.',
  role: 'reader',
  query: QueueQuery,
  reply: z.object({
    queue: Queue,
    group: z.string().nullable(),
    units: listUnits.reply.nullable(),
    unit: UnitDetail.nullable(),
    claims: z.array(Claim),
  }),
});

const adjudication = {
  answer: z.unknown(),
  by: z.string(),
  at: z.string(),
  note: z.string().nullable(),
  /** Who took it back, and when; null if nobody did. */
  withdrawn_by: z.string().nullable(),
  withdrawn_at: z.string().nullable(),
};
const Adjudication = z.object(adjudication);
export type Adjudication = z.infer<typeof Adjudication>;

/** An item of the data with all its answers. */
export const Item = z.object({
  assignment: z.string(),
  run: z.string(),
  task: z.string(),
  data: z.record(z.string(), z.unknown()),
  answers: z.array(
    z.object({
      unit: z.string(),
      worker: z.string(),
      status: UnitStatus,
      answer: z.unknown(),
      files: z.array(File),
      seconds: z.number().nullable(),
      /** What the page counted: evidence, not a verdict. */
      signals: Signals.nullable(),
      /** Why rules of the run flagged this worker. */
      flagged: z.string().nullable(),
      decision: Decision.nullable(),
    }),
  ),
  /** Per question: the share of agreeing pairs, and each label's count. */
  questions: z.array(
    z.object({ key: z.string(), agreement: z.number().nullable(), labels: z.record(z.string(), z.int()) }),
  ),
  /** The labels of each question that the config of the run gives labels, by its key: what a final answer can say. */
  offered: z.record(z.string(), z.array(z.string())),
  adjudicated: z
    .object({
      ...adjudication,
      /** Those in whose place it was put, in order. */
      before: z.array(Adjudication),
    })
    .nullable(),
  /** The final answers that it had, in order, if the last of them was taken back. */
  withdrawn: z.array(Adjudication),
});
export type Item = z.infer<typeof Item>;

export const listItems = endpoint({
  name: 'listItems',
  method: 'GET',
  path: '/api/items',
  summary:
    'Items with their answers side by side, those with the most disagreement first, once it is computed for a large study.',
  role: 'reader',
  query: Scope.extend({
    ...Paged.shape,
    limit: z.coerce.number().int().min(1).max(200).default(20),
    order: z.enum(['disagreement', 'oldest']).default('disagreement'),
    adjudicated: z.stringbool().optional(),
    assignment: z.string().optional(),
  }),
  reply: z.object({
    items: z.array(Item),
    /** The number of items; null while many items are still being compared, and then the oldest come first. */
    total: z.int().nullable(),
    cursor: z.string().optional(),
    sequence: z.int(),
  }),
});

/** The final answer that the caller means, as `adjudicated` of the item has it: refused if another one is there by now. */
const Seen = z.strictObject({ answer: z.unknown(), by: z.string() }).optional();

export const adjudicate = endpoint({
  name: 'adjudicate',
  method: 'POST',
  path: '/api/items/:assignment/adjudicate',
  summary:
    'Records the final answer of the item. If there is another one already, it is refused with who decided what, unless `over` is true; both are kept. With `seen` it takes the place of that one alone. What neither the questions of the config allow nor a worker said is refused.',
  role: 'reviewer',
  params: z.object({ assignment: z.string() }),
  body: z.strictObject({ answer: z.unknown(), note: Note, over: z.boolean().optional(), seen: Seen }),
  reply: Recorded,
  status: 202,
});

export const withdrawAdjudication = endpoint({
  name: 'withdrawAdjudication',
  method: 'POST',
  path: '/api/items/:assignment/withdraw-adjudication',
  summary:
    'Takes the final answer of the item back. It stays in the history, and the item has none until the next one. With `seen` another one than that is not taken back.',
  role: 'reviewer',
  params: z.object({ assignment: z.string() }),
  body: z.strictObject({ note: Note, seen: Seen }),
  reply: Recorded,
  status: 202,
});
