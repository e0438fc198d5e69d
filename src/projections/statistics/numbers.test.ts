import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldAccuracy } from './gold.ts';
import { countsOf, histogramOf } from './histogram.ts';
import { inverseOf } from './inverse.ts';
import { climb, logistic, logLogistic } from './logistic.ts';
import { medianOf, quantile } from './quantiles.ts';
import { matrixOf } from './ratings.ts';
import { seeded } from './seeded.ts';
import { wilson } from './wilson.ts';

describe('a seeded source of chance', () => {
  it('gives the same numbers for the same seed, evenly from 0 to 1', () => {
    const drawn = (seed: number) => Array.from({ length: 1000 }, seeded(seed));
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
    const tenths = Array.from({ length: 10 }, (_, at) => drawn(7).filter((x) => Math.floor(10 * x) === at).length);
    expect(Math.min(...tenths)).toBeGreaterThan(60);
    expect(tenths.reduce((sum, count) => sum + count)).toBe(1000);
  });
});

describe('a quantile', () => {
  it('lies between neighbours in a straight line', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantile([1, 2, 3, 4], share))).toEqual([1, 1.75, 2.5, 3.7, 4]);
    expect([medianOf([3, 1, 2]), medianOf([])]).toEqual([2, Number.NaN]);
  });
});

describe('a histogram', () => {
  it('counts what was said, the most frequent first', () => {
    expect(countsOf(['b', 'a', 'b', 'c'])).toEqual([
      { value: 'b', count: 2, share: 0.5 },
      { value: 'a', count: 1, share: 0.25 },
      { value: 'c', count: 1, share: 0.25 },
    ]);
  });
  it('gives each integer its own bin where they are few', () => {
    expect(histogramOf([5, 1, 1, 3])).toEqual(
      [1, 2, 3, 4, 5].map((from) => ({ from, to: from + 1, count: [2, 0, 1, 0, 1][from - 1] })),
    );
    expect(histogramOf([4])).toEqual([{ from: 4, to: 5, count: 1 }]);
    expect(histogramOf([])).toEqual([]);
  });
  it('has bins of 2 IQR / n^(1/3), or as near as makes them equal', () => {
    const even = Array.from({ length: 1000 }, (_, at) => at / 999);
    expect(histogramOf(even)).toHaveLength(10);
    expect(histogramOf([...Array(98).fill(0.5), 0, 1])).toHaveLength(8);
  });
  it('holds every number once, in at most 100 bins', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer(), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), { minLength: 1 }),
        (numbers) => {
          const bins = histogramOf(numbers);
          expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length);
          expect(bins.length).toBeLessThanOrEqual(101);
        },
      ),
    );
  });
});

describe("Wilson's interval", () => {
  it('is that of Newcombe (1998), table I', () => {
    const rounded = (hits: number, of: number) => Object.values(wilson(hits, of)).map((end) => end.toFixed(4));
    expect(rounded(81, 263)).toEqual(['0.2553', '0.3662']);
    expect(rounded(15, 148)).toEqual(['0.0624', '0.1605']);
    expect(rounded(0, 20)).toEqual(['0.0000', '0.1611']);
    expect(rounded(1, 29)).toEqual(['0.0061', '0.1718']);
  });
});

describe('accuracy on items with a known answer', () => {
  it('counts right answers of each worker, and says where there are none', () => {
    const by = (worker: string, item: string, answer: string) => ({ worker, item, answer });
    const matrix = matrixOf([
      by('Ada', 'sky', 'blue'),
      by('Ada', 'sea', 'green'),
      by('Bob', 'sky', 'red'),
      by('Cem', 'sun', 'red'),
    ]);
    const { overall, workers } = goldAccuracy(
      matrix,
      new Map([
        ['sky', 'blue'],
        ['sea', 'grey'],
        ['moon', 'white'],
      ]),
    );
    expect(overall).toMatchObject({ right: 1, of: 3, share: { value: 1 / 3 } });
    expect(workers.map(({ worker, right, of }) => [worker, right, of])).toEqual([
      ['Ada', 1, 2],
      ['Bob', 0, 1],
      ['Cem', 0, 0],
    ]);
    expect(workers[2]?.interval).toEqual({ value: null, why: expect.stringContaining('no item with a known answer') });
  });
});

describe('numerical helpers', () => {
  it('invert a matrix', () => {
    expect([...inverseOf(Float64Array.from([4, 1, 1, 3]), 2)]).toEqual(
      [3, -1, -1, 4].map((x) => expect.closeTo(x / 11, 12)),
    );
  });
  it('keep the logarithm of a logistic exact', () => {
    expect(logLogistic(-800)).toBe(-800);
    expect(logLogistic(2)).toBeCloseTo(Math.log(logistic(2)), 12);
  });
  it('climb to the top of a hill, and never down', () => {
    const hill = (x: number) => ({ height: -((x - 1) ** 2), slope: -2 * (x - 1), bend: -2 });
    expect(climb(-0.5, hill)).toBeCloseTo(1, 9);
    expect(climb(1, hill)).toBe(1);
  });
});
