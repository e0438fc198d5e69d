import { z } from 'zod';
import { Bonus } from './bonuses.ts';
import { Comment } from './comments.ts';
import { Conversation } from './conversations.ts';
import { endpoint } from './endpoint.ts';
import { ProcedureCall } from './procedures.ts';
import { After, File, Paged, Scope, UnitPurpose, UnitStatus } from './shapes.ts';
import { Signals } from './signals.ts';
import { isCellColumn, maxCellColumns } from './unit-columns.ts';

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
  /** Seconds from assignment to submission. */
  seconds: z.number().nullable(),
  reviewed_at: z.string().nullable(),
  reviewed_by: z.string().nullable(),
  note: z.string().nullable(),
  /** Who requested the pending second opinion, the last of several. */
  second_opinion: z.string().nullable(),
  /** All who requested it: others decide the unit. */
  second_opinions: z.array(z.string()),
  /** What the unit is for beside its answer: screening its worker, or checking them as a gold unit. */
  purpose: UnitPurpose.nullable(),
  /** How it was judged as such; null before, and if a screening decides nothing. */
  correct: z.boolean().nullable(),
  /** What it pays in cents, once it was given out. */
  pay_cents: z.number().nullable(),
  /** Why rules of the run flagged the worker who submitted it, as long as nobody has taken that back. */
  flagged: z.string().nullable(),
  bonus_cents: z.number(),
  /** How many comments of reviewers it has. */
  comments: z.int(),
  /** The beginnings of values of its item and its answer, by the columns that were asked for; empty ones are left out. */
  cells: z.record(z.string(), z.string()).optional(),
  /** If `known` was asked for: whether it answered as is known to be right, by question; left out where nothing is known. */
  known: z.record(z.string(), z.boolean()).optional(),
});
export type UnitRow = z.infer<typeof UnitRow>;

/** Which units: the filters of their list. */
const filters = {
  task: z.string().optional(),
  run: z.string().optional(),
  /** One status, or several separated by commas. */
  status: z.string().transform(list).pipe(z.array(UnitStatus).min(1, 'must name at least one status')).optional(),
  worker: z.string().optional(),
  assignment: z.string().optional(),
  /** Only units for which a second opinion is requested. */
  second_opinion: z.stringbool().optional(),
  /** Only units into whose answer, as its page counted, something was pasted; `false` for the others. */
  pasted: z.stringbool().optional(),
  /** Only units on which reviewers have commented; `false` for the others. */
  commented: z.stringbool().optional(),
  /** Only units that screen their worker, only gold units, or only the others. */
  purpose: z.enum(['ordinary', 'screening', 'gold']).optional(),
  /** Only units whose answer was judged so, as gold or screening units are, or is so by the known answers to the questions: `wrong` where one of them differs. */
  judged: z.enum(['right', 'wrong']).optional(),
  /** Words, or beginnings of words, to find in the item's data, the answer or the note. */
  search: z.string().trim().max(200).optional(),
};

/** The filters of the list of units in the body of a request, as texts like in an address. */
export const UnitsFilter = z.strictObject(filters);

/** By what a list of units is sorted; those without a time, a worker or a decision come last in either direction. */
export const UnitSort = z.enum([
  'oldest',
  'newest',
  'fastest',
  'slowest',
  'status',
  '-status',
  'worker',
  '-worker',
  'item',
  '-item',
  'reviewed',
  '-reviewed',
]);
export type UnitSort = z.infer<typeof UnitSort>;
export const UnitsQuery = Scope.extend({
  ...Paged.shape,
  ...filters,
  cursor: z.string().max(4000).optional(),
  /** Columns of items and answers, as GET /api/unit-columns names them, separated by commas, 100 at most; or `first` for some of them, the same on all pages of a list. */
  columns: z
    .string()
    .transform(list)
    .pipe(
      z
        .array(
          z.string().refine((name) => name === 'first' || isCellColumn(name), 'must be item:<key> or answer:<key>'),
        )
        .max(maxCellColumns),
    )
    .optional(),
  /** Compares each answer with those that the config of its task knows to be right. */
  known: z.stringbool().optional(),
  sort: UnitSort.default('oldest'),
});

export const listUnits = endpoint({
  name: 'listUnits',
  method: 'GET',
  path: '/api/units',
  summary: 'Units, filtered, searched and sorted, one page at a time.',
  role: 'reader',
  query: UnitsQuery,
  reply: z.object({
    units: z.array(UnitRow),
    /** The columns of `cells`, if any were asked for. */
    columns: z.array(z.string()).optional(),
    /** How many units match the filters, counted up to `counted_to`: a total of that size may be larger. */
    total: z.int(),
    counted_to: z.int(),
    cursor: z.string().optional(),
    /** How many of all units are indexed for search; absent when all are. */
    searched: z.object({ of: z.int(), indexed: z.int() }).optional(),
    sequence: z.int(),
  }),
});

/** An event in a unit's history. */
export const UnitEvent = z.object({
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
    'review_supplemented',
    'supplement_undone',
    'second_opinion_asked',
    'gold_right',
    'gold_wrong',
    'screening_passed',
    'screening_failed',
    'screening_undecided',
    'bonus_granted',
    'bonus_paid',
    'bonus_withdrawn',
    'bonus_payment_undone',
    'paid',
    'payment_undone',
  ]),
  agent: z.string().nullable(),
  worker: z.string().nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
  message: z.string().nullable(),
  cents: z.number().nullable(),
});
export type UnitEvent = z.infer<typeof UnitEvent>;

const SubmittedAnswer = z.object({
  agent: z.string(),
  worker: z.string(),
  answer: z.unknown(),
  files: z.array(File).nullable(),
  submitted_at: z.string(),
  late: z.boolean(),
  auto_submitted: z.boolean().nullable(),
  active_seconds: z.number().nullable(),
  signals: Signals.nullable(),
});

export const UnitDetail = UnitRow.extend({
  title: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  /** The answers that are known to be right, by question; null if there are none, or if they are known to the task's code alone. */
  expected: z.record(z.string(), z.string()).nullable(),
  /** What the answer says to each question, in words, and whether that is known to be right; long texts are in the answer alone. */
  in_words: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      answer: z.string().nullable(),
      expected: z.string().nullable(),
      correct: z.boolean().nullable(),
      /** How often others gave each answer to the same item, the most frequent first; rejected ones are left out. */
      others: z.array(z.object({ answer: z.string(), count: z.int() })),
    }),
  ),
  /** The answer and the files that count; `answers` includes the late ones. */
  answer: z.unknown(),
  files: z.array(File),
  /** Seconds in which the page was visible and used, of those from assignment to submission; null if it did not say. */
  active_seconds: z.number().nullable(),
  /** What the page counted: evidence, not a verdict; null if the run does not ask for it. */
  signals: Signals.nullable(),
  answers: z.array(SubmittedAnswer),
  metadata: z.array(
    z.object({
      agent: z.string(),
      kind: z.enum(['metadata', 'error']),
      content: z.unknown(),
      files: z.array(File).nullable(),
      at: z.string(),
    }),
  ),
  /** What the page of its present agent called in the code of the task, in order; the last 200. */
  calls: z.array(ProcedureCall),
  /** The conversation that it is a seat of, the last 500 events; null if it is none. */
  conversation: Conversation.nullable(),
  history: z.array(UnitEvent),
  bonuses: z.array(Bonus),
  /** The comments of reviewers, the oldest first. */
  thread: z.array(Comment),
  /** The URL of the task's own review view, for an iframe, on the run's origin; null if the task has none. */
  review_url: z.string().nullable(),
});
export type UnitDetail = z.infer<typeof UnitDetail>;

export const getUnit = endpoint({
  name: 'getUnit',
  method: 'GET',
  path: '/api/units/:unit',
  summary: 'One unit with its data, answers, files, metadata and history.',
  role: 'reader',
  params,
  query: After,
  reply: UnitDetail,
});
