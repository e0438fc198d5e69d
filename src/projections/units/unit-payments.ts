import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../../events/catalog.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, one, type Position, params } from '../store/projection.ts';

/** Units whose pay is owed or was paid: those that are accepted or soft-rejected. `sequence` is the commit since which it is owed, or that of the payment where there is no decision. */
export const unitPayments = sqliteTable(
  'unit_payments',
  {
    unitId: text('unit_id').primaryKey(),
    runId: text('run_id').notNull(),
    agentId: text('agent_id').notNull(),
    workerId: text('worker_id').notNull(),
    sequence: integer('sequence').notNull(),
    /** Whether its decision stands; what was paid stays also without one. */
    isDecided: integer('is_decided', { mode: 'boolean' }).notNull(),
    /** The commit of the payment. */
    paidSequence: integer('paid_sequence'),
    /** What was paid, in cents; null while it is owed. */
    paidCents: real('paid_cents'),
    currency: text('currency'),
    paidBy: text('paid_by'),
    paidAt: text('paid_at'),
    paidNote: text('paid_note'),
  },
  (table) => [
    index('unit_payments_owed').on(table.runId, table.workerId).where(sql`"paid_at" is null`),
    index('unit_payments_made').on(table.runId, table.workerId).where(sql`"paid_at" is not null`),
  ],
);

function prepare(db: Database) {
  const owed = params('unitId', 'runId', 'agentId', 'workerId', 'sequence');
  const payment = params('paidSequence', 'paidCents', 'currency', 'paidBy', 'paidAt', 'paidNote');
  const unpaid = { paidSequence: null, paidCents: null, currency: null, paidBy: null, paidAt: null, paidNote: null };
  const thisUnit = eq(unitPayments.unitId, sql.placeholder('unitId'));
  return {
    // What was paid stays, also when the decision is taken back and made again.
    owed: db
      .insert(unitPayments)
      .values({ ...owed, isDecided: true })
      .onConflictDoUpdate({ target: unitPayments.unitId, set: { isDecided: true } })
      .prepare(),
    undecided: db.update(unitPayments).set({ isDecided: false }).where(thisUnit).prepare(),
    notOwed: db
      .delete(unitPayments)
      .where(and(thisUnit, isNull(unitPayments.paidAt)))
      .prepare(),
    // A payment that was recorded again can be of a unit whose decision was taken back.
    paid: db
      .insert(unitPayments)
      .values({ ...owed, ...payment, isDecided: false })
      .onConflictDoUpdate({ target: unitPayments.unitId, set: payment, setWhere: isNull(unitPayments.paidAt) })
      .prepare(),
    // A sheet of before does not count it as due: its position is earlier.
    unpaid: db
      .update(unitPayments)
      .set({ ...unpaid, sequence: sql`${sql.placeholder('sequence')}` })
      .where(and(thisUnit, isNotNull(unitPayments.paidAt)))
      .prepare(),
    forgotten: db
      .delete(unitPayments)
      .where(and(thisUnit, eq(unitPayments.isDecided, false)))
      .prepare(),
  };
}

type Rows = ReturnType<typeof prepare>;

const onAccepted = (
  { data: { unitId, agentId, workerId } }: FactNamed<'unit.accepted' | 'unit.soft-rejected'>,
  rows: Rows,
  { run: runId, sequence }: Position,
) => void rows.owed.run({ unitId, runId, agentId, workerId, sequence });

export const unitPaymentsProjection = defineProjection({
  name: 'unit-payments',
  version: 3,
  tables: [unitPayments],
  prepare,
  on: {
    'unit.accepted': onAccepted,
    'unit.soft-rejected': onAccepted,
    'unit.review-undone': ({ data: { unitId } }, rows) => {
      rows.notOwed.run({ unitId });
      rows.undecided.run({ unitId });
    },
    'unit.paid': ({ data, by: paidBy, at: paidAt }, rows, { run: runId, sequence }) => {
      const { unitId, agentId, workerId, cents: paidCents, currency, note: paidNote = null } = data;
      const paid = { paidSequence: sequence, paidCents, currency, paidBy, paidAt, paidNote };
      one(rows.paid.run({ unitId, runId, agentId, workerId, sequence, ...paid }), unitId);
    },
    'unit.payment-undone': ({ data: { unitId } }, rows, { sequence }) => {
      one(rows.unpaid.run({ unitId, sequence }), unitId);
      rows.forgotten.run({ unitId });
    },
  },
});
