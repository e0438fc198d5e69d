import { describe, expect, it } from 'vitest';
import { pairedDifference } from './paired-difference.ts';
import { trendOf } from './trend.ts';

describe('a trend of shares', () => {
  it("has the z² = 8.2249 of R's prop.trend.test for its smokers, and falls", () => {
    const [hits, all] = [
      [83, 90, 129, 70],
      [86, 93, 136, 82],
    ];
    const z = trendOf(hits!.map((one, at) => ({ hits: one, of: all![at]! }))).value ?? 0;
    expect(z ** 2).toBeCloseTo(8.2249, 4);
    expect(z).toBeLessThan(0);
  });
  it('says why there is none', () => {
    expect(
      trendOf([
        { hits: 3, of: 3 },
        { hits: 4, of: 4 },
      ]),
    ).toMatchObject({ why: expect.stringContaining('same throughout') });
    expect(trendOf([{ hits: 1, of: 3 }])).toMatchObject({ why: expect.stringContaining('two times') });
    expect(trendOf([])).toMatchObject({ value: null });
  });
});

describe('a paired difference', () => {
  /** How much longer ten patients slept with the second drug than with the first (Student 1908). */
  const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
  it('is 1.58 hours, from .70 to 2.46, for the patients of Student (1908)', () => {
    const found = pairedDifference(sleep).value;
    expect(found?.mean).toBeCloseTo(1.58, 12);
    expect(found?.interval.low).toBeCloseTo(0.7001, 4);
    expect(found?.interval.high).toBeCloseTo(2.4599, 4);
    expect(found?.probability).toBeCloseTo(0.002833, 6);
  });
  it('says why there is none', () => {
    expect(pairedDifference([1])).toEqual({ value: null, why: 'A comparison needs at least 5 workers; there is 1.' });
    expect(pairedDifference([0.1, 0.1, 0.1, 0.1, 0.1])).toMatchObject({ why: expect.stringContaining('same amount') });
  });
});
