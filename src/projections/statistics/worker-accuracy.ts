import { answersOf } from './aggregation.ts';
import { oneCoin } from './one-coin.ts';
import type { Matrix } from './ratings.ts';

/** So many imagined answers, right as often as those of all workers together, stand beside each worker's own. */
const imagined = 4;

/**
 * How often each worker is right whatever the true label is, by the one-coin model, and drawn to the share of all workers, so that few
 * answers say little. Between 0 and 1, without both.
 */
export function workerAccuracies(matrix: Matrix): Float64Array {
  const found = oneCoin(matrix).value?.workers ?? [];
  let [right, answers] = [1, 2];
  for (const { reliability, answers: own } of found) {
    if (reliability.value === null) continue;
    right += reliability.value * own;
    answers += own;
  }
  const usual = right / answers;
  return Float64Array.from(matrix.workers, (_, at) => {
    const own = answersOf(matrix, at);
    return ((found[at]?.reliability.value ?? usual) * own + imagined * usual) / (own + imagined);
  });
}
