import { describe, expect, it } from 'vitest';
import { cohensKappa } from './cohens-kappa.ts';
import { crowd, table } from './fixtures.ts';
import { matrixOf } from './ratings.ts';
import { workerPairs } from './worker-pairs.ts';

describe('pairs of workers', () => {
  it('have the items they share, their equal answers, and the kappa that Cohen gives for each pair', () => {
    const { matrix } = crowd({ items: 80, labels: 3, skill: [0.9, 0.7, 0.5, 0.8], share: 0.7, seed: 8 });
    const pairs = workerPairs(matrix, { workers: new Set(matrix.workers) });
    expect(pairs).toHaveLength(6);
    for (const { one, other, items, same, kappa } of pairs) {
      expect(kappa.value ?? 9).toBeCloseTo(cohensKappa(matrix, one, other).value ?? 8, 9);
      expect(same).toBeLessThanOrEqual(items);
    }
  });
  it('are left out where a worker is not asked for or nothing is shared, and say why there is no kappa', () => {
    const matrix = matrixOf(table(['a a .', 'a a .', '. . b', 'b . b']));
    expect(workerPairs(matrix, { workers: new Set(['w1', 'w2']) })).toEqual([
      {
        one: 'w1',
        other: 'w2',
        items: 2,
        same: 2,
        kappa: { value: null, why: expect.stringContaining('same answer') },
      },
    ]);
    expect(workerPairs(matrix, { workers: new Set(matrix.workers) }).map(({ one, other }) => one + other)).toEqual([
      'w1w2',
      'w1w3',
    ]);
  });
});
