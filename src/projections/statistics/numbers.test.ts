import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figure } from './figure.ts';
import { goldAccuracy } from './gold.ts';
import { countsOf, histogramOf } from './histogram.ts';
import { inverseOf } from './inverse.ts';
import { logistic, logLogistic, maximize } from './logistic.ts';
import { normalPoint, normalShare } from './normal.ts';
import { inOrder, numberIn } from './numbers.ts';
import { hasSettled, standsStill, toProbabilities } from './posterior.ts';
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
  it('gives what mulberry32 gives as it is published', () => {
    /** As in github.com/bryc/code, jshash/PRNGs.md; in the public domain. */
    function mulberry32(start: number) {
      let a = start;
      return () => {
        a = (a + 0x6d2b79f5) | 0;
        let t = Math.imul(a ^ (a >>> 15), 1 | a);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
      };
    }
    for (const seed of [0, 1, 12_345, -7, 2 ** 32 - 1])
      expect(Array.from({ length: 50 }, seeded(seed))).toEqual(Array.from({ length: 50 }, mulberry32(seed)));
    expect(seeded(0)()).toBe(0.26642920868471265);
  });
});

describe('a quantile', () => {
  it('lies between neighbours in a straight line', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantile([1, 2, 3, 4], share))).toEqual([1, 1.75, 2.5, 3.7, 4]);
    expect([medianOf([3, 1, 2]), medianOf([])]).toEqual([2, Number.NaN]);
  });
});

describe('points of distributions', () => {
  it('are those of printed tables', () => {
    for (const [z, share] of [
      [0, 0.5],
      [1, 0.8413447460685429],
      [-1.959963984540054, 0.025],
      [3, 0.9986501019683699],
      [-6, 9.865876450376946e-10],
    ] as const) {
      expect(normalShare(z)).toBeCloseTo(share, 14);
      expect(normalPoint(share)).toBeCloseTo(z, 6);
    }
    expect([normalShare(40), normalShare(-40), normalPoint(0), normalPoint(1)]).toEqual([1, 0, -Infinity, Infinity]);
  });
});

describe('a histogram', () => {
  it('counts what was answered, the most frequent first', () => {
    expect(countsOf(['b', 'a', 'b', 'c'])).toEqual([
      { value: 'b', count: 2, share: 0.5 },
      { value: 'a', count: 1, share: 0.25 },
      { value: 'c', count: 1, share: 0.25 },
    ]);
  });
  it('gives each integer its own bin where they are few', () => {
    expect(histogramOf([5, 1, 1, 3])).toEqual(
      [1, 2, 3, 4, 5].map((from) => ({ from, to: from, count: [2, 0, 1, 0, 1][from - 1] })),
    );
    expect(histogramOf([4])).toEqual([{ from: 4, to: 4, count: 1 }]);
    expect(histogramOf([])).toEqual([]);
  });
  it('counts equals in the order of their values', () =>
    expect(countsOf(['10', '9', '10', '9']).map(({ value }) => value)).toEqual(['9', '10']));
  it('has bins of one width from the least number to the greatest, which is in the last one', () => {
    const bins = (...rows: [number, number, number][]) => rows.map(([from, to, count]) => ({ from, to, count }));
    expect(histogramOf([0.5, 1.5, 2.5, 3.5])).toEqual(bins([0.5, 2, 2], [2, 3.5, 2]));
    expect(histogramOf([0.5, 2, 2, 3.5])).toEqual(bins([0.5, 1.25, 1], [1.25, 2, 0], [2, 2.75, 2], [2.75, 3.5, 1]));
    expect([histogramOf([0.5]), histogramOf([0.5, 0.5])]).toEqual([bins([0.5, 0.5, 1]), bins([0.5, 0.5, 2])]);
    expect(histogramOf([1, Number.POSITIVE_INFINITY, Number.NaN])).toEqual(bins([1, 1, 1]));
  });
  it('has wider bins for integers from 31 of them on, with room for equally many or one more', () => {
    expect(histogramOf([0, 29])).toHaveLength(30);
    expect(histogramOf([0, 30])).toEqual([
      { from: 0, to: 15, count: 1 },
      { from: 16, to: 30, count: 1 },
    ]);
    // From 0 to 100 there are 101 numbers, which no width divides.
    const hundred = histogramOf(Array.from({ length: 101 }, (_, at) => at));
    expect([hundred[0]?.from, hundred.at(-1)?.to]).toEqual([0, 100]);
    expect(new Set(hundred.map(({ count }) => count))).toEqual(new Set([20, 21]));
    for (const [at, { from, to, count }] of hundred.entries()) {
      expect(count).toBe(to - from + 1);
      expect(from).toBe(at === 0 ? 0 : hundred[at - 1]!.to + 1);
    }
    const many = Array.from({ length: 1000 }, (_, at) => (at < 900 ? 500 + (at % 3) : at));
    const rooms = histogramOf(many).map(({ from, to }) => to - from + 1);
    expect(Math.max(...rooms) - Math.min(...rooms)).toBeLessThanOrEqual(1);
    expect(
      histogramOf([...Array(1000).fill(0.5), 0, 1e6, 0.7, 0.3, ...Array.from({ length: 1000 }, seeded(1))]).length,
    ).toBe(100);
  });
  it('counts numbers that are as far apart as numbers can be', () => {
    for (const numbers of [
      [1.7e308, -1.7e308],
      [1.7e308, -1.7e308, 0, 0.5, 5e-324],
      [5e-324, 1e-323],
      [2 ** 53, 2 ** 53 + 2, -(2 ** 60)],
    ]) {
      const bins = histogramOf(numbers);
      expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([Math.min(...numbers), Math.max(...numbers)]);
      expect(bins.every(({ from, to }) => Number.isFinite(from) && Number.isFinite(to) && from <= to)).toBe(true);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length);
    }
    const [low, ...others] = histogramOf([1.7e308, -1.7e308]);
    expect([low?.count, others.at(-1)?.count]).toEqual([1, 1]);
  });
  it('has bins of 2 IQR / n^(1/3), or as near as makes them equal', () => {
    const even = Array.from({ length: 1000 }, (_, at) => at / 999);
    expect(histogramOf(even)).toHaveLength(10);
    expect(histogramOf([...Array(98).fill(0.5), 0, 1])).toHaveLength(8);
  });
  it('holds every number once, in at most 100 bins', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.integer(),
            fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
          ),
          { minLength: 1 },
        ),
        (numbers) => {
          const bins = histogramOf(numbers);
          expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length);
          expect(bins.length).toBeLessThanOrEqual(100);
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
    expect(overall.interval.value).toEqual(wilson(1, 3));
    expect(workers[0]?.share).toEqual({ value: 0.5 });
    expect(workers[2]?.share).toEqual(workers[2]?.interval);
    const none = goldAccuracy(matrix, new Map()).overall;
    expect(none).toMatchObject({ right: 0, of: 0, share: { why: expect.stringContaining('has been answered yet') } });
    expect(workers[2]?.interval).toEqual({ value: null, why: expect.stringContaining('no item with a known answer') });
  });
});

describe('a figure', () => {
  it('is a finite number, or has a reason', () => {
    expect(figure(0.5)).toEqual({ value: 0.5 });
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(figure(number)).toEqual({ value: null, why: expect.stringContaining('too large, or too far apart') });
  });
});

describe('numerical helpers', () => {
  it('tell when a table stands still', () => {
    const table = Float64Array.from([0.5, 0.5]);
    const isStill = standsStill(table, 0.01);
    expect([isStill(), isStill()]).toEqual([false, true]);
    table[1] = 0.52;
    expect([isStill(), isStill()]).toEqual([false, true]);
    table[0] = 0.495;
    expect(isStill()).toBe(true);
  });
  it('invert a matrix', () => {
    expect([...inverseOf(Float64Array.from([4, 1, 1, 3]), 2)]).toEqual(
      [3, -1, -1, 4].map((x) => expect.closeTo(x / 11, 12)),
    );
    // The second differences of Strang (2016, "Introduction to Linear Algebra", section 2.5), with zeros in the corners.
    const differences = Float64Array.from([2, -1, 0, -1, 2, -1, 0, -1, 2]);
    expect([...inverseOf(differences, 3)]).toEqual([3, 2, 1, 2, 4, 2, 1, 2, 3].map((x) => expect.closeTo(x / 4, 12)));
    expect([...differences]).toEqual([2, -1, 0, -1, 2, -1, 0, -1, 2]);
  });
  it('keep the logarithm of a logistic exact', () => {
    expect(logLogistic(-800)).toBe(-800);
    expect(logLogistic(2)).toBeCloseTo(Math.log(logistic(2)), 12);
  });
  it('maximize climbs to the top of a hill, and never down', () => {
    const hill = (x: number) => ({ value: -((x - 1) ** 2), slope: -2 * (x - 1), curvature: -2 });
    expect(maximize(-0.5, hill)).toBeCloseTo(1, 9);
    expect(maximize(1, hill)).toBe(1);
  });
  it('maximize goes by three steps of at most 2, halved where they would lead down', () => {
    const hill = (top: number, curvature: number) => (x: number) => ({
      value: -((x - top) ** 2),
      slope: -2 * (x - top),
      curvature,
    });
    expect([maximize(0, hill(10, -2)), maximize(20, hill(10, -2))]).toEqual([6, 14]);
    expect(maximize(0.5, hill(1, -0.5))).toBe(1.5);
  });
  it('stay where they are on flat ground, and where every way leads down after twelve halvings', () => {
    const calls: number[] = [];
    const ground = (slope: number) => (x: number) => {
      calls.push(x);
      return { value: -Math.abs(x), slope, curvature: -1 };
    };
    expect([maximize(0, ground(1e-6)), calls.splice(0)]).toEqual([0, [0]]);
    expect(maximize(0, ground(1))).toBe(0);
    expect(calls).toEqual([0, ...Array.from({ length: 13 }, (_, halvings) => 1 / 2 ** halvings)]);
  });
  it('turn a row of logarithms into probabilities, and leave the other rows', () => {
    const table = Float64Array.from([7, 7, Math.log(0.2), Math.log(0.6), Number.NEGATIVE_INFINITY, 7]);
    expect(toProbabilities(table, 2, 3)).toBeCloseTo(Math.log(0.8), 12);
    expect([...table]).toEqual([7, 7, expect.closeTo(0.25, 12), expect.closeTo(0.75, 12), 0, 7]);
    const large = Float64Array.from([-2000, -2000]);
    expect(toProbabilities(large, 0, 2)).toBeCloseTo(-2000 + Math.log(2), 9);
    expect([...large]).toEqual([0.5, 0.5]);
  });
  it('see that a sequence has settled when its last step is a tolerable part of its height', () => {
    const settled = (...history: number[]) => hasSettled(history, 0.1);
    expect([settled(), settled(1), settled(0, 0.11), settled(0, 0.2), settled(-9, -8), settled(-9, -7.9)]).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
    expect([settled(-9, -8.1), settled(9, 10), settled(5, 4)]).toEqual([true, true, true]);
    expect([settled(0, 5, 5), settled(5, 5, 9), hasSettled([0, 1], 0.5)]).toEqual([true, false, true]);
  });
  it('sort texts as numbers if all of them are, and read no number from nothing', () => {
    expect(inOrder(['b', '10', '9', 'a', 'b'])).toEqual(['10', '9', 'a', 'b', 'b']);
    expect(inOrder(['10', '9', '9.0', '-1'])).toEqual(['-1', '9', '9.0', '10']);
    expect(['1', ' 2 ', '', ' ', 'x', 'Infinity', '-Infinity', '1e400'].map(numberIn)).toEqual([
      1,
      2,
      ...Array(6).fill(Number.NaN),
    ]);
  });
});
