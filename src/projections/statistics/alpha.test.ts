import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaMeter, krippendorffsAlpha } from './alpha.ts';
import { alphaInterval } from './alpha-interval.ts';
import { comparable, type Level } from './disagreement.ts';
import { counted, crowd, fleiss1971, krippendorff2011, renamed, shuffled, table } from './fixtures.ts';
import { normalPoint, normalShare } from './normal.ts';
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
  it('does not look at items with one answer, at whatever number', () => {
    const plain = ['1 2', '4 4'];
    for (const lone of ['200000000', '1e8', '2e9', '1.7e308', '-1e300', 'x'])
      for (const level of levels)
        expect(krippendorffsAlpha(matrixOf(table([...plain, `${lone} .`])), level)).toEqual(
          krippendorffsAlpha(matrixOf(table(plain)), level),
        );
    // By hand: both ordered pairs of the first item are 1 apart, and all twelve of four answers 54 together: 1 - 3 · 2 / 54.
    expect(krippendorffsAlpha(matrixOf(table([...plain, '200000000 .'])), 'interval').value).toBeCloseTo(8 / 9, 12);
  });
  it('keeps its digits beside one number that is far off, and is no more than 1', () => {
    const rows = ['1 2', '4 4', '2 2', '3 1', '1 1', '5 4'];
    const near = comparable(matrixOf(table(rows)), 'interval');
    const far = comparable(matrixOf(table([...rows, '1e15 1e15'])), 'interval');
    if (near.value === null || far.value === null) throw new Error('There is something to compare.');
    const times = Int32Array.from(rows, () => 1);
    const wanted = alphaMeter(near.value)(times);
    expect(alphaMeter(far.value)(Int32Array.from([...times, 0]))).toBeCloseTo(wanted, 6);
    for (const large of ['1e8', '2e9', '1e155', '1.7e308']) {
      const alpha = krippendorffsAlpha(matrixOf(table([...rows, `${large} ${large}`])), 'interval').value ?? 9;
      expect(alpha > 0.99 && alpha <= 1).toBe(true);
    }
    expect(krippendorffsAlpha(matrixOf(table(['-1.7e308 1.7e308', '1 1'])), 'interval').value).toBeCloseTo(-0.5, 9);
  });
  it('takes words in their declared order for what is higher, and says where it cannot', () => {
    const words = ['never', 'rarely', 'often', 'always'];
    const worded = krippendorff2011.filter(({ answer }) => Number(answer) < 5);
    const inWords = worded.map((rating) => ({ ...rating, answer: words[Number(rating.answer) - 1]! }));
    const ordinal = (order?: string[]) => krippendorffsAlpha(matrixOf(inWords, order), 'ordinal');
    expect(ordinal(words)).toEqual(krippendorffsAlpha(matrixOf(worded), 'ordinal'));
    expect(ordinal(words.toReversed()).value).toBeCloseTo(ordinal(words).value ?? 9, 12);
    expect(ordinal(words.toSorted()).value).not.toBeCloseTo(ordinal(words).value ?? 9, 2);
    expect(ordinal()).toEqual({ value: null, why: expect.stringContaining('list all labels in their order') });
    expect(ordinal(words.slice(0, 3))).toEqual({
      value: null,
      why: expect.stringContaining('“always” is none of the listed labels'),
    });
    expect(krippendorffsAlpha(matrixOf(inWords, words), 'interval')).toEqual({
      value: null,
      why: expect.stringContaining('is not a number'),
    });
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
  it('is that of Efron (1987), as wide as Hesterberg (2015) says, by alphas of tables of drawn items', () => {
    const some = ['1 1 .', '1 1 1', '1 2 1', '2 2 .', '1 1 2', '1 . 1', '3 3 2'];
    const answers = Array.from({ length: 21 }, (_, at) => some[at % some.length]!);
    const alphaOf = (rows: string[], level: Level) => krippendorffsAlpha(matrixOf(table(rows)), level).value;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
    for (const level of levels) {
      const random = seeded(12);
      const alpha = alphaOf(answers, level)!;
      const drawn = Array.from({ length: 60 }, () =>
        alphaOf(
          answers.map(() => answers[Math.floor(random() * answers.length)]!),
          level,
        ),
      ).filter((one) => one !== null);
      const below = mean(drawn.map((one) => (one === alpha ? 0.5 : Number(one < alpha))));
      const bias = normalPoint(below);
      const without = answers.map((_, at) => alphaOf(answers.toSpliced(at, 1), level)!);
      const changes = without.map((one) => mean(without) - one);
      const cubes = mean(changes.map((change) => change ** 3));
      const skewness = cubes / (6 * Math.sqrt(21) * mean(changes.map((change) => change ** 2)) ** 1.5);
      // Student's 97.5 % point with 20 degrees of freedom is 2.085963.
      const [low, high] = [-1, 1].map((side) => {
        const z = bias + side * Math.sqrt(21 / 20) * 2.085963;
        return quantile(
          drawn.toSorted((one, other) => one - other),
          normalShare(bias + z / (1 - skewness * z)),
        );
      });
      const found = alphaInterval(matrixOf(table(answers)), level, { seed: 12, resamples: 60 }).value;
      expect(found).toEqual({ low: expect.closeTo(low!, 5), high: expect.closeTo(high!, 5) });
    }
  });
  it('holds the alpha of all items there could be in about 95 of 100 studies of 20 items', () => {
    const studies = 150;
    const skill = [0.9, 0.8, 0.7];
    const truth = krippendorffsAlpha(crowd({ items: 40_000, labels: 3, skill, seed: 99 }).matrix, 'nominal').value!;
    const held = Array.from({ length: studies }, (_, seed) => {
      const { matrix: study } = crowd({ items: 20, labels: 3, skill, seed: 1000 + seed });
      const { low, high } = alphaInterval(study, 'nominal', { seed, resamples: 300 }).value ?? { low: 1, high: 0 };
      return low <= truth && truth <= high;
    });
    const share = held.filter(Boolean).length / studies;
    expect(share).toBeGreaterThanOrEqual(0.92);
    expect(share).toBeLessThan(1);
  });
  it('is drawn from 20 items on, at every level that the answers have', () => {
    const answers = Array.from({ length: 20 }, (_, at) => ['1 1', '2 2', '3 3', '1 3', '2 1'][at % 5]!);
    for (const level of levels) {
      expect(alphaInterval(matrixOf(table(answers)), level, { seed: 1 }).value).not.toBeNull();
      expect(alphaInterval(matrixOf(table(answers.slice(1))), level, { seed: 1 })).toEqual({
        value: null,
        why: expect.stringContaining('Only 19 items'),
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
    expect(why(Array(20).fill('1 1'))).toEqual({ value: null, why: expect.stringContaining('the same answer') });
    expect(why([...Array(19).fill('1 1'), '2 1'])).toEqual({
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
