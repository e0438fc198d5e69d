import { eq, type SQL, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from './database.ts';

/** How many units of a run stand where; kept by the units projection, which alone knows where each unit stood before. */
export const unitCounts = sqliteTable('unit_counts', {
  runId: text('run_id').primaryKey(),
  assignments: integer('assignments').notNull(),
  units: integer('units').notNull(),
  open: integer('open').notNull(),
  assigned: integer('assigned').notNull(),
  completed: integer('completed').notNull(),
  accepted: integer('accepted').notNull(),
  softRejected: integer('soft_rejected').notNull(),
  rejected: integer('rejected').notNull(),
  expired: integer('expired').notNull(),
});

export type UnitCounts = Omit<typeof unitCounts.$inferSelect, 'runId'>;

/** No unit at all. */
export const noUnits: UnitCounts = {
  assignments: 0,
  units: 0,
  open: 0,
  assigned: 0,
  completed: 0,
  accepted: 0,
  softRejected: 0,
  rejected: 0,
  expired: 0,
};

/** Prepares a change of a run's counts; it runs with the `runId` and whatever values the change names. */
export function counting(db: Database, change: Partial<Record<keyof UnitCounts, number | SQL>>) {
  const entries = Object.entries(change) as [keyof UnitCounts, number | SQL][];
  const sums = entries.map(([name, by]) => [name, sql`${unitCounts[name]} + ${by}`]);
  return db
    .update(unitCounts)
    .set(Object.fromEntries(sums))
    .where(eq(unitCounts.runId, sql.placeholder('runId')))
    .prepare();
}
