import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { After, Decision, File, Message, Note, Paged, Recorded, Scope, UnitStatus } from './shapes.ts';

const params = z.object({ unit: z.string() });
const list = (text: string) => text.split(',').filter((part) => part !== '');

export const UnitRow = z.object({
  id: z.string(),
  run: z.string(),
  task: z.string().nullable(),
  assignment: z.string(),
  status: UnitStatus,
  agent: z.string().nullable(),
  worker: z.string().nullable(),
  assigned_at: z.string().nullable(),
  deadline: z.string().nullable(),
  submitted_at: z.string().nullable(),
  /** Seconds from getting the unit to handing in. */
  seconds: z.number().nullable(),
  reviewed_at: z.string().nullable(),
  reviewed_by: z.string().nullable(),
  note: z.string().nullable(),
  /** Who asked for a second opinion, while it is still wanted. */
  second_opinion: z.string().nullable(),
  bonus_cents: z.number(),
});
export type UnitRow = z.infer<typeof UnitRow>;

export const UnitsQuery = Scope.extend({
  ...Paged.shape,
  /** One status or several with commas. */
  status: z.string().transform(list).pipe(z.array(UnitStatus)).optional(),
  worker: z.string().optional(),
  assignment: z.string().optional(),
  /** Only units for which a second opinion is wanted. */
  second_opinion: z.stringbool().optional(),
  /** Words to find in the item's data, the answer or the note. */
  search: z.string().trim().max(200).optional(),
  sort: z.enum(['oldest', 'newest', 'fastest', 'slowest']).default('oldest'),
});

export const listUnits = endpoint({
  name: 'listUnits',
  method: 'GET',
  path: '/api/units',
  says: 'Units, filtered, searched and sorted, a page at a time.',
  role: 'reader',
  query: UnitsQuery,
  reply: z.object({
    units: z.array(UnitRow),
    /** How many fit the filters, counted up to `counted_to`. */
    total: z.int(),
    counted_to: z.int(),
    cursor: z.string().optional(),
    sequence: z.int(),
  }),
});

/** Something that happened to a unit. */
export const Episode = z.object({
  at: z.string(),
  what: z.enum([
    'assigned',
    'submitted',
    'returned',
    'timeout',
    'late',
    'accepted',
    'soft_rejected',
    'rejected',
    'review_undone',
    'second_opinion_asked',
    'bonus_granted',
    'bonus_paid',
    'bonus_withdrawn',
  ]),
  agent: z.string().nullable(),
  worker: z.string().nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
  message: z.string().nullable(),
  cents: z.number().nullable(),
});
export type Episode = z.infer<typeof Episode>;

export const Bonus = z.object({
  id: z.string(),
  unit: z.string(),
  worker: z.string(),
  cents: z.int(),
  currency: z.string(),
  reason: z.string().nullable(),
  state: z.enum(['intended', 'paid', 'withdrawn']),
  granted_by: z.string(),
  granted_at: z.string(),
});
export type Bonus = z.infer<typeof Bonus>;

const HandedIn = z.object({
  agent: z.string(),
  worker: z.string(),
  answer: z.unknown(),
  files: z.array(File).nullable(),
  submitted_at: z.string(),
  late: z.boolean(),
  auto_submitted: z.boolean().nullable(),
});

export const UnitDetail = UnitRow.extend({
  title: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  /** The answer and the files that count; `answers` has the late ones too. */
  answer: z.unknown(),
  files: z.array(File),
  answers: z.array(HandedIn),
  metadata: z.array(
    z.object({
      agent: z.string(),
      kind: z.enum(['metadata', 'error']),
      content: z.unknown(),
      files: z.array(File).nullable(),
      at: z.string(),
    }),
  ),
  history: z.array(Episode),
  bonuses: z.array(Bonus),
  /** The task's own review view for an iframe, on the run's origin; null if the task has none. */
  review_url: z.string().nullable(),
});
export type UnitDetail = z.infer<typeof UnitDetail>;

export const getUnit = endpoint({
  name: 'getUnit',
  method: 'GET',
  path: '/api/units/:unit',
  says: 'One unit with its data, answers, files, metadata and history.',
  role: 'reader',
  params,
  query: After,
  reply: UnitDetail,
});

/** A decision: a note among reviewers, a message to the worker, and on acceptance a bonus. */
export const Verdict = z
  .strictObject({
    note: Note,
    message: Message,
    bonus_cents: z.int().positive().max(10_000_000).optional(),
  })
  .nullish();

const verdict = (name: string, verb: 'accept' | 'soft-reject' | 'reject', says: string) =>
  endpoint({
    name,
    method: 'POST',
    path: `/api/units/:unit/${verb}`,
    says,
    role: 'reviewer',
    params,
    body: Verdict,
    reply: Recorded,
    status: 202,
  });

export const acceptUnit = verdict('acceptUnit', 'accept', 'Accepts the work: it is used and paid.');
export const softRejectUnit = verdict('softRejectUnit', 'soft-reject', 'Pays the work and keeps it out of the data.');
export const rejectUnit = verdict('rejectUnit', 'reject', 'Rejects the work: it is neither used nor paid.');

export const expireUnit = endpoint({
  name: 'expireUnit',
  method: 'POST',
  path: '/api/units/:unit/expire',
  says: 'Withdraws a unit that nobody holds.',
  role: 'owner',
  params,
  reply: Recorded,
  status: 202,
});

export const undoReview = endpoint({
  name: 'undoReview',
  method: 'POST',
  path: '/api/units/:unit/undo',
  says: 'Takes the decision back: the unit waits for review again, and the history keeps both.',
  role: 'reviewer',
  params,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});

export const askSecondOpinion = endpoint({
  name: 'askSecondOpinion',
  method: 'POST',
  path: '/api/units/:unit/second-opinion',
  says: 'Leaves the decision to somebody else: whoever asked cannot decide this unit any more.',
  role: 'reviewer',
  params,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});

export const grantBonus = endpoint({
  name: 'grantBonus',
  method: 'POST',
  path: '/api/units/:unit/bonus',
  says: 'Records a bonus for the worker of this unit as a payment that is intended.',
  role: 'reviewer',
  params,
  body: z.strictObject({ cents: z.int().positive().max(10_000_000), reason: Note }),
  reply: Recorded.extend({ bonus: z.string() }),
  status: 202,
});

export const listBonuses = endpoint({
  name: 'listBonuses',
  method: 'GET',
  path: '/api/bonuses',
  says: 'Bonuses that were granted, the newest first.',
  role: 'reader',
  query: Scope.extend({ ...Paged.shape, state: Bonus.shape.state.optional(), worker: z.string().optional() }),
  reply: z.object({ bonuses: z.array(Bonus), cursor: z.string().optional(), sequence: z.int() }),
});

const bonus = z.object({ bonus: z.string() });
export const markBonusPaid = endpoint({
  name: 'markBonusPaid',
  method: 'POST',
  path: '/api/bonuses/:bonus/paid',
  says: 'Records that the bonus was paid by hand.',
  role: 'owner',
  params: bonus,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});
export const withdrawBonus = endpoint({
  name: 'withdrawBonus',
  method: 'POST',
  path: '/api/bonuses/:bonus/withdraw',
  says: 'Takes back a bonus that is not paid yet.',
  role: 'reviewer',
  params: bonus,
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});

/** Decides many units at once: those named, or all submitted ones of a worker in a task or run. */
export const reviewMany = endpoint({
  name: 'reviewMany',
  method: 'POST',
  path: '/api/review',
  says: 'Decides many units, one by one, and tells how far it is; units that refuse are listed and the others go on.',
  role: 'reviewer',
  body: z.strictObject({
    decision: Decision,
    units: z.array(z.string()).min(1).max(10_000).optional(),
    worker: z.string().optional(),
    task: z.string().optional(),
    run: z.string().optional(),
    note: Note,
    message: Message,
    bonus_cents: z.int().positive().max(10_000_000).optional(),
  }),
  reply: z.union([
    z.object({ progress: z.object({ done: z.int(), total: z.int() }) }),
    z.object({
      reviewed: z.int(),
      refused: z.array(z.object({ unit: z.string(), code: z.string(), message: z.string() })),
      sequence: z.int(),
    }),
    z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
  ]),
  streams: 'lines',
});
