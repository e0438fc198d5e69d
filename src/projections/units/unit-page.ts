import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { runsIn, type Scope } from '../runs/scope.ts';
import { unitCounts } from '../runs/unit-counts.ts';
import type { Database } from '../store/database.ts';
import { refuse } from '../store/refusals.ts';
import { agents } from './agents.ts';
import { type UnitRow, unitsAt } from './unit-rows.ts';
import { type UnitStatus, units } from './units.ts';

/** Which units, in which order: `oldest` and `newest` follow the data, `fastest` and `slowest` are of those handed in. */
export type UnitQuery = Scope & {
  status?: readonly UnitStatus[];
  worker?: string;
  assignment?: string;
  second_opinion?: boolean;
  sort?: 'oldest' | 'newest' | 'fastest' | 'slowest';
  limit: number;
  cursor?: string;
};
export type UnitPage = { units: UnitRow[]; cursor?: string };

/** Filters are counted no further than this. */
export const mostCounted = 10_000;
/** With more pairs of run and status than this, one scan is faster than a look-up of each. */
const maxLookUps = 200;
const everyStatus: UnitStatus[] = ['open', 'assigned', 'completed', 'accepted', 'soft_rejected', 'rejected', 'expired'];

/** Where a unit stands in any order. */
export type Key = { row: number; seconds: number | null };

/** A page of units behind the cursor, and a cursor if there are more. */
export function unitPage(db: Database, query: UnitQuery): UnitPage {
  const keys = keysBehind(db, query);
  const page = keys.slice(0, query.limit);
  const last = page.at(-1);
  const units = unitsAt(
    db,
    page.map(({ row }) => row),
  );
  return keys.length > page.length && last ? { units, cursor: cursorOf(last, query) } : { units };
}

/** The cursor that stands behind this unit. */
export const cursorOf = ({ row, seconds }: Key, { sort }: UnitQuery): string =>
  isBySpeed(sort) ? `${seconds}:${row}` : String(row);

/** Whether an order is by the time that units took. */
export const isBySpeed = (sort: UnitQuery['sort']) => sort === 'fastest' || sort === 'slowest';
/** Whether an order goes from high to low. */
export const isDown = (sort: UnitQuery['sort']) => sort === 'newest' || sort === 'slowest';

/** The rows of the units behind the cursor, one more than the limit if there are more. */
export function keysBehind(db: Database, query: UnitQuery): Key[] {
  const { status = everyStatus, sort, limit } = query;
  const runs = runsIn(db, query);
  const isFew = isNarrow(query);
  const down = isDown(sort);
  // A plus keeps SQLite from the index it would take for that column.
  const row = isFew ? sql`+${units.row}` : units.row;
  const order = isBySpeed(sort) ? [units.seconds, row] : [row];
  const select = (where: SQL | undefined) =>
    db
      .select({ row: units.row, seconds: units.seconds })
      .from(units)
      .where(and(where, behind(query)))
      .orderBy(...order.map((column) => (down ? desc(column) : asc(column))))
      .limit(limit + 1)
      .all();
  const places = runs.flatMap((run) => status.map((one) => ({ run, one })));
  if (isFew || isBySpeed(sort) || places.length > maxLookUps) return select(fitting(query, runs));
  // Each place is in order already: its first units are taken from the index, and the pages merged.
  const opinion = secondOpinionIn(query);
  const found = places.flatMap(({ run, one }) => select(and(eq(units.runId, run), eq(units.status, one), opinion)));
  return found.sort((a, b) => (down ? b.row - a.row : a.row - b.row)).slice(0, limit + 1);
}

/** Whether a filter leaves so few units that they are found by it, whatever the scope and the order. */
export const isNarrow = ({ worker, assignment, second_opinion }: UnitQuery) =>
  worker !== undefined || assignment !== undefined || second_opinion === true;

const secondOpinionIn = ({ second_opinion }: UnitQuery) =>
  second_opinion === undefined
    ? undefined
    : second_opinion
      ? isNotNull(units.secondOpinion)
      : isNull(units.secondOpinion);

/** The condition that a unit fits the filters. */
export function fitting(query: UnitQuery, runs: readonly string[]): SQL | undefined {
  const { run, task, status, worker, assignment } = query;
  const isFew = isNarrow(query);
  const among = (column: SQLiteColumn, values: readonly string[]) =>
    isFew
      ? sql`+${column} in (select "value" from json_each(${JSON.stringify(values)}))`
      : inArray(column, [...values]);
  const theirs = sql`${units.unitId} in (select ${agents.unitId} from ${agents} where ${agents.workerId} = ${worker})`;
  return and(
    worker === undefined ? undefined : and(theirs, sql`+${units.workerId} = ${worker} and +${units.status} <> 'open'`),
    // The ids of an assignment's units begin with its own, and then a dot, which a slash follows.
    assignment === undefined ? undefined : and(gt(units.unitId, `${assignment}.`), lt(units.unitId, `${assignment}/`)),
    secondOpinionIn(query),
    run || task ? among(units.runId, runs) : undefined,
    status && among(units.status, status),
  );
}

/** The condition that it is known how long a unit took; saying that it was handed in leads SQLite to the index that holds the times. */
const timed = and(isNotNull(units.submittedAt), isNotNull(units.seconds));

/** The condition that a unit stands behind the cursor, and has a place in the order. */
export function behind({ sort, cursor }: UnitQuery): SQL | undefined {
  const past = isDown(sort) ? lt : gt;
  if (!isBySpeed(sort)) return cursor === undefined ? undefined : past(units.row, numbersIn(cursor, 1)[0] as number);
  if (cursor === undefined) return timed;
  const [seconds = 0, row = 0] = numbersIn(cursor, 2);
  return and(timed, or(past(units.seconds, seconds), and(eq(units.seconds, seconds), past(units.row, row))));
}

/** The numbers of a cursor that an earlier page gave. */
export function numbersIn(cursor: string, count: number): number[] {
  const numbers = cursor.split(':').map(Number);
  const isGood = numbers.length === count && numbers.every((number) => Number.isFinite(number)) && cursor !== '';
  if (!isGood) throw refuse('request/bad-shape', { reason: 'cursor: must be a cursor of an earlier page' });
  return numbers;
}

/** How many units fit the filters, counted up to `counted_to`: where it comes to as many, there may be more. */
export function countUnits(db: Database, query: UnitQuery): { total: number; counted_to: number } {
  const runs = runsIn(db, query);
  if (!isNarrow(query) && !secondOpinionIn(query) && !isBySpeed(query.sort)) {
    const total = standing(db, runs, query.status ?? everyStatus);
    return { total, counted_to: Math.max(total + 1, mostCounted) };
  }
  const some = db
    .select({ row: units.row })
    .from(units)
    .where(and(fitting(query, runs), isBySpeed(query.sort) ? timed : undefined))
    .limit(mostCounted + 1)
    .as('some');
  const total = db.select({ total: sql<number>`count(*)` }).from(some).get()?.total ?? 0;
  return { total: Math.min(total, mostCounted), counted_to: mostCounted };
}

/** How many units of these runs stand so, as the counts of the runs say. */
function standing(db: Database, runs: readonly string[], statuses: readonly UnitStatus[]): number {
  let total = 0;
  for (const counts of db
    .select()
    .from(unitCounts)
    .where(inArray(unitCounts.runId, [...runs]))
    .all()) {
    const { soft_rejected, completed: submitted, accepted, rejected, open, assigned, expired } = counts;
    const completed = submitted - accepted - soft_rejected - rejected;
    const by = { open, assigned, completed, accepted, soft_rejected, rejected, expired };
    for (const status of statuses) total += by[status];
  }
  return total;
}
