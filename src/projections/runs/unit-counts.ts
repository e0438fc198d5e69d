import { eq, sql } from 'drizzle-orm';
import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { one } from '../store/projection.ts';

/** Counts of a run's units by status; kept by the units projection, which alone knows each unit's previous status. */
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
  /** Of these, the units that were made for one worker. */
  special_units: integer('special_units').notNull(),
  special_open: integer('special_open').notNull(),
  special_assigned: integer('special_assigned').notNull(),
  special_completed: integer('special_completed').notNull(),
  special_accepted: integer('special_accepted').notNull(),
  special_soft_rejected: integer('special_soft_rejected').notNull(),
  special_rejected: integer('special_rejected').notNull(),
  special_expired: integer('special_expired').notNull(),
  /** The units with a pay of their own among those that are submitted and not rejected, and their pay in cents; and among those that are paid. */
  own_due: integer('own_due').notNull(),
  own_due_cents: real('own_due_cents').notNull(),
  own_paid: integer('own_paid').notNull(),
  own_paid_cents: real('own_paid_cents').notNull(),
});

type UnitCounts = Omit<typeof unitCounts.$inferSelect, 'runId'>;

/** The counts of a run without units. */
export const zeroCounts: UnitCounts = {
  assignments: 0,
  units: 0,
  open: 0,
  assigned: 0,
  completed: 0,
  accepted: 0,
  soft_rejected: 0,
  rejected: 0,
  expired: 0,
  special_units: 0,
  special_open: 0,
  special_assigned: 0,
  special_completed: 0,
  special_accepted: 0,
  special_soft_rejected: 0,
  special_rejected: 0,
  special_expired: 0,
  own_due: 0,
  own_due_cents: 0,
  own_paid: 0,
  own_paid_cents: 0,
};

export type CountChange = Partial<UnitCounts>;

/** The counts of units by status that are also kept of special units alone, as `special_…`. */
export const statusCounts = [
  'units',
  'open',
  'assigned',
  'completed',
  'accepted',
  'soft_rejected',
  'rejected',
  'expired',
] as const;

/** A change that special units cause: it counts among all units, and apart. */
export function ofSpecialUnits(change: CountChange): CountChange {
  const apart = statusCounts.flatMap((name) => (change[name] === undefined ? [] : [[`special_${name}`, change[name]]]));
  return { ...change, ...Object.fromEntries(apart) };
}

/** Collects the changes of runs' counts. Nearly every fact changes them, so they are written once per transaction. */
export function openCounts(db: Database) {
  const pending = new Map<string, UnitCounts>();
  const names = Object.keys(zeroCounts) as (keyof UnitCounts)[];
  const sums = names.map((name) => [name, sql`${unitCounts[name]} + ${sql.placeholder(name)}`]);
  const write = db
    .update(unitCounts)
    .set(Object.fromEntries(sums))
    .where(eq(unitCounts.runId, sql.placeholder('runId')))
    .prepare();
  return {
    add(runId: string, change: CountChange): void {
      let counts = pending.get(runId);
      if (!counts) {
        counts = { ...zeroCounts };
        pending.set(runId, counts);
      }
      for (const name in change) counts[name as keyof UnitCounts] += change[name as keyof UnitCounts] ?? 0;
    },
    settle(): void {
      for (const [runId, counts] of pending) one(write.run({ runId, ...counts }), runId);
      pending.clear();
    },
    forget: (): void => pending.clear(),
  };
}

export type Counts = ReturnType<typeof openCounts>;
