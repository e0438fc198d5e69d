import { describe, expect, it } from 'vitest';
import { hasRecordings, recordedAnswers, recordings } from '../../../bench/snow2008.ts';
import { krippendorffsAlpha } from './alpha.ts';
import { alphaInterval } from './alpha-interval.ts';
import { dawidSkene } from './dawid-skene.ts';
import { shareOfRight } from './fixtures.ts';
import { glad } from './glad.ts';
import { goldAccuracy } from './gold.ts';
import { mace } from './mace.ts';
import { majority } from './majority.ts';
import { matrixOf } from './ratings.ts';

if (!hasRecordings())
  console.warn(`The recorded answers of real workers are not at ${recordings}, so nothing is held against them here.`);

describe.runIf(hasRecordings())(
  'the 8000 answers that real workers gave to the RTE items of Snow et al. (2008)',
  () => {
    const recorded = hasRecordings() ? recordedAnswers() : [];
    const matrix = matrixOf(recorded.map(({ item, worker, response }) => ({ item, worker, answer: response })));
    const truth = new Map(recorded.map(({ item, gold }) => [item, gold]));
    const within = (share: number, target: number, margin: number) =>
      expect(Math.abs(share - target)).toBeLessThanOrEqual(margin);

    it('are all there', () => {
      expect([matrix.items.length, matrix.workers.length, matrix.item.length]).toEqual([800, 164, 8000]);
    });
    it('come to 0.897 by majority, 65 ties counting half each', () => {
      const found = majority(matrix);
      expect(found.items.filter(({ tied }) => tied.length > 0)).toHaveLength(65);
      within(shareOfRight(found, truth), 0.897, 0.003);
    });
    it('come to 0.9275 by Dawid and Skene', () => {
      const { value } = dawidSkene(matrix);
      within(shareOfRight(value ?? { items: [] }, truth), 0.9275, 0.003);
      expect(value?.converged).toBe(true);
    });
    it('come to more than the majority by MACE (0.9275) and by GLAD (0.925)', () => {
      within(shareOfRight(mace(matrix).value ?? { items: [] }, truth), 0.9275, 0.003);
      within(shareOfRight(glad(matrix).value ?? { items: [] }, truth), 0.925, 0.003);
    });
    it('agree with an alpha of 0.241', () => {
      expect(krippendorffsAlpha(matrix, 'nominal').value).toBeCloseTo(0.241, 3);
      const { low, high } = alphaInterval(matrix, 'nominal', { seed: 1 }).value ?? { low: 1, high: 0 };
      expect([low < 0.241, high > 0.242, high - low < 0.06]).toEqual([true, true, true]);
    });
    it('show that the models know who is to be relied on', () => {
      const { workers } = goldAccuracy(matrix, truth);
      const many = workers.map(({ of }, at) => ({ of, at })).filter(({ of }) => of >= 100);
      const found = dawidSkene(matrix).value;
      const gaps = many.map(({ at }) => (found?.workers[at]?.reliability.value ?? 9) - (workers[at]?.share.value ?? 0));
      expect(many.length).toBeGreaterThan(5);
      expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(0.1);
    });
  },
);
