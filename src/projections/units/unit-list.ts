import { and, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { UnitSort } from '../../api/units.ts';
import type { UnitPurpose } from '../../events/unit.ts';
import { runsIn, type Scope } from '../runs/scope.ts';
import { unitCounts } from '../runs/unit-counts.ts';
import type { Database } from '../store/database.ts';
import { refuse } from '../store/refusals.ts';
import { agents } from './agents.ts';
import { unitsWithPastes } from './answers.ts';
import { commentedUnits } from './comments.ts';
import { cursorOf, everyStatus, type Key, keysInOrder, orderOf } from './unit-order.ts';
import { type UnitRow, unitsAt } from './unit-rows.ts';
import { type UnitStatus, units } from './units.ts';

/** Which units, in which order: `oldest` and `newest` follow the data; in any other order units without its value come last. */
export type UnitQuery = Scope & {
  status?: readonly UnitStatus[];
  worker?: string;
  assignment?: string;
  second_opinion?: boolean;
  pasted?: boolean;
  commented?: boolean;
  purpose?: 'ordinary' | UnitPurpose;
  judged?: 'right' | 'wrong';
  /** With `judged`: the rows of the units whose answers compare so with known ones, where they were not judged otherwise. */
  compared?: readonly number[];
  sort?: UnitSort;
  limit: number;
  cursor?: string;
};
export type UnitPage = { units: UnitRow[]; cursor?: string };

/** Matches of a filter are counted up to this number. */
export const maxCounted = 10_000;
/** With more pairs of run and status than this, one scan is faster than a lookup of each. */
const maxLookups = 200;

/** More units than these are not sorted by a value for which there is no index. */
export const maxSorted = 200_000;

/** A page of units after the cursor, and a cursor if there are more. */
export function unitPage(db: Database, query: UnitQuery, most = maxSorted): UnitPage {
  requireSortable(db, query, most);
  return pageOf(db, query, keysAfter(db, query));
}

/** The page that begins with these keys, of which there is one more than the limit if there are more units. */
export function pageOf(db: Database, query: UnitQuery, keys: readonly Key[]): UnitPage {
  const page = keys.slice(0, query.limit);
  const last = page.at(-1);
  const units = unitsAt(
    db,
    page.map(({ row }) => row),
  );
  return keys.length > page.length && last ? { units, cursor: cursorOf(last, query) } : { units };
}

/** Throws `unit/too-many-to-sort` where each page would have to look at too many units. */
function requireSortable(db: Database, query: UnitQuery, most: number): void {
  const { by } = orderOf(query);
  if (by === undefined || by === 'seconds' || by === 'status' || isNarrow(query)) return;
  const total = countByStatus(db, runsIn(db, query), query.status ?? everyStatus);
  if (total > most) throw refuse('unit/too-many-to-sort', { by, total, most });
}

/** The keys of the units after the cursor, one more than the limit if there are more. */
function keysAfter(db: Database, query: UnitQuery): Key[] {
  const { status = everyStatus, limit } = query;
  const runs = runsIn(db, query);
  const isFew = isNarrow(query);
  // A unary plus keeps SQLite from using an index on that column.
  const row = isFew ? sql`+${units.row}` : sql`${units.row}`;
  const select = (those: SQL | undefined) =>
    keysInOrder(query, row, limit + 1, ({ where, orderBy, key }, most) =>
      db
        .select({ row: units.row, key: sql<Key['key']>`${key}` })
        .from(units)
        .where(and(those, where))
        .orderBy(...orderBy)
        .limit(most)
        .all(),
    );
  const pairs = runs.flatMap((run) => status.map((one) => ({ run, one })));
  const { by, isDescending } = orderOf(query);
  if (isFew || by !== undefined || pairs.length > maxLookups) return select(matching(query, runs));
  // Within a pair the index has the order already, so the first units of each are read and merged.
  const others = and(hasSecondOpinion(query), hasPastes(query), hasComments(query), hasPurpose(query));
  const found = pairs.flatMap(({ run, one }) => select(and(eq(units.runId, run), eq(units.status, one), others)));
  return found.sort((a, b) => (isDescending ? b.row - a.row : a.row - b.row)).slice(0, limit + 1);
}

/** Whether a filter leaves so few units that looking them up by it is fastest in any scope and order. */
export const isNarrow = ({ worker, assignment, second_opinion }: UnitQuery) =>
  worker !== undefined || assignment !== undefined || second_opinion === true;

const hasSecondOpinion = ({ second_opinion }: UnitQuery) =>
  second_opinion === undefined
    ? undefined
    : second_opinion
      ? isNotNull(units.secondOpinion)
      : isNull(units.secondOpinion);

const hasPastes = ({ pasted }: UnitQuery) =>
  pasted === undefined ? undefined : sql`${units.unitId} ${pasted ? sql`in` : sql`not in`} (${unitsWithPastes})`;

const hasComments = ({ commented }: UnitQuery) =>
  commented === undefined ? undefined : sql`${units.unitId} ${commented ? sql`in` : sql`not in`} (${commentedUnits})`;

const isJudgedSo = ({ judged, compared = [] }: UnitQuery) => {
  if (judged === undefined) return undefined;
  const isSpecial = and(isNotNull(units.purpose), isNotNull(units.correct));
  const isCompared = sql`+${units.row} in (select "value" from json_each(${JSON.stringify(compared)}))`;
  return or(
    and(isNotNull(units.purpose), eq(units.correct, judged === 'right')),
    and(isCompared, sql`not (${isSpecial})`),
  );
};

const hasPurpose = ({ purpose, ...query }: UnitQuery) => {
  const isJudged = isJudgedSo(query);
  if (purpose === undefined) return isJudged;
  return and(purpose === 'ordinary' ? isNull(units.purpose) : eq(units.purpose, purpose), isJudged);
};

/** The condition that a unit matches the filters. */
export function matching(query: UnitQuery, runs: readonly string[]): SQL | undefined {
  const { run, task, status, worker, assignment } = query;
  const isFew = isNarrow(query);
  const among = (column: SQLiteColumn, values: readonly string[]) =>
    isFew
      ? sql`+${column} in (select "value" from json_each(${JSON.stringify(values)}))`
      : inArray(column, [...values]);
  const theirs = sql`${units.unitId} in (select ${agents.unitId} from ${agents} where ${agents.workerId} = ${worker})`;
  return and(
    worker === undefined ? undefined : and(theirs, sql`+${units.workerId} = ${worker} and +${units.status} <> 'open'`),
    // The ids of an assignment's units are its id, a dot and a number; "/" is the character after ".".
    assignment === undefined ? undefined : and(gt(units.unitId, `${assignment}.`), lt(units.unitId, `${assignment}/`)),
    hasSecondOpinion(query),
    hasPastes(query),
    hasComments(query),
    hasPurpose(query),
    run || task ? among(units.runId, runs) : undefined,
    status && among(units.status, status),
  );
}

/** How many units match the filters, counted up to `counted_to`: a total of that size may be larger. */
export function countUnits(db: Database, query: UnitQuery): { total: number; counted_to: number } {
  const runs = runsIn(db, query);
  if (!isNarrow(query) && !hasSecondOpinion(query) && !hasPastes(query) && !hasComments(query) && !hasPurpose(query)) {
    const total = countByStatus(db, runs, query.status ?? everyStatus);
    return { total, counted_to: Math.max(total + 1, maxCounted) };
  }
  const some = db
    .select({ row: units.row })
    .from(units)
    .where(matching(query, runs))
    .limit(maxCounted + 1)
    .as('some');
  const total = db.select({ total: sql<number>`count(*)` }).from(some).get()?.total ?? 0;
  return { total: Math.min(total, maxCounted), counted_to: maxCounted };
}

/** How many units of these runs have these statuses, from the runs' counts. */
function countByStatus(db: Database, runs: readonly string[], statuses: readonly UnitStatus[]): number {
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
