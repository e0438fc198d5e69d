import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centralNumbers, centralOf } from './central-numbers.ts';
import { type NumberPair, pearson, spearman } from './correlation.ts';
import { table } from './fixtures.ts';
import { numberErrors } from './number-errors.ts';
import { matrixOf } from './ratings.ts';

/** Anscombe's first set (1973): the correlation is .816. */
const anscombe: NumberPair[] = [
  [10, 8.04],
  [8, 6.95],
  [13, 7.58],
  [9, 8.81],
  [11, 8.33],
  [14, 9.96],
  [6, 7.24],
  [4, 4.26],
  [12, 10.84],
  [7, 4.82],
  [5, 5.68],
];

describe('the errors of numbers', () => {
  it("are those of scikit-learn's example: .5 and the root of .375", () => {
    const found = numberErrors([
      [2.5, 3],
      [0, -0.5],
      [2, 2],
      [8, 7],
    ]);
    expect(found.mae.value).toBeCloseTo(0.5, 12);
    expect(found.rmse.value).toBeCloseTo(Math.sqrt(0.375), 12);
    expect(found.bias.value).toBeCloseTo(0.25, 12);
  });
  it('are 0 where every number is right, and have a reason where there is none', () => {
    expect(
      numberErrors([
        [1, 1],
        [2, 2],
      ]),
    ).toMatchObject({ mae: { value: 0 }, rmse: { value: 0 }, bias: { value: 0 } });
    expect(numberErrors([]).mae).toEqual({ value: null, why: expect.stringContaining('nothing to compare') });
  });
  it('stay numbers, or say that they are too large, for the largest numbers', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
          ),
        ),
        (pairs) => {
          for (const one of Object.values(numberErrors(pairs)))
            if (typeof one === 'object') expect(one.value === null || Number.isFinite(one.value)).toBe(true);
        },
      ),
    );
  });
});

describe('correlation', () => {
  it('is .816 for the first set of Anscombe (1973)', () => {
    expect(pearson(anscombe).value).toBeCloseTo(0.81642, 5);
    expect(pearson(anscombe.map(([one, other]) => [one * 1e300, other * 1e-300])).value).toBeCloseTo(0.81642, 5);
  });
  it('of ranks is -.1758 for intelligence and hours of television, in the usual example', () => {
    const hours: NumberPair[] = [
      [106, 7],
      [100, 27],
      [86, 2],
      [101, 50],
      [99, 28],
      [103, 29],
      [97, 20],
      [113, 12],
      [112, 6],
      [110, 17],
    ];
    expect(spearman(hours).value).toBeCloseTo(-29 / 165, 12);
    expect(
      spearman([
        [1, 1],
        [1, 2],
        [2, 3],
        [3, 3],
      ]).value,
    ).toBeCloseTo(8 / 9, 12);
  });
  it('says why there is none', () => {
    expect(
      pearson([
        [1, 2],
        [2, 3],
      ]),
    ).toEqual({ value: null, why: expect.stringContaining('at least 3') });
    expect(
      pearson([
        [0.1, 2],
        [0.1, 3],
        [0.1, 4],
      ]),
    ).toEqual({ value: null, why: expect.stringContaining('the same number') });
  });
});

describe('mean and median', () => {
  it('are those of the numbers given for an item, without words', () => {
    expect(centralNumbers(matrixOf(table(['1 2 6', '4 . many', 'none . .'])))).toEqual([
      { item: 'i1', answers: 3, mean: 3, median: 2, deviation: expect.closeTo(Math.sqrt(7), 12) },
      { item: 'i2', answers: 1, mean: 4, median: 4, deviation: Number.NaN },
    ]);
  });
  it('stay exact far from 0', () => {
    expect(centralOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toMatchObject({
      mean: 1e9 + 10,
      deviation: expect.closeTo(Math.sqrt(30), 9),
    });
  });
});
