import { dawidSkene } from '../../src/projections/statistics/dawid-skene.ts';
import { glad } from '../../src/projections/statistics/glad.ts';
import { mace } from '../../src/projections/statistics/mace.ts';
import { majority } from '../../src/projections/statistics/majority.ts';
import { type Matrix, matrixOf } from '../../src/projections/statistics/ratings.ts';
import { range, table } from '../figures.ts';
import { crowdRatings } from '../statistics-crowd.ts';

const rounds = 5;

/** The CPU time of each method of aggregation for 100 000 answers: ten or three to each item, of 1000 workers. */
export async function methods(): Promise<void> {
  const all: [string, (matrix: Matrix) => unknown][] = [
    ['majority', majority],
    ['Dawid–Skene', dawidSkene],
    ['MACE', mace],
    ['GLAD', glad],
  ];
  for (const answersEach of [10, 3]) {
    const given = crowdRatings({ items: Math.floor(100_000 / answersEach), answersEach });
    const rows = all.map(([name, method]) => {
      const seconds = Array.from({ length: rounds }, () => {
        // Models are fitted once for a matrix, so each round has its own.
        const matrix = matrixOf(given);
        const before = process.cpuUsage();
        method(matrix);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1e6;
      });
      return [name, range(seconds, 2)];
    });
    table(
      `Aggregation of ${given.length} answers, ${answersEach} to each item`,
      ['method', `CPU-seconds: median (lowest–highest) of ${rounds}`],
      rows,
    );
  }
}
