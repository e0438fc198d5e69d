import { eq, sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { allGiven, defineProjection, one } from './projection.ts';

/** Workers: the pseudonym, and what their crowd calls them. */
export const workers = sqliteTable('workers', {
  workerId: text('worker_id').primaryKey(),
  crowd: text('crowd').notNull(),
  name: text('name').notNull(),
  firstSeen: text('first_seen').notNull(),
  lastSeen: text('last_seen').notNull(),
});

// Runs are decided side by side, so a later fact may tell of an earlier time.
const lastSeen = sql`max(${workers.lastSeen}, ${sql.placeholder('at')})`;
const firstSeen = sql`min(${workers.firstSeen}, ${sql.placeholder('at')})`;

export const workersProjection = defineProjection({
  name: 'workers',
  version: 1,
  tables: [workers],
  prepare: (db) => ({
    came: db
      .insert(workers)
      .values({
        ...allGiven('workerId', 'crowd', 'name'),
        firstSeen: sql.placeholder('at'),
        lastSeen: sql.placeholder('at'),
      })
      .onConflictDoUpdate({ target: workers.workerId, set: { firstSeen, lastSeen } })
      .prepare(),
    seen: db
      .update(workers)
      .set({ lastSeen })
      .where(eq(workers.workerId, sql.placeholder('workerId')))
      .prepare(),
  }),
  on: {
    'agent.connected': ({ data: { workerId, crowd, worker }, at }, { came }) => {
      came.run({ workerId, crowd, name: worker, at });
    },
    'unit.submitted': ({ data: { workerId }, at }, { seen }) => one(seen.run({ workerId, at }), workerId),
    'unit.returned': ({ data: { workerId }, at }, { seen }) => one(seen.run({ workerId, at }), workerId),
    'agent.submitted-late': ({ data: { workerId }, at }, { seen }) => one(seen.run({ workerId, at }), workerId),
  },
});
