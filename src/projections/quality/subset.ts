import type { Column } from './questions.ts';
import type { Sheet } from './sheet.ts';

/** The sheet with only the answers to some items; questions stay as they are in the whole. */
export function subsetOf(sheet: Sheet, isKept: (item: string) => boolean): Sheet {
  const places = new Int32Array(sheet.answers.length).fill(-1);
  const answers = sheet.answers.filter(({ item }) => isKept(item));
  let next = 0;
  for (const [at, { item }] of sheet.answers.entries()) if (isKept(item)) places[at] = next++;
  const columns = new Map<string, Column>();
  for (const [key, { at, values }] of sheet.columns) {
    const kept = at.flatMap((place, nth) => (places[place]! >= 0 ? nth : []));
    columns.set(key, { at: kept.map((nth) => places[at[nth]!]!), values: kept.map((nth) => values[nth]!) });
  }
  return { ...sheet, answers, columns };
}
