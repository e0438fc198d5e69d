import { and, count, eq, inArray, isNotNull, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { runsIn, type Scope } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { comments } from '../units/comments.ts';
import type { Decision } from '../units/reviews.ts';
import { type UnitStatus, units } from '../units/units.ts';

export type QueueQuery = Scope & { by: 'worker' | 'item'; second_opinion?: boolean };

/** A worker or an item with units to review. */
export type Waiting = { key: string; waiting: number; oldest_at: string };

// Exactly the conditions of the partial indexes, which SQLite uses for no others.
const isToReview = sql`"status" = 'completed'`;
const isSubmitted = sql`"submitted_at" is not null`;

const within = (db: Database, scope: Scope): SQL | undefined =>
  scope.run || scope.task ? inArray(units.runId, runsIn(db, scope)) : undefined;

/** The order of groups, and the one they come after: its number or time, and its key. */
type QueuePlace = { order: 'fewest' | 'oldest'; after?: readonly [string | number, string]; limit?: number };

/** Workers, or items, with units to review; read from an index alone. */
export function waitingGroups(db: Database, query: QueueQuery, { order, after, limit }: QueuePlace): Waiting[] {
  const isByWorker = query.by === 'worker';
  const key = isByWorker ? units.workerId : units.assignmentId;
  const hasSecondOpinion = query.second_opinion ? isNotNull(units.secondOpinion) : undefined;
  const groups = db
    .select({
      key: sql<string>`${key}`.as('key'),
      waiting: count().as('waiting'),
      oldest_at: sql<string>`min(${units.submittedAt})`.as('oldest_at'),
    })
    .from(units)
    .where(and(within(db, query), isToReview, isByWorker ? isSubmitted : undefined, hasSecondOpinion))
    .groupBy(key)
    .as('groups');
  const by = order === 'oldest' ? sql`${groups.oldest_at}` : sql`${groups.waiting}`;
  return db
    .select()
    .from(groups)
    .where(after && sql`(${by}, ${groups.key}) > (${after[0]}, ${after[1]})`)
    .orderBy(by, sql`${groups.key}`)
    .limit(limit ?? -1)
    .all();
}

/** For how many units to review a second opinion is requested, for each of these workers or items that has any. */
export function secondOpinionsOf(db: Database, query: QueueQuery, keys: readonly string[]): Map<string, number> {
  const key = query.by === 'worker' ? units.workerId : units.assignmentId;
  const found = db
    .select({ key: sql<string>`${key}`, count: count() })
    .from(units)
    .where(and(within(db, query), sql`"second_opinion" is not null`, inArray(key, [...keys])))
    .groupBy(key)
    .all();
  return new Map(found.map((group) => [group.key, group.count]));
}

/** How many comments there are on the units to review, for each of these workers or items that has any. */
export function commentsOf(db: Database, query: QueueQuery, keys: readonly string[]): Map<string, number> {
  const key = query.by === 'worker' ? units.workerId : units.assignmentId;
  const found = db
    .select({ key: sql<string>`${key}`, count: count() })
    .from(comments)
    // Comments first, of which there are few; an inner join would look at all units of these workers.
    .crossJoin(units)
    .where(
      and(
        eq(units.unitId, comments.unitId),
        within(db, query),
        isNull(comments.removedAt),
        eq(units.status, 'completed'),
        inArray(key, [...keys]),
      ),
    )
    .groupBy(key)
    .all();
  return new Map(found.map((group) => [group.key, group.count]));
}

/** The counts of decisions on the work of these workers, or on the answers to these items. */
export function decidedOf(
  db: Database,
  query: QueueQuery,
  keys: readonly string[],
): Map<string, Partial<Record<Decision, number>>> {
  const decided = new Map<string, Partial<Record<Decision, number>>>(keys.map((key) => [key, {}]));
  const addCount = (key: string | null, status: UnitStatus, count: number) => {
    const known = decided.get(key ?? '');
    if (known) known[status as Decision] = count;
  };
  const select = { key: units.workerId, status: units.status, count: count() };
  if (query.by === 'worker') {
    const where = and(
      within(db, query),
      isSubmitted,
      ne(units.status, 'completed'),
      inArray(units.workerId, [...keys]),
    );
    const found = db.select(select).from(units).where(where).groupBy(units.workerId, units.status).all();
    for (const { key, status, count } of found) addCount(key, status, count);
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
    for (const { status, count } of ofItem.all({ from: `${key}.`, to: `${key}/` })) addCount(key, status, count);
  }
  return decided;
}
