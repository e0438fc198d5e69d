import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fleissKappa, gwetsAc1 } from './chance-agreement.ts';
import { cohensKappa } from './cohens-kappa.ts';
import { crossTable } from './cross-table.ts';
import { counted, crossed, crowd, fleiss1971, krippendorff2011, table } from './fixtures.ts';
import { kappaEstimate } from './kappa-estimate.ts';
import { labelWeights } from './label-weights.ts';
import { matrixOf } from './ratings.ts';
import { seeded } from './seeded.ts';
import { student975, studentTails } from './student.ts';
import { type Chance, weightedAgreement } from './weighted-agreement.ts';

const gwet2014 = matrixOf(krippendorff2011);
const abstractors = matrixOf(
  crossed([
    [13, 0, 0],
    [0, 20, 7],
    [0, 4, 56],
  ]),
);

describe("Student's t", () => {
  it.each([
    [1, 12.7062],
    [9, 2.2622],
    [11, 2.201],
    [99, 1.9842],
    [5000, 1.9604],
  ])('with %i degrees of freedom has its 97.5 %% point where tables have it', (degrees, point) => {
    expect(student975(degrees)).toBeCloseTo(point, 4);
    expect(studentTails(point, degrees)).toBeCloseTo(0.05, 4);
  });
});

describe('agreement with weights', () => {
  it.each([
    ['gwet', 'equal', 0.77544, 0.14295, 0.46081],
    ['fleiss', 'equal', 0.76117, 0.15302, 0.42438],
    ['gwet', 'linear', 0.859, 0.117, 0.6],
    ['fleiss', 'linear', 0.818, 0.149, 0.491],
    ['gwet', 'quadratic', 0.914, 0.104, 0.685],
    ['fleiss', 'quadratic', 0.865, 0.146, 0.544],
  ] as const)(
    'by %s with %s weights is what irrCAC 1.0 gives for the ratings of Gwet (2014)',
    (chance, weighting, value, error, low) => {
      const found = weightedAgreement(gwet2014, chance, { weighting }).value;
      expect(found?.value).toBeCloseTo(value, 3);
      expect(found?.standardError.value).toBeCloseTo(error, 3);
      expect(found?.interval.value?.low).toBeCloseTo(low, 3);
      expect(found?.interval.value?.high).toBe(1);
    },
  );

  it('is kappa and AC1 where nothing is weighed, also with labels that nobody gave', () => {
    const patients = matrixOf(counted(fleiss1971));
    expect(weightedAgreement(patients, 'fleiss').value?.value).toBeCloseTo(fleissKappa(patients).value ?? 9, 12);
    const labels = [...patients.labels, 'none of these'];
    expect(weightedAgreement(patients, 'gwet', { labels }).value?.value).toBeCloseTo(
      gwetsAc1(patients, 6).value ?? 9,
      12,
    );
  });

  it('says in words why there is no interval', () => {
    const few = weightedAgreement(matrixOf(table(['a a', 'b a'])), 'gwet').value;
    expect(few?.interval).toEqual({ value: null, why: 'There are 2 items; an interval needs at least 10.' });
    const same = weightedAgreement(matrixOf(table(Array(12).fill('a a'))), 'gwet', { labels: ['a', 'b'] }).value;
    expect(same).toMatchObject({ value: 1, interval: { value: null, why: expect.stringContaining('how sure') } });
    expect(weightedAgreement(matrixOf(table(['a a', 'a a'])), 'fleiss')).toMatchObject({ value: null });
    expect(weightedAgreement(matrixOf(table(['a .', '. b'])), 'fleiss')).toMatchObject({
      why: expect.stringContaining('two workers'),
    });
  });

  it('keeps weights between 0 and 1 for the largest numbers', () => {
    const weights = labelWeights(['-1.7e308', '0', '1.7e308'], 'linear').value;
    expect([...(weights ?? [])]).toEqual([1, 0.5, 0, 0.5, 1, 0.5, 0, 0.5, 1]);
  });

  /** In how many studies of so many items the interval holds what a study of all items would say. */
  function coverage(chance: Chance, items: number): number {
    const rounds = 1000;
    const skill = [0.9, 0.8, 0.85];
    const whole = weightedAgreement(crowd({ items: 20_000, labels: 3, skill, seed: 5 }).matrix, chance).value!.value;
    const draw = seeded(7);
    let held = 0;
    // With 200 rounds the share itself would only be known to 0.03.
    for (let round = 0; round < rounds; round++) {
      const { matrix } = crowd({ items, labels: 3, skill, seed: Math.floor(draw() * 2 ** 31) });
      const { low, high } = weightedAgreement(matrix, chance).value?.interval.value ?? { low: 9, high: 9 };
      if (low <= whole && whole <= high) held++;
    }
    return held / rounds;
  }

  it.each([
    ['fleiss', 10, 0.9, 0.95],
    ['gwet', 10, 0.9, 0.95],
    ['fleiss', 20, 0.92, 0.97],
    ['gwet', 20, 0.92, 0.97],
    ['fleiss', 50, 0.92, 0.97],
    ['gwet', 50, 0.92, 0.97],
  ] satisfies [Chance, number, number, number][])(
    'by %s has intervals that hold the true value in about 95 of 100 samples of %i items',
    (chance, items, least, most) => {
      const held = coverage(chance, items);
      expect(held).toBeGreaterThanOrEqual(least);
      expect(held).toBeLessThan(most);
    },
  );
});

describe("Cohen's kappa with its interval", () => {
  const weights = (weighting: 'equal' | 'linear' | 'quadratic') => labelWeights(abstractors.labels, weighting).value!;
  it.each([
    ['equal', 0.796, 0.68, 0.913],
    ['linear', 0.843, 0.748, 0.938],
    ['quadratic', 0.892, 0.822, 0.962],
  ] as const)(
    'with %s weights is what irrCAC 1.0 gives for the abstractors of Gwet (2014)',
    (weighting, value, low, high) => {
      const found = kappaEstimate(crossTable(abstractors, 0, 1), weights(weighting)).value;
      expect(found?.value).toBeCloseTo(value, 3);
      expect(found?.interval.value?.low).toBeCloseTo(low, 3);
      expect(found?.interval.value?.high).toBeCloseTo(high, 3);
    },
  );
  it('is the kappa that is computed from single answers', () => {
    const rows = fc.array(fc.tuple(fc.constantFrom('1', '2', '4'), fc.constantFrom('1', '2', '4')), { minLength: 2 });
    fc.assert(
      fc.property(rows, (drawn) => {
        const matrix = matrixOf(table(drawn.map((row) => row.join(' '))));
        const found = kappaEstimate(crossTable(matrix, 0, 1), labelWeights(matrix.labels, 'equal').value!);
        expect(found.value?.value ?? 9).toBeCloseTo(cohensKappa(matrix, 'w1', 'w2').value ?? 9, 9);
      }),
    );
  });
  it('says why where two have nothing in common', () => {
    const apart = matrixOf(table(['a .', '. b']));
    expect(kappaEstimate(crossTable(apart, 0, 1), labelWeights(apart.labels, 'equal').value!)).toEqual({
      value: null,
      why: expect.stringContaining('no item in common'),
    });
  });
});
