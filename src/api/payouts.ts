import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Paged, Recorded, Scope } from './shapes.ts';

/** An amount such as `1.50`; fractions of a cent are shown. */
const Amount = z.string();

/** What one worker gets for one run, or got for it with one payment. */
export const Payout = z.object({
  run: z.string(),
  task: z.string(),
  worker: z.string(),
  /** The name under which they came; null to others than owners. */
  worker_name: z.string().nullable(),
  currency: z.string(),
  /** How many answers are paid with it. */
  answers: z.int(),
  base: Amount,
  bonus: Amount,
  total: Amount,
  /** The reasons of the bonuses, each once. */
  reason: z.string(),
  /** When it was recorded as paid, and by whom; null while it is owed. */
  paid_at: z.string().nullable(),
  paid_by: z.string().nullable(),
  /** What was written when it was paid, such as the number of the transfer, each once; empty while it is owed. */
  note: z.string(),
  /** The position of the log with which it was recorded as paid, the `from` and `upto` that take it back; null while it is owed. */
  position: z.int().nullable(),
});
export type Payout = z.infer<typeof Payout>;

/** The columns of a payout sheet; for the command line, too. */
export const payoutColumns = [
  ...(['worker', 'worker_name', 'base', 'bonus', 'total', 'currency', 'reason', 'run', 'task'] as const),
  ...(['answers', 'paid_at', 'paid_by', 'note', 'position'] as const),
] as const;

const which = {
  state: z.enum(['due', 'paid']).default('due'),
  worker: z.string().optional(),
  /** Lists as due what was decided up to this position of the log; by default up to now. */
  upto: z.coerce.number().int().nonnegative().optional(),
};
const query = Scope.extend({ ...Paged.shape, ...which });

export const listPayouts = endpoint({
  name: 'listPayouts',
  method: 'GET',
  path: '/api/payouts',
  summary:
    'What is owed to each worker for each run, or was paid, payment by payment: the pay of decided answers, and bonuses.',
  role: 'reader',
  query,
  /** `sequence` is the position up to which it lists; give it as `upto` for further pages, and to record the list as paid. */
  reply: z.object({ payouts: z.array(Payout), cursor: z.string().optional(), sequence: z.int() }),
});

export const exportPayouts = endpoint({
  name: 'exportPayouts',
  method: 'GET',
  path: '/api/payouts.csv',
  summary: 'The same as CSV, whole: a payout sheet. The header `x-sequence` has the position in the log for `upto`.',
  role: 'reader',
  query: Scope.extend(which),
  reply: z.string(),
  streams: 'bytes',
});

const PaymentNote = z.string().trim().max(200);
const named = {
  /** The `sequence` of the list or the sheet that was paid, or of the list of what was paid. */
  upto: z.int().nonnegative(),
  /** One run, or several. */
  run: z.union([z.string(), z.array(z.string()).min(1).max(1000)]).optional(),
  task: z.string().optional(),
  worker: z.string().optional(),
};
/** How many answers and bonuses, in the commits from one position to another. */
const SomePaid = Recorded.extend({ answers: z.int(), bonuses: z.int(), from: z.int() });

export const recordPayouts = endpoint({
  name: 'recordPayouts',
  method: 'POST',
  path: '/api/payouts/paid',
  summary:
    'Records as paid by hand what a payout sheet listed as due, of all its runs or of none; what became due after it stays.',
  role: 'owner',
  body: z.strictObject({ ...named, note: PaymentNote.optional() }),
  reply: SomePaid,
  status: 202,
});

export const undoPayouts = endpoint({
  name: 'undoPayouts',
  method: 'POST',
  path: '/api/payouts/undone',
  summary:
    'Takes back that something was recorded as paid, between two positions of the log, both included: it is owed again, where its decision or promise stands.',
  role: 'owner',
  body: z.strictObject({
    ...named,
    /** `from` of the reply to what is taken back, whose `sequence` is `upto`; or the `position` of a line for both. */
    from: z.int().nonnegative(),
    /** Why it was a mistake. */
    note: PaymentNote.min(1, 'must say why'),
  }),
  /** How many of the answers and bonuses are not owed again, since their decision or the verdict that promised them was undone. */
  reply: SomePaid.extend({ not_owed: z.int() }),
  status: 202,
});
