import type { Quality } from './query.ts';

export type ReliabilityRow = Quality['reliability'][number];
export type Column = 'worker' | 'answers' | 'reliability' | 'agrees' | 'gold' | 'flags';

const worth: Record<Exclude<Column, 'worker'>, (row: ReliabilityRow) => string | number | null> = {
  answers: ({ answers }) => answers,
  reliability: ({ reliability }) => reliability,
  agrees: ({ agrees_with_majority }) => agrees_with_majority,
  gold: ({ gold }) => (gold && gold.of > 0 ? gold.right / gold.of : null),
  flags: ({ flags }) => (flags.length > 0 ? flags.join('; ') : null),
};

/** Workers by a column, themselves by their text, with `isDown` the largest first; those without a value come last in both orders. */
export function inOrderOf(
  rows: readonly ReliabilityRow[],
  column: Column,
  isDown: boolean,
  textOf: (worker: string) => string = (worker) => worker,
): ReliabilityRow[] {
  const value = column === 'worker' ? ({ worker }: ReliabilityRow) => textOf(worker) : worth[column];
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    const order = typeof a === 'number' ? a - Number(b) : a.localeCompare(String(b));
    return isDown ? -order : order;
  });
}
