import { onOneLine } from './visible.ts';

type Cell = string | number | null | undefined;

/** Rows under their headings as lines of aligned columns: numbers to the right, words to the left. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const isNumeric = headings.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const texts = rows.map((row) => headings.map((_, column) => onOneLine(String(row[column] ?? ''))));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...texts.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [headings, ...texts].map(line);
}

/** Names and what they stand for, one pair a line, the second part aligned. */
export function pairs(given: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}  ${onOneLine(value)}`);
}

/** A moment as a person reads it, in UTC to the minute; nothing for no moment. */
export const minuteOf = (at: string | null | undefined): string => (at ? `${at.slice(0, 10)} ${at.slice(11, 16)}` : '');
