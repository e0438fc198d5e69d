import { and, count, inArray, isNotNull, ne, type SQL, sql } from 'drizzle-orm';
import { runsIn, type Scope } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import type { Decision } from '../units/reviews.ts';
import { type UnitStatus, units } from '../units/units.ts';

export type QueueQuery = Scope & { by: 'worker' | 'item'; second_opinion?: boolean };

/** A worker or an item with units that wait for review. */
export type Waiting = { key: string; waiting: number; oldest_at: string };

// As the indexes have it, word for word: they are of use for nothing else.
const waits = sql`"status" = 'completed'`;
const handedIn = sql`"submitted_at" is not null`;

const within = (db: Database, scope: Scope): SQL | undefined =>
  scope.run || scope.task ? inArray(units.runId, runsIn(db, scope)) : undefined;

/** In which order groups come, and behind which one: its number or time, then its key. */
export type QueuePlace = { order: 'fewest' | 'oldest'; behind?: [string | number, string]; limit?: number };

/** Everybody, or every item, with units that wait; read from an index alone. */
export function waitingGroups(db: Database, query: QueueQuery, { order, behind, limit }: QueuePlace): Waiting[] {
  const isByWorker = query.by === 'worker';
  const key = isByWorker ? units.workerId : units.assignmentId;
  const inDoubt = query.second_opinion ? isNotNull(units.secondOpinion) : undefined;
  const groups = db
    .select({
      key: sql<string>`${key}`.as('key'),
      waiting: count().as('waiting'),
      oldest_at: sql<string>`min(${units.submittedAt})`.as('oldest_at'),
    })
    .from(units)
    .where(and(within(db, query), waits, isByWorker ? handedIn : undefined, inDoubt))
    .groupBy(key)
    .as('groups');
  const by = order === 'oldest' ? sql`${groups.oldest_at}` : sql`${groups.waiting}`;
  return db
    .select()
    .from(groups)
    .where(behind && sql`(${by}, ${groups.key}) > (${behind[0]}, ${behind[1]})`)
    .orderBy(by, sql`${groups.key}`)
    .limit(limit ?? -1)
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
    const where = and(within(db, query), handedIn, ne(units.status, 'completed'), inArray(units.workerId, [...keys]));
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
