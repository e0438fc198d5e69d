import { describe, expect, it } from 'vitest';
import { krippendorffsAlpha } from './alpha.ts';
import { alphaOfDistance } from './alpha-of-distance.ts';
import { krippendorff2011, table } from './fixtures.ts';
import { matrixOf } from './ratings.ts';
import { jaccardDistance, masiDistance, type SetDistance } from './set-distance.ts';

const setOf = (label: string) => new Set(label.split('+'));
const between = (distance: SetDistance) => (one: string, other: string) => distance(setOf(one), setOf(other));

describe('the distance of two choices', () => {
  it.each([
    ['a', 'a', 0, 0],
    ['a', 'b', 1, 1],
    ['a+b', 'a+b+c+d', 1 / 2, 2 / 3],
    ['a+b', 'b+c', 2 / 3, 1 - 1 / 9],
    ['a', 'a+b+c', 2 / 3, 1 - 2 / 9],
  ])('of %s and %s is that of Jaccard and of Passonneau', (one, other, jaccard, masi) => {
    expect(between(jaccardDistance)(one, other)).toBeCloseTo(jaccard, 12);
    expect(between(masiDistance)(other, one)).toBeCloseTo(masi, 12);
  });
  it('is 0 between two empty choices, and 1 to an empty one', () => {
    for (const distance of [jaccardDistance, masiDistance]) {
      expect(distance(new Set(), new Set())).toBe(0);
      expect(distance(new Set(), new Set(['a']))).toBe(1);
    }
  });
});

describe('alpha with a distance', () => {
  it('is nominal alpha where different labels have nothing in common: 0.743 (Krippendorff 2011)', () => {
    const matrix = matrixOf(krippendorff2011);
    expect(alphaOfDistance(matrix, between(masiDistance)).value).toBeCloseTo(0.743, 3);
    expect(alphaOfDistance(matrix, between(jaccardDistance)).value).toBeCloseTo(
      krippendorffsAlpha(matrix, 'nominal').value!,
      12,
    );
  });
  it('is interval alpha with the squares of differences', () => {
    const matrix = matrixOf(krippendorff2011);
    const squares = (one: string, other: string) => (Number(one) - Number(other)) ** 2;
    expect(alphaOfDistance(matrix, squares).value).toBeCloseTo(krippendorffsAlpha(matrix, 'interval').value!, 12);
  });
  it('counts choices that overlap as partly the same', () => {
    // Every pair within an item, and every pair of all six answers, counted one by one.
    const rows = ['a+b a', 'c c', 'c+d d+a'];
    const matrix = matrixOf(table(rows));
    const answers = rows.flatMap((row) => row.split(' '));
    for (const distance of [jaccardDistance, masiDistance]) {
      const apart = between(distance);
      const observed = rows.reduce((sum, row) => sum + 2 * apart(row.split(' ')[0]!, row.split(' ')[1]!), 0) / 6;
      const expected =
        answers.flatMap((one) => answers.map((other) => apart(one, other))).reduce((a, b) => a + b, 0) / 30;
      expect(alphaOfDistance(matrix, apart).value).toBeCloseTo(1 - observed / expected, 12);
    }
  });
  it("is what NLTK 3.8 gives for two people's choices: .4255 by Jaccard, .290 by its MASI with rounded weights", () => {
    const matrix = matrixOf(table(['a+b a', 'c c', 'c+d a+d', 'a+b a+b+c', 'b a+b']));
    expect(alphaOfDistance(matrix, between(jaccardDistance)).value).toBeCloseTo(0.4255319, 7);
    expect(alphaOfDistance(matrix, between(masiDistance)).value).toBeCloseTo(0.29, 2);
  });
  it('says why where there is none', () => {
    const apart = between(jaccardDistance);
    expect(alphaOfDistance(matrixOf(table(['a a', 'a a'])), apart)).toMatchObject({
      why: expect.stringContaining('same answer'),
    });
    expect(alphaOfDistance(matrixOf(table(['a .', '. b'])), apart)).toMatchObject({
      why: expect.stringContaining('two workers'),
    });
  });
});
