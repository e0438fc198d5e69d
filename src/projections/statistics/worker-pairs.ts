import { pairsInCommon } from './common-items.ts';
import { crossTable } from './cross-table.ts';
import type { Figure } from './figure.ts';
import { kappaEstimate } from './kappa-estimate.ts';
import { labelWeights, type Weighting } from './label-weights.ts';
import type { Matrix } from './ratings.ts';

/** How far two workers agree on the items that both answered; `kappa` is Cohen's. */
export type WorkerPair = { one: string; other: string; items: number; same: number; kappa: Figure };

type Options = { workers: ReadonlySet<string>; labels?: readonly string[]; weighting?: Weighting };

/** Every pair of these workers with an item in common, in the order of the matrix. */
export function workerPairs(
  matrix: Matrix,
  { workers, labels = matrix.labels, weighting = 'equal' }: Options,
): WorkerPair[] {
  const weights = labelWeights(labels, weighting);
  const found: WorkerPair[] = [];
  for (const { one, other, items, same } of pairsInCommon(matrix, 1)) {
    const names = { one: matrix.workers[one]!, other: matrix.workers[other]! };
    if (!workers.has(names.one) || !workers.has(names.other)) continue;
    const estimate = weights.value && kappaEstimate(crossTable(matrix, one, other, labels), weights.value);
    const kappa = estimate?.value
      ? { value: estimate.value.value }
      : ((estimate ?? weights) as { value: null; why: string });
    found.push({ ...names, items, same, kappa });
  }
  return found;
}
