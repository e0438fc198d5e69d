import { refuse } from './refusals.ts';

// The place after which a page of a list begins: numbers with ":" between them, or what a list is sorted by, "~" and a key.

/** The refusal for what no page of this list gave as its cursor. */
export const badCursor = () => refuse('request/bad-shape', { reason: 'cursor: must be a cursor of an earlier page' });

/** A number as JavaScript writes it. */
export function toNumber(text: string): number {
  const number = Number(text);
  if (text === '' || String(number) !== text || !Number.isFinite(number)) throw badCursor();
  return number;
}

/** A time as facts have it. */
export function toTime(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) throw badCursor();
  return text;
}

/** The numbers in a cursor; the last is that of a row, or of a place. */
export function cursorNumbers(cursor: string, count: number): number[] {
  const numbers = cursor.split(':').map(toNumber);
  const last = numbers.at(-1) ?? -1;
  if (numbers.length !== count || !Number.isSafeInteger(last) || last < 0) throw badCursor();
  return numbers;
}

/** The two parts of a cursor, neither of them empty. */
export function cursorParts(cursor: string): [string, string] {
  const [one, other, ...more] = cursor.split('~');
  if (!one || !other || more.length > 0) throw badCursor();
  return [one, other];
}
