import { eq, sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { defineProjection, one, params } from '../store/projection.ts';

/** The workers who are blocked now, why, and by whom. */
export const blockedWorkers = sqliteTable('blocked_workers', {
  workerId: text('worker_id').primaryKey(),
  reason: text('reason').notNull(),
  by: text('by').notNull(),
  at: text('at').notNull(),
});

export const blockedWorkersProjection = defineProjection({
  name: 'blocked-workers',
  version: 1,
  tables: [blockedWorkers],
  prepare: (db) => ({
    blocked: db
      .insert(blockedWorkers)
      .values(params('workerId', 'reason', 'by', 'at'))
      .prepare(),
    unblocked: db
      .delete(blockedWorkers)
      .where(eq(blockedWorkers.workerId, sql.placeholder('workerId')))
      .prepare(),
  }),
  on: {
    'worker.blocked': ({ data: { workerId, reason }, by, at }, rows) => {
      rows.blocked.run({ workerId, reason, by, at });
    },
    'worker.unblocked': ({ data: { workerId } }, rows) => one(rows.unblocked.run({ workerId }), workerId),
  },
});
