import { labelOf, toValue } from '../../actors/answer-fields.ts';
import type { Database } from '../store/database.ts';
import { itemsOf } from './quality-rows.ts';

/** By how many values of a key figures can be split; a key with more is an id or a text. */
const maxValues = 50;
/** In how many items of each run keys are looked for. */
const maxItems = 2000;

/** The short values of one key of the items' data, by item. */
export function itemValues(db: Database, runs: readonly string[], key: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const run of runs)
    for (const { item, data } of itemsOf(db, run)) {
      const label = Object.hasOwn(data, key) ? shortLabel(data[key]) : undefined;
      if (label !== undefined) found.set(item, label);
    }
  return found;
}

/** The keys of the items' data that figures can be split by: those with two different short values or more, and not too many. */
export function splittingKeys(db: Database, runs: readonly string[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const run of runs) {
    let seen = 0;
    for (const { data } of itemsOf(db, run)) {
      if (seen++ >= maxItems) break;
      for (const [key, value] of Object.entries(data)) {
        const known = values.get(key) ?? new Set();
        values.set(key, known);
        const label = shortLabel(value);
        if (label !== undefined && known.size <= maxValues) known.add(label);
      }
    }
  }
  return [...values].flatMap(([key, { size }]) => (size >= 2 && size <= maxValues ? key : []));
}

function shortLabel(value: unknown): string | undefined {
  const short = toValue(value);
  return short === undefined ? undefined : labelOf(short);
}
