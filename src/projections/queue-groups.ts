import { and, count, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { Decision } from './reviews.ts';
import { runsIn, type Scope } from './scope.ts';
import { type UnitStatus, units } from './units.ts';

export type QueueQuery = Scope & { by: 'worker' | 'item'; second_opinion?: boolean };

/** A worker or an item with units that wait for review. */
export type Waiting = { key: string; waiting: number; oldest_at: string };

// As the indexes have it, word for word: they are of use for nothing else.
const waits = sql`"status" = 'completed'`;
const reviewed = sql`"status" in ('accepted', 'soft_rejected', 'rejected')`;

const within = (db: Database, scope: Scope): SQL | undefined =>
  scope.run || scope.task ? inArray(units.runId, runsIn(db, scope)) : undefined;

/** Everybody, or every item, with units that wait; read from an index alone. */
export function waitingGroups(db: Database, query: QueueQuery): Waiting[] {
  const key = query.by === 'worker' ? sql<string>`${units.workerId}` : sql<string>`${units.assignmentId}`;
  return db
    .select({ key, waiting: count(), oldest_at: sql<string>`min(${units.submittedAt})` })
    .from(units)
    .where(and(within(db, query), waits, query.second_opinion ? isNotNull(units.secondOpinion) : undefined))
    .groupBy(key)
    .all();
}

/** What was decided so far on the work of these workers, or on the answers to these items. */
export function decidedOf(
  db: Database,
  query: QueueQuery,
  keys: readonly string[],
): Map<string, Partial<Record<Decision, number>>> {
  const decided = new Map<string, Partial<Record<Decision, number>>>(keys.map((key) => [key, {}]));
  const tell = (key: string | null, status: UnitStatus, count: number) => {
    const known = decided.get(key ?? '');
    if (known) known[status as Decision] = count;
  };
  const select = { key: units.workerId, status: units.status, count: count() };
  if (query.by === 'worker') {
    const where = and(within(db, query), reviewed, inArray(units.workerId, [...keys]));
    const found = db.select(select).from(units).where(where).groupBy(units.workerId, units.status).all();
    for (const { key, status, count } of found) tell(key, status, count);
    return decided;
  }
  const ofItem = db
    .select({ status: units.status, count: count() })
    .from(units)
    .where(
      and(
        sql`${units.unitId} > ${sql.placeholder('from')} and ${units.unitId} < ${sql.placeholder('to')}`,
        isNotNull(units.reviewedAt),
      ),
    )
    .groupBy(units.status)
    .prepare();
  for (const key of keys) {
    for (const { status, count } of ofItem.all({ from: `${key}.`, to: `${key}/` })) tell(key, status, count);
  }
  return decided;
}
