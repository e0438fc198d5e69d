import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { ruleText } from '../../actors/rule-application.ts';
import type { FactNamed } from '../../events/catalog.ts';
import { verbOf } from '../../events/fact.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, params } from '../store/projection.ts';
import { type Judged, judgedAs } from '../units/judged.ts';
import { qualifications } from './qualifications.ts';

/** Every kind of decision about a worker: by a reviewer, by a rule, or by the answers that are known to be right. */
type WorkerDecision =
  | 'accepted'
  | 'soft_rejected'
  | 'rejected'
  | 'review_undone'
  | 'review_supplemented'
  | 'supplement_undone'
  | 'blocked'
  | 'unblocked'
  | 'qualification_granted'
  | 'qualification_revoked'
  | 'bonus_granted'
  | 'bonus_paid'
  | 'bonus_withdrawn'
  | 'bonus_payment_undone'
  | 'paid'
  | 'payment_undone'
  | 'rule_applied'
  | 'rule_undone'
  | Judged;

/** Every decision about a worker, in order. */
export const workerHistory = sqliteTable(
  'worker_history',
  {
    row: integer('row').primaryKey(),
    workerId: text('worker_id').notNull(),
    at: text('at').notNull(),
    by: text('by').notNull(),
    what: text('what').$type<WorkerDecision>().notNull(),
    unitId: text('unit_id'),
    qualificationId: text('qualification_id'),
    value: integer('value'),
    cents: real('cents'),
    /** That of the amount. */
    currency: text('currency'),
    note: text('note'),
  },
  (table) => [index('worker_history_of_worker').on(table.workerId, table.qualificationId)],
);

const columns = [
  ...(['workerId', 'at', 'by', 'what', 'unitId', 'qualificationId', 'value', 'cents', 'currency', 'note'] as const),
] as const;
const empty = { unitId: null, qualificationId: null, value: null, cents: null, currency: null, note: null };

type Insert = { run(values: Record<string, unknown>): unknown };
type AboutWorker = FactNamed<
  | `unit.${'accepted' | 'soft-rejected' | 'rejected' | 'review-undone' | 'review-supplemented' | 'supplement-undone'}`
  | `unit.bonus-${'granted' | 'paid' | 'withdrawn' | 'payment-undone'}`
  | `unit.${'paid' | 'payment-undone'}`
  | `worker.${'blocked' | 'unblocked' | 'qualification-granted' | 'qualification-revoked'}`
>;

/** Adds a row; some facts call the note `reason`. */
function record({ type, data, by, at }: AboutWorker, insert: Insert): void {
  const { reason = null, ...named } = data as { reason?: string; note?: string };
  const what: WorkerDecision = verbOf(type);
  insert.run({ ...empty, note: reason, ...named, what, by, at });
}

export const workerHistoryProjection = defineProjection({
  name: 'worker-history',
  version: 7,
  tables: [workerHistory],
  prepare: (db): Insert => {
    const insert = db
      .insert(workerHistory)
      .values(params(...columns))
      .prepare();
    return { run: (values) => insert.run(Object.fromEntries(columns.map((name) => [name, values[name]]))) };
  },
  on: {
    'unit.accepted': record,
    'unit.soft-rejected': record,
    'unit.rejected': record,
    'unit.review-undone': record,
    'unit.review-supplemented': record,
    'unit.supplement-undone': record,
    'unit.judged': ({ data: { unitId, workerId, purpose, correct = null }, by, at }, insert) => {
      if (purpose) insert.run({ ...empty, unitId, workerId, what: judgedAs(purpose, correct), by, at });
    },
    'unit.bonus-granted': record,
    'unit.bonus-paid': record,
    'unit.bonus-withdrawn': record,
    'unit.bonus-payment-undone': record,
    'unit.paid': record,
    'unit.payment-undone': record,
    'rule.applied': ({ data: { unitId, workerId, rule, measured }, by, at }, insert) => {
      const note = `${ruleText(rule)} (it was ${Number(measured.toFixed(4))})${rule.reason ? `: ${rule.reason}` : ''}`;
      insert.run({ ...empty, unitId, workerId, what: 'rule_applied', note, by, at });
    },
    'rule.undone': ({ data: { workerId, note = null }, by, at }, insert) =>
      insert.run({ ...empty, workerId, what: 'rule_undone', note, by, at }),
    'worker.blocked': record,
    'worker.unblocked': record,
    'worker.qualification-granted': record,
    'worker.qualification-revoked': record,
  },
});

const selectHistory = (db: Database) =>
  db
    .select({
      at: workerHistory.at,
      by: workerHistory.by,
      what: workerHistory.what,
      unit: workerHistory.unitId,
      qualification: workerHistory.qualificationId,
      qualification_name: qualifications.name,
      value: workerHistory.value,
      cents: workerHistory.cents,
      currency: workerHistory.currency,
      note: workerHistory.note,
    })
    .from(workerHistory)
    .leftJoin(qualifications, eq(qualifications.qualificationId, workerHistory.qualificationId));

/** The last decisions about a worker, the newest first. */
export const historyOfWorker = (db: Database, workerId: string, limit: number) =>
  selectHistory(db).where(eq(workerHistory.workerId, workerId)).orderBy(desc(workerHistory.row)).limit(limit).all();

/** The decisions about a worker that concern one of their units, in order. */
export const historyOverUnit = (db: Database, workerId: string, unitId: string) =>
  selectHistory(db)
    .where(and(eq(workerHistory.workerId, workerId), eq(workerHistory.unitId, unitId)))
    .orderBy(asc(workerHistory.row))
    .all();

/** The values that these workers were granted of a qualification, each worker's newest first. */
export function valuesGranted(db: Database, qualificationId: string, workerIds: readonly string[]) {
  const granted = db
    .select({
      worker: workerHistory.workerId,
      value: workerHistory.value,
      at: workerHistory.at,
      by: workerHistory.by,
      note: workerHistory.note,
    })
    .from(workerHistory)
    .where(
      and(
        inArray(workerHistory.workerId, [...workerIds]),
        eq(workerHistory.qualificationId, qualificationId),
        eq(workerHistory.what, 'qualification_granted'),
      ),
    )
    .orderBy(desc(workerHistory.row))
    .all();
  const values = new Map<string, { value: number; at: string; by: string; note: string | null }[]>();
  for (const { worker, value, ...how } of granted) {
    const before = values.get(worker) ?? [];
    if (value !== null) before.push({ value, ...how });
    values.set(worker, before);
  }
  return values;
}
