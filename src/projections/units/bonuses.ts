import { eq, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../../events/catalog.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, one, type Position, params } from '../store/projection.ts';

export type BonusState = 'intended' | 'paid' | 'withdrawn';

/** Bonuses: what was promised to whom, and whether it was paid. `cents` are hundredths of the currency. */
export const bonuses = sqliteTable(
  'bonuses',
  {
    row: integer('row').primaryKey(),
    bonusId: text('bonus_id').notNull().unique(),
    unitId: text('unit_id').notNull(),
    runId: text('run_id').notNull(),
    agentId: text('agent_id').notNull(),
    workerId: text('worker_id').notNull(),
    cents: integer('cents').notNull(),
    currency: text('currency').notNull(),
    reason: text('reason'),
    state: text('state').$type<BonusState>().notNull(),
    grantedBy: text('granted_by').notNull(),
    grantedAt: text('granted_at').notNull(),
    settledBy: text('settled_by'),
    settledAt: text('settled_at'),
    settledNote: text('settled_note'),
    /** The commit since which it is owed: that of its promise, or that which took back that it was paid. */
    sequence: integer('sequence').notNull(),
    /** The commit with which it was settled. */
    settledSequence: integer('settled_sequence'),
  },
  (table) => [
    index('bonuses_of_unit').on(table.unitId),
    index('bonuses_of_run').on(table.runId),
    index('bonuses_of_worker').on(table.workerId),
    index('bonuses_by_state').on(table.state, table.runId, table.workerId),
  ],
);

function prepare(db: Database) {
  const settled = params('settledBy', 'settledAt', 'settledNote', 'settledSequence');
  const prepareSettlement = (state: BonusState) =>
    db
      .update(bonuses)
      .set({ state, ...settled })
      .where(eq(bonuses.bonusId, sql.placeholder('bonusId')))
      .prepare();
  const promise = params('bonusId', 'cents', 'currency', 'reason', 'grantedBy', 'grantedAt', 'sequence');
  return {
    granted: db
      .insert(bonuses)
      .values({ ...promise, ...params('unitId', 'runId', 'agentId', 'workerId'), state: 'intended' })
      .prepare(),
    paid: prepareSettlement('paid'),
    withdrawn: prepareSettlement('withdrawn'),
    // A sheet of before does not count it as due: its position is earlier.
    owedAgain: db
      .update(bonuses)
      .set({
        ...{ state: 'intended', settledBy: null, settledAt: null, settledNote: null, settledSequence: null },
        sequence: sql`${sql.placeholder('sequence')}`,
      })
      .where(eq(bonuses.bonusId, sql.placeholder('bonusId')))
      .prepare(),
  };
}

type Rows = ReturnType<typeof prepare>;

const onSettled =
  (how: 'paid' | 'withdrawn') =>
  (
    { data: { bonusId, note }, by, at }: FactNamed<'unit.bonus-paid' | 'unit.bonus-withdrawn'>,
    rows: Rows,
    { sequence: settledSequence }: Position,
  ) =>
    one(rows[how].run({ bonusId, settledBy: by, settledAt: at, settledNote: note ?? null, settledSequence }), bonusId);

export const bonusesProjection = defineProjection({
  name: 'bonuses',
  version: 3,
  tables: [bonuses],
  prepare,
  on: {
    'unit.bonus-granted': ({ data, by: grantedBy, at: grantedAt }, rows, { run: runId, sequence }) => {
      const { bonusId, unitId, agentId, workerId, cents, currency, reason = null } = data;
      const promised = { bonusId, unitId, runId, agentId, workerId, cents, currency, reason };
      rows.granted.run({ ...promised, grantedBy, grantedAt, sequence });
    },
    'unit.bonus-paid': onSettled('paid'),
    'unit.bonus-withdrawn': onSettled('withdrawn'),
    'unit.bonus-payment-undone': ({ data: { bonusId } }, rows, { sequence }) =>
      one(rows.owedAgain.run({ bonusId, sequence }), bonusId),
  },
});
