import { krippendorffsAlpha } from '../../src/projections/statistics/alpha.ts';
import { alphaInterval } from '../../src/projections/statistics/alpha-interval.ts';
import { fleissKappa, gwetsAc1 } from '../../src/projections/statistics/chance-agreement.ts';
import { dawidSkene } from '../../src/projections/statistics/dawid-skene.ts';
import { glad } from '../../src/projections/statistics/glad.ts';
import { itemAgreement } from '../../src/projections/statistics/item-agreement.ts';
import { lookAlikes } from '../../src/projections/statistics/look-alikes.ts';
import { mace } from '../../src/projections/statistics/mace.ts';
import { majority } from '../../src/projections/statistics/majority.ts';
import { oneAnswerOnly } from '../../src/projections/statistics/one-answer.ts';
import { matrixOf } from '../../src/projections/statistics/ratings.ts';
import { streaks } from '../../src/projections/statistics/streaks.ts';
import { range, table } from '../figures.ts';
import { crowdRatings } from '../statistics-crowd.ts';

const rounds = 5;
/** How long each figure takes for 100 000 answers of 1000 workers. */
export async function statistics(): Promise<void> {
  const given = crowdRatings();
  const matrix = matrixOf(given);
  const work: [string, () => unknown][] = [
    ['indexed form', () => matrixOf(given)],
    ['agreement of each item', () => itemAgreement(matrix)],
    ['alpha, ordinal', () => krippendorffsAlpha(matrix, 'ordinal')],
    ['its interval, nominal, 1000 draws', () => alphaInterval(matrix, 'nominal', { seed: 1 })],
    ['its interval, ordinal, 1000 draws', () => alphaInterval(matrix, 'ordinal', { seed: 1 })],
    ["Fleiss' kappa and AC1", () => [fleissKappa(matrix), gwetsAc1(matrix)]],
    ['majority', () => majority(matrix)],
    ['Dawid–Skene', () => dawidSkene(matrix)],
    ['MACE', () => mace(matrix)],
    ['GLAD', () => glad(matrix)],
    ['streaks and single answers', () => [streaks(matrix), oneAnswerOnly(matrix)]],
    ['pairs that agree too well', () => lookAlikes(matrix)],
  ];
  const rows = work.map(([name, compute]) => {
    const times = Array.from({ length: rounds }, () => {
      const begin = performance.now();
      compute();
      return performance.now() - begin;
    });
    return [name, range(times)];
  });
  table(
    `Statistics of ${given.length} answers, ${matrix.workers.length} workers, ${matrix.items.length} items, ${matrix.labels.length} labels`,
    ['figure', `ms: median (lowest–highest) of ${rounds}`],
    rows,
  );
}
