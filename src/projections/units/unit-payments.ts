import { and, eq, isNull, sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../../events/catalog.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, one, type Position, params } from '../store/projection.ts';

/** Units whose pay is owed or was paid: those that are accepted or soft-rejected. `sequence` is the commit of the decision, or of the payment where there is none. */
export const unitPayments = sqliteTable(
  'unit_payments',
  {
    unitId: text('unit_id').primaryKey(),
    runId: text('run_id').notNull(),
    agentId: text('agent_id').notNull(),
    workerId: text('worker_id').notNull(),
    sequence: integer('sequence').notNull(),
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
  const payment = params('paidCents', 'currency', 'paidBy', 'paidAt', 'paidNote');
  const thisUnit = eq(unitPayments.unitId, sql.placeholder('unitId'));
  return {
    // What was paid stays, also when the decision is taken back and made again.
    owed: db.insert(unitPayments).values(owed).onConflictDoNothing().prepare(),
    notOwed: db
      .delete(unitPayments)
      .where(and(thisUnit, isNull(unitPayments.paidAt)))
      .prepare(),
    // A payment that was recorded again can be of a unit whose decision was taken back.
    paid: db
      .insert(unitPayments)
      .values({ ...owed, ...payment })
      .onConflictDoUpdate({ target: unitPayments.unitId, set: payment, setWhere: isNull(unitPayments.paidAt) })
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
  version: 2,
  tables: [unitPayments],
  prepare,
  on: {
    'unit.accepted': onAccepted,
    'unit.soft-rejected': onAccepted,
    'unit.review-undone': ({ data: { unitId } }, rows) => void rows.notOwed.run({ unitId }),
    'unit.paid': ({ data, by: paidBy, at: paidAt }, rows, { run: runId, sequence }) => {
      const { unitId, agentId, workerId, cents: paidCents, currency, note: paidNote = null } = data;
      const paid = { paidCents, currency, paidBy, paidAt, paidNote };
      one(rows.paid.run({ unitId, runId, agentId, workerId, sequence, ...paid }), unitId);
    },
  },
});
