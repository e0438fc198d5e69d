import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from '../../projections/database.ts';
import { cursorOf, keysBehind, type UnitPage, type UnitQuery } from '../../projections/unit-page.ts';
import { unitsAt } from '../../projections/unit-rows.ts';
import { textsOf } from '../../projections/unit-texts.ts';

/** Units looked through at once, between which others get their turn; and how long one answer may take, in ms. */
const slice = 100;
const patienceMs = 1500;

export type Found = UnitPage & { total: number; counted_to: number };

/**
 * Units that have every word in their item's data, their answer or their note, whatever the case. All texts are looked
 * through in order: an index of words would cost every answer something, and searches are rare. After a second and a
 * half what was found so far is the page, and its cursor goes on behind the last unit that was looked at.
 */
export async function searchUnits(db: () => Database, query: UnitQuery, search: string): Promise<Found> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const until = performance.now() + patienceMs;
  const found: number[] = [];
  let { cursor } = query;
  let more = true;
  while (more && found.length < query.limit && performance.now() < until) {
    const keys = keysBehind(db(), { ...query, limit: slice, cursor });
    const texts = textsOf(
      db(),
      keys.map(({ row }) => row),
    );
    more = false;
    for (const [nth, key] of keys.entries()) {
      more = nth >= slice || found.length >= query.limit;
      if (more) break;
      cursor = cursorOf(key, query);
      const text = texts.get(key.row) ?? '';
      if (words.every((word) => text.includes(word))) found.push(key.row);
    }
    await breathe();
  }
  const units = unitsAt(db(), found);
  // Where more was to be looked at, nobody has counted.
  return { units, total: units.length, counted_to: units.length + Number(!more), ...(more ? { cursor } : {}) };
}
