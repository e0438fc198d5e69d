import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaMeter, krippendorffsAlpha } from './alpha.ts';
import { alphaInterval } from './alpha-interval.ts';
import { comparable, type Level } from './disagreement.ts';
import { counted, crowd, fleiss1971, krippendorff2011, renamed, shuffled, table } from './fixtures.ts';
import { quantile } from './quantiles.ts';
import { matrixOf } from './ratings.ts';
import { seeded } from './seeded.ts';

const levels: Level[] = ['nominal', 'ordinal', 'interval'];
const rows = fc.array(
  fc.array(fc.constantFrom('.', '1', '2', '3', '7'), { minLength: 4, maxLength: 4 }).map((row) => row.join(' ')),
  { minLength: 2, maxLength: 12 },
);

describe("Krippendorff's alpha", () => {
  it.each([
    ['nominal', 0.743],
    ['ordinal', 0.815],
    ['interval', 0.849],
  ] as const)('is what Krippendorff (2011) computes at the %s level, with answers missing', (level, published) => {
    expect(krippendorffsAlpha(matrixOf(krippendorff2011), level).value).toBeCloseTo(published, 3);
  });
  it('is what the R package irrCAC prints for the first 15 patients of Fleiss (1971)', () => {
    expect(krippendorffsAlpha(matrixOf(counted(fleiss1971.slice(0, 15))), 'nominal').value).toBeCloseTo(0.4204384, 6);
  });
  it('is 1 where all agree and something varies', () => {
    for (const level of levels)
      expect(krippendorffsAlpha(matrixOf(table(['1 1', '2 2', '9 9'])), level)).toEqual({ value: 1 });
  });
  it('says why where it is not defined', () => {
    const why = (answers: string[], level: Level = 'nominal') => krippendorffsAlpha(matrixOf(table(answers)), level);
    expect(why(['1 1', '1 1'])).toEqual({ value: null, why: expect.stringContaining('the same answer') });
    expect(why(['1 .', '. 2'])).toEqual({ value: null, why: expect.stringContaining('two workers') });
    expect(why([])).toEqual({ value: null, why: expect.stringContaining('two workers') });
    expect(why(['1 x', '1 2'], 'ordinal')).toEqual({
      value: null,
      why: expect.stringContaining('“x” is not a number'),
    });
    for (const level of ['ordinal', 'interval'] as const)
      expect(why(['- 1', '1 2'], level)).toEqual({ value: null, why: expect.stringContaining('“-” is not a number') });
  });
  it('takes labels that are the same number for different answers where only sameness counts', () => {
    const alpha = (answers: string[]) => krippendorffsAlpha(matrixOf(table(answers)), 'nominal');
    expect(alpha(['1 1.0', '2 2', '3 2.0'])).toEqual(alpha(['a b', 'c c', 'e d']));
  });
  it('takes labels that are the same number for the same answer', () => {
    const written = table(['1 1.0', '2 2', '3 2.0']);
    const plain = table(['1 1', '2 2', '3 2']);
    for (const level of ['ordinal', 'interval'] as const)
      expect(krippendorffsAlpha(matrixOf(written), level)).toEqual(krippendorffsAlpha(matrixOf(plain), level));
  });
  it('does not lose its digits where all numbers are large', () => {
    const far = krippendorff2011.map((rating) => ({ ...rating, answer: String(Number(rating.answer) + 1e9) }));
    expect(krippendorffsAlpha(matrixOf(far), 'interval').value).toBeCloseTo(0.849, 3);
  });
  it('never is above 1, and is the same whatever is called what and comes when', () => {
    fc.assert(
      fc.property(rows, fc.integer(), (drawn, seed) => {
        const ratings = table(drawn);
        for (const level of levels) {
          const alpha = krippendorffsAlpha(matrixOf(ratings), level).value;
          const other = krippendorffsAlpha(matrixOf(shuffled(ratings, seed)), level).value;
          expect(other ?? 9).toBeCloseTo(alpha ?? 9, 9);
          expect(alpha ?? 0).toBeLessThanOrEqual(1 + 1e-12);
        }
        const called = krippendorffsAlpha(matrixOf(renamed(matrixOf(ratings))), 'nominal').value;
        expect(called ?? 9).toBeCloseTo(krippendorffsAlpha(matrixOf(ratings), 'nominal').value ?? 9, 9);
      }),
    );
  });
});

describe("an interval of Krippendorff's alpha", () => {
  const { matrix } = crowd({ items: 200, labels: 3, skill: [0.9, 0.8, 0.7, 0.6], share: 0.8, seed: 1 });

  it('is the same for the same seed, and has alpha in it', () => {
    for (const level of ['nominal'] as const) {
      const interval = alphaInterval(matrix, level, { seed: 7 }).value;
      const alpha = krippendorffsAlpha(matrix, level).value ?? Number.NaN;
      expect(alphaInterval(matrix, level, { seed: 7 }).value).toEqual(interval);
      expect(interval?.low).toBeLessThan(alpha);
      expect(interval?.high).toBeGreaterThan(alpha);
      expect(alphaInterval(matrix, level, { seed: 8 }).value).not.toEqual(interval);
    }
  });
  it('lies where 95 % of the alphas of items lie that are drawn with replacement', () => {
    const answers = ['1 1 .', '1 1 1', '1 2 1', '2 2 .', '1 1 2', '1 . 1'];
    for (const [seed, drawn] of [
      [12, 38],
      [5, 39],
    ] as const) {
      const random = seeded(seed);
      const alphas = Array.from({ length: 40 }, () => {
        const rows = answers.map(() => answers[Math.floor(random() * answers.length)]!);
        return krippendorffsAlpha(matrixOf(table(rows)), 'nominal').value;
      }).filter((alpha) => alpha !== null);
      // In the other draws all answers are the same; up to two of 40 such draws are left out.
      expect(alphas).toHaveLength(drawn);
      const sorted = alphas.toSorted((one, other) => one - other);
      expect(alphaInterval(matrixOf(table(answers)), 'nominal', { seed, resamples: 40 }).value).toEqual({
        low: expect.closeTo(quantile(sorted, 0.025), 12),
        high: expect.closeTo(quantile(sorted, 0.975), 12),
      });
    }
  });
  it('is drawn from five items on, at every level that the answers have', () => {
    const answers = ['1 1', '2 2', '3 3', '1 3', '2 1'];
    for (const level of levels) {
      expect(alphaInterval(matrixOf(table(answers)), level, { seed: 1 }).value).not.toBeNull();
      expect(alphaInterval(matrixOf(table(answers.slice(1))), level, { seed: 1 })).toEqual({
        value: null,
        why: expect.stringContaining('Only 4 items'),
      });
    }
    expect(alphaInterval(matrixOf(table([...answers, 'x 1'])), 'interval', { seed: 1 })).toEqual({
      value: null,
      why: expect.stringContaining('is not a number'),
    });
  });
  it('is narrower where there are more items', () => {
    const widthOf = (items: number) => {
      const many = crowd({ items, labels: 3, skill: [0.9, 0.8, 0.7, 0.6], seed: 2 }).matrix;
      const { low, high } = alphaInterval(many, 'nominal', { seed: 1, resamples: 300 }).value ?? { low: 0, high: 9 };
      return high - low;
    };
    expect(widthOf(1600)).toBeLessThan(0.5 * widthOf(100));
  });
  it('says why where there is none', () => {
    const why = (answers: string[]) => alphaInterval(matrixOf(table(answers)), 'nominal', { seed: 1 });
    expect(why(['1 1', '2 2'])).toEqual({ value: null, why: expect.stringContaining('Only 2 items') });
    expect(why(Array(9).fill('1 1'))).toEqual({ value: null, why: expect.stringContaining('the same answer') });
    expect(why([...Array(9).fill('1 1'), '2 1'])).toEqual({
      value: null,
      why: expect.stringContaining('Too few items'),
    });
  });
});

describe('an item that is drawn several times', () => {
  it('counts as often, with all its answers, as if it stood in the table as often', () => {
    const drawn = fc.array(fc.nat({ max: 3 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(rows, drawn, (answers, draws) => {
        for (const level of levels) {
          const data = comparable(matrixOf(table(answers)), level);
          if (data.value === null) return;
          // Only items with two answers or more are compared, in their order.
          const compared = answers.filter((row) => row.split(' ').filter((answer) => answer !== '.').length > 1);
          const times = Int32Array.from(compared, (_, at) => draws[at]!);
          const repeated = compared.flatMap((row, at) => Array<string>(times[at]!).fill(row));
          const expected = krippendorffsAlpha(matrixOf(table(repeated)), level).value;
          const alpha = alphaMeter(data.value)(times);
          expect(Number.isNaN(alpha)).toBe(expected === null);
          if (expected !== null) expect(alpha).toBeCloseTo(expected, 9);
        }
      }),
    );
  });

  it('has no alpha where nothing varies among those drawn, also where sums are not exact', () => {
    const data = comparable(matrixOf(table(['0.1 0.1 0.1', '0.2 0.2 0.2', '0.7 0.7 0.7'])), 'interval');
    if (data.value === null) throw new Error(data.why);
    const alphaOf = alphaMeter(data.value);
    for (let item = 0; item < 3; item++)
      expect(alphaOf(Int32Array.from([0, 1, 2], (at) => Number(at === item)))).toBeNaN();
    expect(alphaOf(Int32Array.from([1, 0, 2]))).toBeCloseTo(1, 9);
  });

  it('gives an interval as wide as alpha varies from one crowd to the next', () => {
    const alphas = Array.from({ length: 200 }, (_, seed) => {
      const { matrix } = crowd({ items: 150, labels: 3, skill: [0.9, 0.8, 0.7], seed: 100 + seed });
      return krippendorffsAlpha(matrix, 'nominal').value ?? Number.NaN;
    });
    const mean = alphas.reduce((sum, alpha) => sum + alpha) / alphas.length;
    const deviation = Math.sqrt(alphas.reduce((sum, alpha) => sum + (alpha - mean) ** 2, 0) / (alphas.length - 1));
    const one = crowd({ items: 150, labels: 3, skill: [0.9, 0.8, 0.7], seed: 1 }).matrix;
    const { low, high } = alphaInterval(one, 'nominal', { seed: 1 }).value ?? { low: 0, high: 0 };
    expect((high - low) / (2 * 1.96 * deviation)).toBeGreaterThan(0.85);
    expect((high - low) / (2 * 1.96 * deviation)).toBeLessThan(1.15);
  });
});
