import { eq, sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { allGiven, defineProjection, one } from '../store/projection.ts';

/** Workers: the pseudonym, and what their provider calls them. */
export const workers = sqliteTable('workers', {
  workerId: text('worker_id').primaryKey(),
  provider: text('provider').notNull(),
  name: text('name').notNull(),
  firstSeen: text('first_seen').notNull(),
  lastSeen: text('last_seen').notNull(),
});

// Runs are decided side by side, so a later fact may have an earlier time.
const lastSeen = sql`max(${workers.lastSeen}, ${sql.placeholder('lastSeen')})`;
const firstSeen = sql`min(${workers.firstSeen}, ${sql.placeholder('firstSeen')})`;

/** A worker as the facts since the last writing show them; without a provider if they have not just arrived. */
type Seen = { provider?: string; name?: string; firstSeen: string; lastSeen: string };

function prepare(db: Database) {
  return {
    seen: new Map<string, Seen>(),
    came: db
      .insert(workers)
      .values(allGiven('workerId', 'provider', 'name', 'firstSeen', 'lastSeen'))
      .onConflictDoUpdate({ target: workers.workerId, set: { firstSeen, lastSeen } })
      .prepare(),
    stayed: db
      .update(workers)
      .set({ lastSeen })
      .where(eq(workers.workerId, sql.placeholder('workerId')))
      .prepare(),
  };
}

type Rows = ReturnType<typeof prepare>;
type Sight = { data: { workerId: string }; at: string };

/** Workers are seen all the time, and the same ones again and again: each is written once in a while. */
function see({ seen }: Rows, { data: { workerId }, at }: Sight, who?: { provider: string; name: string }): void {
  const before = seen.get(workerId);
  if (!before) {
    seen.set(workerId, { ...who, firstSeen: at, lastSeen: at });
    return;
  }
  if (at > before.lastSeen) before.lastSeen = at;
  if (!who) return;
  if (before.name === undefined || at < before.firstSeen) before.firstSeen = at;
  before.name ??= who.name;
  before.provider ??= who.provider;
}

export const workersProjection = defineProjection({
  name: 'workers',
  version: 1,
  tables: [workers],
  prepare,
  on: {
    'agent.connected': (fact, rows) => see(rows, fact, { provider: fact.data.provider, name: fact.data.worker }),
    'unit.submitted': (fact, rows) => see(rows, fact),
    'unit.returned': (fact, rows) => see(rows, fact),
    'agent.submitted-late': (fact, rows) => see(rows, fact),
  },
  settle({ seen, came, stayed }) {
    for (const [workerId, { provider, name, ...times }] of seen) {
      if (name === undefined) one(stayed.run({ workerId, lastSeen: times.lastSeen }), workerId);
      else came.run({ workerId, provider, name, ...times });
    }
    seen.clear();
  },
  forget: ({ seen }) => seen.clear(),
});
