import { describe, expect, it } from 'vitest';
import { answersFor, enoughByDraws, spearmanBrown } from './enough-answers.ts';
import { crowd, table } from './fixtures.ts';
import { matrixOf } from './ratings.ts';

describe('the formula of Spearman and Brown', () => {
  it('makes .75 of .60 with twice as many answers, and .97 of .86 with five times as many', () => {
    expect(spearmanBrown(0.6, 2)).toBeCloseTo(0.75, 12);
    expect(spearmanBrown(0.86, 5)).toBeCloseTo(0.968, 3);
    expect(spearmanBrown(0.4, 1)).toBe(0.4);
  });
  it('says how many answers come to a reliability', () => {
    expect(answersFor(0.75, 0.6).value).toBe(2);
    expect(answersFor(0.9, 0.5).value).toBe(9);
    expect(answersFor(0.8, 1).value).toBe(1);
    expect(answersFor(0.8, -0.1)).toMatchObject({ value: null, why: expect.stringContaining('chance') });
  });
});

describe('answers drawn from those of each item', () => {
  it('are the right one as often as the majority of so many is, by the binomial law', () => {
    // Of nine answers to each item six are right: drawing k of them is hypergeometric.
    const items = 40;
    const matrix = matrixOf(table(Array(items).fill('a a a a a a b b b')));
    const points = enoughByDraws(matrix, { seed: 1, gold: new Map(matrix.items.map((item) => [item, 'a'])) }).value
      ?.points;
    expect(points).toHaveLength(9);
    // One: 6/9. Two: 15/36 both right, and half of the 18/36 that are tied. Three: 1 - (3·6 + 1)/84 with two or three wrong.
    expect(points?.[0]?.share).toBeCloseTo(6 / 9, 1);
    expect(points?.[1]?.share).toBeCloseTo(15 / 36 + 9 / 36, 1);
    expect(points?.[2]?.share).toBeCloseTo(1 - 19 / 84, 1);
    expect(points?.[8]).toEqual({
      answers: 9,
      share: expect.closeTo(1, 9),
      low: expect.closeTo(1, 9),
      high: expect.closeTo(1, 9),
    });
  });
  it('come to the majority of all when all are drawn, and are more often right with more of them', () => {
    const { matrix } = crowd({ items: 100, labels: 3, skill: Array(7).fill(0.7), seed: 4 });
    const points = enoughByDraws(matrix, { seed: 2 }).value!.points;
    expect(points.at(-1)?.share).toBeCloseTo(1, 9);
    expect(points[2]!.share).toBeGreaterThan(points[0]!.share);
    for (const { low, share, high } of points) expect(low <= share + 1e-9 && share <= high + 1e-9).toBe(true);
    expect(enoughByDraws(matrix, { seed: 2 })).toEqual(enoughByDraws(matrix, { seed: 2 }));
  });
  it('count a tie for its part', () => {
    const matrix = matrixOf(table(['a b', 'a b']));
    const gold = new Map([
      ['i1', 'a'],
      ['i2', 'a'],
    ]);
    expect(enoughByDraws(matrix, { seed: 1, gold }).value?.points[1]).toMatchObject({ share: expect.closeTo(0.5, 12) });
  });
  it('rest on the items with as many answers as half of them have, and say why where there are none', () => {
    expect(enoughByDraws(matrixOf(table(['a a b', 'a b b', 'a b .', 'a . .'])), { seed: 1 }).value).toMatchObject({
      items: 2,
      most: 3,
    });
    expect(enoughByDraws(matrixOf(table(['a .', '. b'])), { seed: 1 })).toMatchObject({
      why: expect.stringContaining('two workers'),
    });
    expect(enoughByDraws(matrixOf(table(['a b'])), { seed: 1, gold: new Map() })).toMatchObject({
      why: expect.stringContaining('known answer'),
    });
  });
});
