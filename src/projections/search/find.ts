import { and, type SQL, sql } from 'drizzle-orm';
import { runsIn } from '../runs/scope.ts';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import type { UnitPage } from '../units/unit-list.ts';
import {
  afterCursor,
  cursorOf,
  isBySpeed,
  isDescending,
  isNarrow,
  type Key,
  matching,
  maxCounted,
  type UnitQuery,
} from '../units/unit-list.ts';
import { unitsAt } from '../units/unit-rows.ts';
import { units } from '../units/units.ts';
import { matchOf } from './words.ts';

/** How many units are indexed, while the index lags behind the rows. */
type Searched = { of: number; indexed: number };

/** A page of found units, and their total, counted up to `counted_to`. */
export type Found = UnitPage & { total: number; counted_to: number; searched?: Searched };

/** Units that match a query and contain words beginning with each word of a search; `db` has the index attached as `search`. */
export function findUnits(db: Database, query: UnitQuery, search: string): Found {
  const { limit, cursor, sort } = query;
  const match = matchOf(search);
  const place = afterPage(query);
  if (!match) return { units: [], total: 0, counted_to: maxCounted };
  const matches = matchesOf(db, query, match);
  // In the order of the index, counting reads the first page anyway.
  const isCounted = cursor === undefined && !isBySpeed(sort);
  const keys = pageOf(db, query, sql`${matches} ${place}`, isCounted ? Math.max(limit, maxCounted) : limit);
  const total = isCounted ? keys.length : countOf(db, sql`${matches} ${afterPage({ ...query, cursor: undefined })}`);
  const page = keys.slice(0, limit);
  const last = page.at(-1);
  return {
    units: unitsAt(
      db,
      page.map(({ row }) => row),
    ),
    total: Math.min(total, maxCounted),
    counted_to: maxCounted,
    ...(keys.length > limit && last ? { cursor: cursorOf(last, query) } : {}),
  };
}

/** Reads the matches in order and looks up each unit; "cross" keeps SQLite from querying the index unit by unit. */
function matchesOf(db: Database, query: UnitQuery, match: string): SQL {
  const those = matching(query, runsIn(db, query));
  // If few units match the filters, they are found first, and only they are looked up in the index.
  const few = isNarrow(query) ? sql`+"words".rowid in (select ${units.row} from ${units} where ${those})` : those;
  return sql`from search.words cross join ${units} on ${units.row} = "words".rowid
    where ${and(sql`"words" match ${match}`, few)}`;
}

/** The condition that a unit comes after the cursor. */
function afterPage(query: UnitQuery): SQL | undefined {
  const { sort, cursor } = query;
  if (isBySpeed(sort)) return sql`and ${afterCursor(query)}`;
  if (cursor === undefined) return undefined;
  return sql`and "words".rowid ${sql.raw(isDescending(sort) ? '<' : '>')} ${cursorNumbers(cursor, 1)[0]}`;
}

function pageOf(db: Database, { sort }: UnitQuery, matches: SQL, max: number): Key[] {
  const direction = sql.raw(isDescending(sort) ? 'desc' : 'asc');
  const order = isBySpeed(sort)
    ? sql`${units.seconds} ${direction}, ${units.row} ${direction}`
    : sql`"words".rowid ${direction}`;
  return db.all<Key>(
    sql`select ${units.row} as "row", ${units.seconds} as "seconds" ${matches} order by ${order} limit ${max + 1}`,
  );
}

/** The number of matches, counted up to one more than `maxCounted`. */
const countOf = (db: Database, matches: SQL): number =>
  db.get<{ total: number }>(sql`select count(*) as "total" from (select 1 ${matches} limit ${maxCounted + 1})`).total;
