import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fleissKappa, gwetsAc1 } from './chance-agreement.ts';
import { cohensKappa } from './cohens-kappa.ts';
import { counted, crossed, fleiss1971, krippendorff2011, shuffled, table } from './fixtures.ts';
import { itemAgreement } from './item-agreement.ts';
import { matrixOf } from './ratings.ts';

const abstractors = crossed([
  [13, 0, 0],
  [0, 20, 7],
  [0, 4, 56],
]);

describe("Fleiss' kappa", () => {
  it('is 0.430 for the psychiatric diagnoses of Fleiss (1971)', () => {
    expect(fleissKappa(matrixOf(counted(fleiss1971))).value).toBeCloseTo(0.43, 3);
  });
  it('is 0.761 for the ratings of Gwet (2014), with different numbers of answers', () => {
    // That table is Krippendorff's, but for who gave the one answer to the last unit.
    expect(fleissKappa(matrixOf(krippendorff2011)).value).toBeCloseTo(0.76117, 5);
  });
  it('says why where it is not defined', () => {
    expect(fleissKappa(matrixOf(table(['a a', 'a a'])))).toEqual({
      value: null,
      why: expect.stringContaining('same answer'),
    });
    // Also where the answers that cannot be compared are all the same.
    for (const rows of [
      ['a .', '. b'],
      ['a .', 'a .'],
    ])
      expect(fleissKappa(matrixOf(table(rows)))).toEqual({
        value: null,
        why: expect.stringContaining('two workers'),
      });
  });
});

describe("Gwet's AC1", () => {
  it('is 0.775 for the ratings of Gwet (2014), with answers missing', () => {
    expect(gwetsAc1(matrixOf(krippendorff2011)).value).toBeCloseTo(0.77544, 5);
  });
  it('is 0.849 for the two abstractors of Gwet (2014), and 0.445 for the first 15 patients of Fleiss', () => {
    expect(gwetsAc1(matrixOf(abstractors)).value).toBeCloseTo(0.8493305, 6);
    expect(gwetsAc1(matrixOf(counted(fleiss1971.slice(0, 15)))).value).toBeCloseTo(0.4448007, 6);
  });
  it('is 1 where all answers are the same, once it knows how many labels there are', () => {
    const same = matrixOf(table(['a a', 'a a']));
    expect(gwetsAc1(same)).toMatchObject({ value: null });
    expect(gwetsAc1(same, 4).value).toBeCloseTo(1, 12);
  });
});

/** The covariance of rows and columns of a table of counts, both variances, and how far apart the means are. */
function momentsOf(counts: readonly (readonly number[])[]): number[] {
  const cells = counts.flatMap((row, one) => row.map((count, other) => ({ one, other, count })));
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  const mean = (of: (cell: { one: number; other: number }) => number) =>
    cells.reduce((sum, cell) => sum + cell.count * of(cell), 0) / total;
  const [one, other] = [mean((cell) => cell.one), mean((cell) => cell.other)];
  return [
    mean((cell) => (cell.one - one) * (cell.other - other)),
    mean((cell) => (cell.one - one) ** 2),
    mean((cell) => (cell.other - other) ** 2),
    one - other,
  ];
}

describe("Cohen's kappa", () => {
  const diagnoses = matrixOf(
    crossed(
      [
        [88, 14, 18],
        [10, 40, 10],
        [2, 6, 12],
      ],
      ['personality', 'neurosis', 'psychosis'],
    ),
  );
  const gravity: Record<string, number> = {
    'neurosis personality': 1,
    'personality psychosis': 3,
    'neurosis psychosis': 6,
  };

  it('is 0.492 for the diagnoses of Cohen (1968), and 0.348 with his weights', () => {
    expect(cohensKappa(diagnoses, 'Ada', 'Bob').value).toBeCloseTo(0.492, 3);
    const weights = (one: string, other: string) => gravity[[one, other].sort().join(' ')] ?? 0;
    expect(cohensKappa(diagnoses, 'Ada', 'Bob', weights).value).toBeCloseTo(0.348, 3);
  });
  it('is 0.796 for the two abstractors of Gwet (2014)', () => {
    expect(cohensKappa(matrixOf(abstractors), 'Ada', 'Bob').value).toBeCloseTo(0.7964094, 6);
  });
  it('weighs by the steps between labels: 0.237 for what couples say in Agresti (1990)', () => {
    const couples = matrixOf(
      crossed([
        [7, 7, 2, 3],
        [2, 8, 3, 7],
        [1, 5, 4, 9],
        [2, 8, 9, 14],
      ]),
    );
    expect(cohensKappa(couples, 'Ada', 'Bob').value).toBeCloseTo(0.1293, 4);
    expect(cohensKappa(couples, 'Ada', 'Bob', 'linear').value).toBeCloseTo(0.2374, 4);
    const [linear, quadratic] = (['linear', 'quadratic'] as const).map(
      (w) => cohensKappa(couples, 'Bob', 'Ada', w).value ?? 0,
    );
    expect(quadratic).toBeGreaterThan(linear!);
    // By squares it is 2 cov / (var + var' + (mean - mean')²) of the labels as numbers (Fleiss and Cohen 1973).
    const [cov, varOfOne, varOfOther, means] = momentsOf([
      [7, 7, 2, 3],
      [2, 8, 3, 7],
      [1, 5, 4, 9],
      [2, 8, 9, 14],
    ]);
    expect(quadratic).toBeCloseTo((2 * cov!) / (varOfOne! + varOfOther! + means! ** 2), 12);
  });
  it('says why where it is not defined', () => {
    expect(cohensKappa(diagnoses, 'Ada', 'Eve')).toEqual({
      value: null,
      why: expect.stringContaining('no item in common'),
    });
    expect(cohensKappa(matrixOf(crossed([[5]])), 'Ada', 'Bob')).toEqual({
      value: null,
      why: 'Ada and Bob gave one and the same answer to all items that both answered, so chance agreement cannot be told from agreement.',
    });
  });
});

describe('every kappa', () => {
  const rows = fc.array(
    fc.array(fc.constantFrom('.', 'a', 'b', 'c'), { minLength: 3, maxLength: 3 }).map((row) => row.join(' ')),
    { minLength: 1 },
  );

  it('is at most 1, and the same in whatever order answers come', () => {
    fc.assert(
      fc.property(rows, fc.integer(), (drawn, seed) => {
        const ratings = table(drawn);
        for (const kappa of [fleissKappa, gwetsAc1, (m: ReturnType<typeof matrixOf>) => cohensKappa(m, 'w1', 'w2')]) {
          const value = kappa(matrixOf(ratings)).value;
          expect(kappa(matrixOf(shuffled(ratings, seed))).value ?? 9).toBeCloseTo(value ?? 9, 9);
          expect(value ?? 0).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });
  it('is 1 where all agree', () => {
    const agreed = matrixOf(table(['a a a', 'b b b', 'c . c']));
    expect(fleissKappa(agreed).value).toBeCloseTo(1, 12);
    expect(gwetsAc1(agreed).value).toBeCloseTo(1, 12);
    expect(cohensKappa(agreed, 'w1', 'w3').value).toBeCloseTo(1, 12);
  });
});

describe('agreement on one item', () => {
  it('is the share of pairs that agree, the entropy, and the share of the majority', () => {
    const [split, agreed, alone] = itemAgreement(matrixOf(table(['a a b b', 'a a a .', 'c . . .'])));
    expect(split).toEqual({ item: 'i1', answers: 4, agreeingPairs: { value: 1 / 3 }, entropy: 1, majorityShare: 0.5 });
    expect(agreed).toEqual({ item: 'i2', answers: 3, agreeingPairs: { value: 1 }, entropy: 0, majorityShare: 1 });
    const [uneven] = itemAgreement(matrixOf(table(['a b b b'])));
    // -1/4 log2 1/4 - 3/4 log2 3/4.
    expect(uneven).toMatchObject({ entropy: expect.closeTo(2 - 0.75 * Math.log2(3), 12), majorityShare: 0.75 });
    expect(alone?.agreeingPairs).toEqual({ value: null, why: expect.stringContaining('one person') });
  });
});
