import type { Terminal } from './terminal.ts';
import { onOneLine } from './text.ts';

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

/** Prints a table with its headings dimmed. */
export async function printTable({ print, colours }: Terminal, ...cells: Parameters<typeof table>): Promise<void> {
  const [headings, ...rows] = table(...cells);
  await print(colours.dim(headings!));
  for (const row of rows) await print(row);
}

/** Names and values, one pair a line, the values aligned. */
export function pairs(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${onOneLine(value)}`);
}
