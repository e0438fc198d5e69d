import { and, type SQL, sql } from 'drizzle-orm';
import { runsIn } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import type { UnitPage } from '../units/unit-page.ts';
import {
  behind,
  cursorOf,
  fitting,
  isBySpeed,
  isDown,
  isNarrow,
  type Key,
  mostCounted,
  numbersIn,
  type UnitQuery,
} from '../units/unit-page.ts';
import { unitsAt } from '../units/unit-rows.ts';
import { units } from '../units/units.ts';
import { matchOf } from './words.ts';

/** How far the index is, in units, while it is not where the rows are. */
export type Searched = { of: number; indexed: number };

/** The units that were found, and how many there are, counted up to `counted_to`. */
export type Found = UnitPage & { total: number; counted_to: number; searched?: Searched };

/** Units in which every word of a search begins a word, of those that fit a query; `db` has the index beside it, as `search`. */
export function findUnits(db: Database, query: UnitQuery, search: string): Found {
  const { limit, cursor, sort } = query;
  const match = matchOf(search);
  const place = placeOf(query);
  if (!match) return { units: [], total: 0, counted_to: mostCounted };
  const matches = matchesOf(db, query, match);
  // In the order of the index, the first page is where a count begins anyway.
  const isCounted = cursor === undefined && !isBySpeed(sort);
  const keys = pageOf(db, query, sql`${matches} ${place}`, isCounted ? Math.max(limit, mostCounted) : limit);
  const total = isCounted ? keys.length : countOf(db, sql`${matches} ${placeOf({ ...query, cursor: undefined })}`);
  const page = keys.slice(0, limit);
  const last = page.at(-1);
  return {
    units: unitsAt(
      db,
      page.map(({ row }) => row),
    ),
    total: Math.min(total, mostCounted),
    counted_to: mostCounted,
    ...(keys.length > limit && last ? { cursor: cursorOf(last, query) } : {}),
  };
}

/** Walks the matches in their order, with a look at each unit; "cross" keeps SQLite from asking about one unit after the other. */
function matchesOf(db: Database, query: UnitQuery, match: string): SQL {
  const those = fitting(query, runsIn(db, query));
  // Where few units fit they are found first, and only those of them that match are looked at.
  const few = isNarrow(query) ? sql`+"words".rowid in (select ${units.row} from ${units} where ${those})` : those;
  return sql`from search.words cross join ${units} on ${units.row} = "words".rowid
    where ${and(sql`"words" match ${match}`, few)}`;
}

/** What else is asked of a unit behind the cursor. */
function placeOf(query: UnitQuery): SQL | undefined {
  const { sort, cursor } = query;
  if (isBySpeed(sort)) return sql`and ${behind(query)}`;
  if (cursor === undefined) return undefined;
  return sql`and "words".rowid ${sql.raw(isDown(sort) ? '<' : '>')} ${numbersIn(cursor, 1)[0]}`;
}

function pageOf(db: Database, { sort }: UnitQuery, matches: SQL, most: number): Key[] {
  const direction = sql.raw(isDown(sort) ? 'desc' : 'asc');
  const order = isBySpeed(sort)
    ? sql`${units.seconds} ${direction}, ${units.row} ${direction}`
    : sql`"words".rowid ${direction}`;
  return db.all<Key>(
    sql`select ${units.row} as "row", ${units.seconds} as "seconds" ${matches} order by ${order} limit ${most + 1}`,
  );
}

/** How many matches there are, counted one further than counts go. */
const countOf = (db: Database, matches: SQL): number =>
  db.get<{ total: number }>(sql`select count(*) as "total" from (select 1 ${matches} limit ${mostCounted + 1})`).total;
