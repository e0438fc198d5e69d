import { eq, sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { defineProjection, one, params } from '../store/projection.ts';

/** The workers who are banned now, why, and by whom. */
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
      .values(params('workerId', 'reason', 'by', 'at'))
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
