import { asc, eq } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../../events/catalog.ts';
import { verbOf } from '../../events/fact.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, type Position, params } from '../store/projection.ts';

/** What was recorded of the pay of a unit or of a bonus. */
type PaymentEvent = 'paid' | 'payment_undone' | 'bonus_paid' | 'bonus_withdrawn' | 'bonus_payment_undone';

/** Every payment by hand, and that it was taken back, in order; those of bonuses have the bonus and no amount. */
export const paymentHistory = sqliteTable(
  'payment_history',
  {
    row: integer('row').primaryKey(),
    unitId: text('unit_id').notNull(),
    runId: text('run_id').notNull(),
    agentId: text('agent_id').notNull(),
    workerId: text('worker_id').notNull(),
    bonusId: text('bonus_id'),
    what: text('what').$type<PaymentEvent>().notNull(),
    cents: real('cents'),
    currency: text('currency'),
    note: text('note'),
    by: text('by').notNull(),
    at: text('at').notNull(),
  },
  (table) => [index('payment_history_of_unit').on(table.unitId), index('payment_history_of_run').on(table.runId)],
);

const columns = [
  'unitId',
  'runId',
  'agentId',
  'workerId',
  'bonusId',
  'what',
  'cents',
  'currency',
  'note',
  'by',
  'at',
] as const;
const prepare = (db: Database) =>
  db
    .insert(paymentHistory)
    .values(params(...columns))
    .prepare();

type Payment =
  FactNamed<`unit.${'paid' | 'payment-undone' | 'bonus-paid' | 'bonus-withdrawn' | 'bonus-payment-undone'}`>;
const empty = { bonusId: null, cents: null, currency: null, note: null };

function record({ type, data, by, at }: Payment, insert: ReturnType<typeof prepare>, { run: runId }: Position): void {
  insert.run({ ...empty, ...data, runId, what: verbOf(type), by, at });
}

export const paymentHistoryProjection = defineProjection({
  name: 'payment-history',
  version: 1,
  tables: [paymentHistory],
  prepare,
  on: {
    'unit.paid': record,
    'unit.payment-undone': record,
    'unit.bonus-paid': record,
    'unit.bonus-withdrawn': record,
    'unit.bonus-payment-undone': record,
  },
});

/** What was recorded of the pay of a unit and of its bonuses, in order. */
export const paymentsOfUnit = (db: Database, unitId: string) =>
  db.select().from(paymentHistory).where(eq(paymentHistory.unitId, unitId)).orderBy(asc(paymentHistory.row)).all();
