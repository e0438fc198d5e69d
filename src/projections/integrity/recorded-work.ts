import type { Fact } from '../../events/catalog.ts';
import { verbOf } from '../../events/fact.ts';
import { wellFormed } from '../../events/well-formed.ts';
import type { Database } from '../store/database.ts';
import { json } from '../store/projection.ts';
import { adjudicationsProjection } from '../units/adjudications.ts';
import { answersProjection } from '../units/answers.ts';
import { bonusesProjection } from '../units/bonuses.ts';
import { commentsProjection } from '../units/comments.ts';
import { paymentHistoryProjection } from '../units/payment-history.ts';
import { messageIn, reviewsProjection } from '../units/reviews.ts';

// The work of workers and reviewers, as recorded in the log and in the rows: both must be equal.

/** What must not be lost: an answer with its files, a decision or its undo, a payment of a unit or that it was taken back, a bonus, its settlement, an adjudication, a comment. */
export type WorkKind = 'answer' | 'review' | 'payment' | 'bonus' | 'settlement' | 'adjudication' | 'comment';

/** One piece of recorded work; `values` are the same whether they come from a fact or from a row. */
export type WorkEntry = { kind: WorkKind; run: string; values: readonly (string | number | null)[] };

/** The projection whose rows hold each kind. */
export const projectionOf: Readonly<Record<WorkKind, string>> = {
  answer: answersProjection.name,
  review: reviewsProjection.name,
  payment: paymentHistoryProjection.name,
  bonus: bonusesProjection.name,
  settlement: paymentHistoryProjection.name,
  adjudication: adjudicationsProjection.name,
  comment: commentsProjection.name,
};

/** The types of facts that record work. */
export const workTypes: ReadonlySet<string> = new Set(
  [
    ...[answersProjection, reviewsProjection, paymentHistoryProjection, bonusesProjection],
    ...[adjudicationsProjection, commentsProjection],
  ].flatMap(({ handles }) => [...handles]),
);

/** The work that a fact of a run records, if it records any; its texts as the rows hold them. */
export function workOfFact(fact: Fact, run: string): WorkEntry | undefined {
  const entry = entryOf(fact, run);
  return entry && { ...entry, values: wellFormed(entry.values) };
}

function entryOf(fact: Fact, run: string): WorkEntry | undefined {
  const { at, by, type } = fact;
  switch (type) {
    case 'unit.submitted':
    case 'agent.submitted-late': {
      const { agentId, unitId, workerId, answer, files } = fact.data;
      const isLate = type === 'agent.submitted-late';
      const autoSubmitted = 'autoSubmitted' in fact.data && fact.data.autoSubmitted;
      const flags = [Number(isLate), Number(autoSubmitted ?? false)];
      return { kind: 'answer', run, values: [agentId, unitId, workerId, json(answer), json(files), at, ...flags] };
    }
    case 'unit.accepted':
    case 'unit.soft-rejected':
    case 'unit.rejected':
    case 'unit.review-undone':
    case 'unit.review-supplemented':
    case 'unit.supplement-undone':
    case 'unit.second-opinion-asked': {
      const { unitId, agentId, workerId, note = null } = fact.data;
      const said = [note, messageIn(fact.data)] as const;
      return { kind: 'review', run, values: [unitId, agentId, workerId, verbOf(type), ...said, by, at] };
    }
    case 'unit.paid':
    case 'unit.payment-undone': {
      const { unitId, agentId, workerId, cents, currency, note = null } = fact.data;
      const paid = [verbOf(type), cents, currency, note, by, at];
      return { kind: 'payment', run, values: [unitId, agentId, workerId, ...paid] };
    }
    case 'unit.bonus-granted': {
      const { bonusId, unitId, agentId, workerId, cents, currency, reason = null } = fact.data;
      return { kind: 'bonus', run, values: [bonusId, unitId, agentId, workerId, cents, currency, reason, by, at] };
    }
    case 'unit.bonus-paid':
    case 'unit.bonus-payment-undone':
    case 'unit.bonus-withdrawn': {
      const { bonusId, unitId, agentId, note = null } = fact.data;
      const state = verbOf(type).slice('bonus_'.length);
      return { kind: 'settlement', run, values: [bonusId, unitId, agentId, state, note, by, at] };
    }
    case 'assignment.adjudicated': {
      const { assignmentId, answer, note = null } = fact.data;
      return { kind: 'adjudication', run, values: [assignmentId, json(answer), note, by, at, null, null] };
    }
    case 'assignment.adjudication-withdrawn':
      return { kind: 'adjudication', run, values: [fact.data.assignmentId, null, null, by, at, by, at] };
    case 'unit.commented': {
      const { commentId, unitId, text, replyTo = null } = fact.data;
      return { kind: 'comment', run, values: [commentId, unitId, text, replyTo, by, at, null, null, null] };
    }
    case 'unit.comment-edited': {
      const { commentId, unitId, text } = fact.data;
      return { kind: 'comment', run, values: [commentId, unitId, text, null, null, null, at, null, null] };
    }
    case 'unit.comment-removed': {
      const { commentId, unitId } = fact.data;
      return { kind: 'comment', run, values: [commentId, unitId, null, null, null, null, null, by, at] };
    }
    default:
      return undefined;
  }
}

/** Where the rows hold work of a kind: `values` has the columns of an entry's values, in order. */
type WorkTable = { table: string; values: readonly string[]; where?: string };

const columns = (names: string) => names.split(' ');
const payments = { table: 'payment_history', where: 'bonus_id is null' };
const settlements = { table: 'payment_history', where: 'bonus_id is not null' };

const workTables: Readonly<Record<WorkKind, WorkTable>> = {
  answer: {
    table: 'answers',
    values: columns('agent_id unit_id worker_id answer files submitted_at late auto_submitted'),
  },
  review: { table: 'reviews', values: columns('unit_id agent_id worker_id decision note message by at') },
  payment: { ...payments, values: columns('unit_id agent_id worker_id what cents currency note by at') },
  bonus: {
    table: 'bonuses',
    values: columns('bonus_id unit_id agent_id worker_id cents currency reason granted_by granted_at'),
  },
  settlement: { ...settlements, values: ['bonus_id', 'unit_id', 'agent_id', 'substr(what, 7)', 'note', 'by', 'at'] },
  adjudication: {
    table: 'adjudications',
    values: columns('assignment_id answer note by at withdrawn_by withdrawn_at'),
  },
  comment: {
    table: 'comments',
    values: columns('comment_id unit_id text reply_to by at edited_at removed_by removed_at'),
  },
};

/** Where rows held payments before there was a history of them: the last state alone. */
const formerTables: Readonly<Partial<Record<WorkKind, WorkTable>>> = {
  payment: {
    table: 'unit_payments',
    values: ['unit_id', 'agent_id', 'worker_id', "'paid'", ...columns('paid_cents currency paid_note paid_by paid_at')],
    where: 'paid_at is not null',
  },
  settlement: {
    table: 'bonuses',
    values: columns('bonus_id unit_id agent_id state settled_note settled_by settled_at'),
    where: 'settled_at is not null',
  },
};

/** The names of an entry's values, by kind. */
const workFields: Readonly<Record<WorkKind, readonly string[]>> = {
  answer: ['agentId', 'unitId', 'workerId', 'answer', 'files', 'submittedAt', 'late', 'autoSubmitted'],
  review: ['unitId', 'agentId', 'workerId', 'decision', 'note', 'message', 'by', 'at'],
  payment: ['unitId', 'agentId', 'workerId', 'state', 'cents', 'currency', 'note', 'paidBy', 'paidAt'],
  bonus: ['bonusId', 'unitId', 'agentId', 'workerId', 'cents', 'currency', 'reason', 'grantedBy', 'grantedAt'],
  settlement: ['bonusId', 'unitId', 'agentId', 'state', 'note', 'settledBy', 'settledAt'],
  adjudication: ['assignmentId', 'answer', 'note', 'by', 'at', 'withdrawnBy', 'withdrawnAt'],
  comment: ['commentId', 'unitId', 'text', 'replyTo', 'by', 'at', 'editedAt', 'removedBy', 'removedAt'],
};

/** An entry's values by name; JSON columns stay text. */
export const namedWork = ({ kind, values }: WorkEntry): Record<string, string | number | null> =>
  Object.fromEntries(workFields[kind].map((field, nth) => [field, values[nth] ?? null]));

/** Every kind of work, each after those it depends on. */
export const workKinds = Object.keys(workTables) as WorkKind[];

/** All work in the rows of a database, or that of one run; each kind in the order of the rows. */
export function* workInRows(db: Pick<Database, '$client'>, run?: string): Generator<WorkEntry> {
  for (const kind of workKinds) yield* workIn(db, kind, workTables[kind], run);
}

/** The work of a kind in rows that an earlier version may have made: what these have no column for is null. */
export function* workInFormerRows(db: Pick<Database, '$client'>, kind: WorkKind): Generator<WorkEntry> {
  const columnsOf = (table: string) =>
    new Set(db.$client.prepare('select name from pragma_table_info(?)').pluck().all(table));
  const present = workTables[kind];
  const former = columnsOf(present.table).size > 0 ? undefined : formerTables[kind];
  const { values, ...from } = former ?? present;
  const known = columnsOf(from.table);
  const isKnown = (value: string) => !/^\w+$/.test(value) || known.has(value);
  yield* workIn(db, kind, { ...from, values: values.map((value) => (isKnown(value) ? value : 'null')) });
}

function* workIn(
  { $client }: Pick<Database, '$client'>,
  kind: WorkKind,
  { table, values, where = 'true' }: WorkTable,
  run?: string,
): Generator<WorkEntry> {
  const ofRun = run === undefined ? '' : ' and run_id = ?';
  const query = `select run_id, ${values.join(', ')} from ${table} where ${where}${ofRun} order by rowid`;
  const rows = $client.prepare(query).raw();
  for (const row of rows.iterate(...(run === undefined ? [] : [run]))) {
    const [of, ...found] = row as (string | number | null)[];
    yield { kind, run: String(of), values: found };
  }
}
