import { eq, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { one } from '../store/projection.ts';

/** How many units of a run stand where; kept by the units projection, which alone knows where each unit stood before. */
export const unitCounts = sqliteTable('unit_counts', {
  runId: text('run_id').primaryKey(),
  assignments: integer('assignments').notNull(),
  units: integer('units').notNull(),
  open: integer('open').notNull(),
  assigned: integer('assigned').notNull(),
  completed: integer('completed').notNull(),
  accepted: integer('accepted').notNull(),
  soft_rejected: integer('soft_rejected').notNull(),
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
  soft_rejected: 0,
  rejected: 0,
  expired: 0,
};

type Change = Partial<UnitCounts>;

/** Gathers what the counts of runs change by; nearly every fact changes them, so they are written once a transaction. */
export function openCounts(db: Database) {
  const gathered = new Map<string, UnitCounts>();
  const names = Object.keys(noUnits) as (keyof UnitCounts)[];
  const sums = names.map((name) => [name, sql`${unitCounts[name]} + ${sql.placeholder(name)}`]);
  const write = db
    .update(unitCounts)
    .set(Object.fromEntries(sums))
    .where(eq(unitCounts.runId, sql.placeholder('runId')))
    .prepare();
  return {
    add(runId: string, change: Change): void {
      let counts = gathered.get(runId);
      if (!counts) {
        counts = { ...noUnits };
        gathered.set(runId, counts);
      }
      for (const name in change) counts[name as keyof UnitCounts] += change[name as keyof UnitCounts] ?? 0;
    },
    settle(): void {
      for (const [runId, counts] of gathered) one(write.run({ runId, ...counts }), runId);
      gathered.clear();
    },
    forget: (): void => gathered.clear(),
  };
}

export type Counts = ReturnType<typeof openCounts>;
