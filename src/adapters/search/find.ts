import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../projections/database.ts';
import { runsIn } from '../../projections/scope.ts';
import {
  behind,
  cursorOf,
  fitting,
  isBySpeed,
  isDown,
  type Key,
  mostCounted,
  type UnitQuery,
} from '../../projections/unit-page.ts';
import { unitsAt } from '../../projections/unit-rows.ts';
import { units } from '../../projections/units.ts';
import type { Found } from './messages.ts';
import { matchOf } from './words.ts';

/**
 * Units in which every word of a search begins a word, of those that fit a query. Matches are walked in their order, each
 * with a look at its unit, until the page is full; `db` has the index beside it, as `search`.
 */
export function findUnits(db: Database, query: UnitQuery, search: string): Found {
  const { limit, cursor } = query;
  const match = matchOf(search);
  const place = behind(query);
  if (!match) return { units: [], total: 0, counted_to: mostCounted };
  const walk = walkOf(db, query, match);
  // The first page is what the count begins with.
  const keys = walk(place, cursor === undefined ? Math.max(limit, mostCounted) + 1 : limit + 1);
  const counted =
    cursor === undefined ? keys.length : walk(behind({ ...query, cursor: undefined }), mostCounted + 1).length;
  const page = keys.slice(0, limit);
  const last = page.at(-1);
  return {
    units: unitsAt(
      db,
      page.map(({ row }) => row),
    ),
    total: Math.min(counted, mostCounted),
    counted_to: mostCounted,
    ...(keys.length > limit && last ? { cursor: cursorOf(last, query) } : {}),
  };
}

/** Gives the first matches behind a place, in the order of the query. */
function walkOf(db: Database, query: UnitQuery, match: string) {
  const { sort } = query;
  const direction = isDown(sort) ? sql`desc` : sql`asc`;
  const order = isBySpeed(sort)
    ? sql`${units.seconds} ${direction}, ${units.row} ${direction}`
    : sql`"words".rowid ${direction}`;
  const those = fitting(query, runsIn(db, query));
  return (place: SQL | undefined, most: number): Key[] => {
    const where = sql.join(
      [sql`"words" match ${match}`, those, place].flatMap((part) => part ?? []),
      sql` and `,
    );
    // "cross" keeps SQLite from asking the index about one unit after the other.
    return db.all<Key>(
      sql`select ${units.row} as "row", ${units.seconds} as "seconds"
        from search.words cross join ${units} on ${units.row} = "words".rowid
        where ${where} order by ${order} limit ${most}`,
    );
  };
}
