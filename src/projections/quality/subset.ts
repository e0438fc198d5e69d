import type { Column } from './questions.ts';
import type { Sheet, SheetAnswer } from './sheet.ts';

/** The sheet with only the answers to some items, and of these only one question; questions stay as they are in the whole. */
export function subsetOf(sheet: Sheet, key: string, isKept: (item: string) => boolean): Sheet {
  const places = new Int32Array(sheet.answers.length).fill(-1);
  const answers: SheetAnswer[] = [];
  for (const [at, one] of sheet.answers.entries()) {
    if (!isKept(one.item)) continue;
    places[at] = answers.length;
    answers.push(one);
  }
  const column: Column = { at: [], values: [] };
  const { at, values } = sheet.columns.get(key) ?? column;
  for (const [nth, place] of at.entries()) {
    if (places[place]! < 0) continue;
    column.at.push(places[place]!);
    column.values.push(values[nth]!);
  }
  return { ...sheet, answers, columns: new Map([[key, column]]) };
}
