import { eq, sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { allGiven, defineProjection, one } from '../store/projection.ts';

/** Who is banned, why, and by whom. */
export const bans = sqliteTable('bans', {
  workerId: text('worker_id').primaryKey(),
  reason: text('reason').notNull(),
  by: text('by').notNull(),
  at: text('at').notNull(),
});

export const bansProjection = defineProjection({
  name: 'bans',
  version: 1,
  tables: [bans],
  prepare: (db) => ({
    banned: db
      .insert(bans)
      .values(allGiven('workerId', 'reason', 'by', 'at'))
      .prepare(),
    unbanned: db
      .delete(bans)
      .where(eq(bans.workerId, sql.placeholder('workerId')))
      .prepare(),
  }),
  on: {
    'worker.banned': ({ data: { workerId, reason }, by, at }, rows) => {
      rows.banned.run({ workerId, reason, by, at });
    },
    'worker.unbanned': ({ data: { workerId } }, rows) => one(rows.unbanned.run({ workerId }), workerId),
  },
});
