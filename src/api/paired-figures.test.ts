import { describe, expect, it } from 'vitest';
import { pairedFigures, referencesText } from './paired-figures.ts';
import type { NamedFigure } from './quality-sections.ts';

const figure = (key: string, value: number, reference: NamedFigure['reference'] = null): NamedFigure => ({
  ...{ key, reference, low: null, high: null },
  name: `${key} against ${reference}`,
  figure: { value },
});
const rowsOf = (one: NamedFigure[] | null, other: NamedFigure[] | null) =>
  pairedFigures(one && { figures: one }, other && { figures: other }).map((pair) => [
    ...[pair.name, pair.one?.figure.value, pair.other?.figure.value],
  ]);

describe('figures of two sides', () => {
  it('stand in one row where they are held against the same, and in rows of their own where not', () => {
    const one = [figure('mean', 1), figure('mae', 2, 'gold'), figure('r', 3, 'gold')];
    const other = [figure('mean', 4), figure('mae', 5, 'others'), figure('r', 6, 'gold'), figure('new', 7)];
    expect(rowsOf(one, other)).toEqual([
      ['mean against null', 1, 4],
      ['mae against gold', 2, undefined],
      ['r against gold', 3, 6],
      ['mae against others', undefined, 5],
      ['new against null', undefined, 7],
    ]);
    expect(referencesText(pairedFigures({ figures: one }, { figures: other }))).toContain('cannot be compared');
    expect(referencesText(pairedFigures({ figures: one }, { figures: one.slice(1) }))).toBeUndefined();
  });

  it('are those of the one side that there is', () => {
    const some = [figure('mean', 1), figure('mae', 2, 'gold')];
    expect(rowsOf(some, null)).toEqual([
      ['mean against null', 1, undefined],
      ['mae against gold', 2, undefined],
    ]);
    expect(rowsOf(null, some).map(([, , value]) => value)).toEqual([1, 2]);
  });
});
