import { eq, sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { defineProjection, one, params } from '../store/projection.ts';

/** Workers: the pseudonym, and their name at the provider. */
export const workers = sqliteTable('workers', {
  workerId: text('worker_id').primaryKey(),
  provider: text('provider').notNull(),
  name: text('name').notNull(),
  firstSeen: text('first_seen').notNull(),
  lastSeen: text('last_seen').notNull(),
});

// Runs are decided in parallel, so a later fact may have an earlier time.
const lastSeen = sql`max(${workers.lastSeen}, ${sql.placeholder('lastSeen')})`;
const firstSeen = sql`min(${workers.firstSeen}, ${sql.placeholder('firstSeen')})`;

/** A worker in the facts since the last write; without a provider if none of these is a connection. */
type Seen = { provider?: string; name?: string; firstSeen: string; lastSeen: string };

function prepare(db: Database) {
  return {
    seen: new Map<string, Seen>(),
    connected: db
      .insert(workers)
      .values(params('workerId', 'provider', 'name', 'firstSeen', 'lastSeen'))
      .onConflictDoUpdate({ target: workers.workerId, set: { firstSeen, lastSeen } })
      .prepare(),
    active: db
      .update(workers)
      .set({ lastSeen })
      .where(eq(workers.workerId, sql.placeholder('workerId')))
      .prepare(),
  };
}

type Rows = ReturnType<typeof prepare>;
type WorkerFact = { data: { workerId: string }; at: string };

/** Most facts concern workers seen moments before, so each worker is written once per transaction. */
function collect(
  { seen }: Rows,
  { data: { workerId }, at }: WorkerFact,
  provided?: { provider: string; name: string },
): void {
  const before = seen.get(workerId);
  if (!before) {
    seen.set(workerId, { ...provided, firstSeen: at, lastSeen: at });
    return;
  }
  if (at > before.lastSeen) before.lastSeen = at;
  if (!provided) return;
  if (before.name === undefined || at < before.firstSeen) before.firstSeen = at;
  before.name ??= provided.name;
  before.provider ??= provided.provider;
}

export const workersProjection = defineProjection({
  name: 'workers',
  version: 2,
  tables: [workers],
  prepare,
  on: {
    'agent.connected': (fact, rows) => collect(rows, fact, { provider: fact.data.provider, name: fact.data.worker }),
    'onboarding.started': (fact, rows) => collect(rows, fact, { provider: fact.data.provider, name: fact.data.worker }),
    'unit.submitted': (fact, rows) => collect(rows, fact),
    'unit.returned': (fact, rows) => collect(rows, fact),
    'agent.submitted-late': (fact, rows) => collect(rows, fact),
  },
  settle({ seen, connected, active }) {
    for (const [workerId, { provider, name, ...times }] of seen) {
      if (name === undefined) one(active.run({ workerId, lastSeen: times.lastSeen }), workerId);
      else connected.run({ workerId, provider, name, ...times });
    }
    seen.clear();
  },
  forget: ({ seen }) => seen.clear(),
});

/** The provider of a worker, and their name there; undefined for one who never came. */
export const personOf = (db: Database, workerId: string): { provider: string; name: string } | undefined =>
  db
    .select({ provider: workers.provider, name: workers.name })
    .from(workers)
    .where(eq(workers.workerId, workerId))
    .get();
