import { and, type SQL, sql } from 'drizzle-orm';
import { runsIn } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { isNarrow, matching, maxCounted, pageOf, type UnitPage, type UnitQuery } from '../units/unit-list.ts';
import { type Key, keysInOrder, orderOf } from '../units/unit-order.ts';
import { units } from '../units/units.ts';
import { matchOf } from './words.ts';

/** How many units are indexed, while the index lags behind the rows. */
type Searched = { of: number; indexed: number };

/** A page of found units, and their total, counted up to `counted_to`. */
export type Found = UnitPage & { total: number; counted_to: number; searched?: Searched };

/** Units that match a query and contain words beginning with each word of a search; `db` has the index attached as `search`. */
export function findUnits(db: Database, query: UnitQuery, search: string): Found {
  const { limit, cursor } = query;
  const match = matchOf(search);
  if (!match) return { units: [], total: 0, counted_to: maxCounted };
  const matches = matchesOf(db, query, match);
  const isByPlace = orderOf(query).by === undefined;
  // In the order of the index, counting reads the first page anyway.
  const isCounted = cursor === undefined && isByPlace;
  const row = isByPlace ? sql`"words".rowid` : sql`${units.row}`;
  const keys = keysInOrder(query, row, (isCounted ? Math.max(limit, maxCounted) : limit) + 1, (part, most) =>
    db.all<Key>(sql`select ${units.row} as "row", ${part.key} as "key" ${matches}
      ${part.where && sql`and ${part.where}`} order by ${sql.join(part.orderBy, sql`, `)} limit ${most}`),
  );
  const total = isCounted ? keys.length : countOf(db, matches);
  return { ...pageOf(db, query, keys), total: Math.min(total, maxCounted), counted_to: maxCounted };
}

/** Reads the matches in order and looks up each unit; "cross" keeps SQLite from querying the index unit by unit. */
function matchesOf(db: Database, query: UnitQuery, match: string): SQL {
  const those = matching(query, runsIn(db, query));
  // If few units match the filters, they are found first, and only they are looked up in the index.
  const few = isNarrow(query) ? sql`+"words".rowid in (select ${units.row} from ${units} where ${those})` : those;
  return sql`from search.words cross join ${units} on ${units.row} = "words".rowid
    where ${and(sql`"words" match ${match}`, few)}`;
}

/** The number of matches, counted up to one more than `maxCounted`. */
const countOf = (db: Database, matches: SQL): number =>
  db.get<{ total: number }>(sql`select count(*) as "total" from (select 1 ${matches} limit ${maxCounted + 1})`).total;
