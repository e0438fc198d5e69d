import { unfit } from './aggregation.ts';
import { fitErrors } from './error-model.ts';
import type { Matrix } from './ratings.ts';
import { tallyOf } from './tally.ts';

/** How often two workers are expected to give the same answer to some items they both answered, if each works alone. */
export type Expected = (one: number, other: number, items: readonly number[]) => number;

/**
 * What agreement is to be expected: by Dawid and Skene's model, the sum over labels of how often both give it to items of that true
 * label, so that two who are good, or err alike, are expected to agree often; or chance agreement by their own shares of the labels
 * (Cohen 1960), if that is more. Where there are too many different answers for the model, the share of pairs that agree on an item.
 */
export function expectedAgreement(matrix: Matrix): Expected {
  const byItem = unfit(matrix, matrix.labels.length ** 2) ? agreementByItem(matrix) : agreementByModel(matrix);
  return (one, other, items) => Math.max(agreementByHabit(matrix, one, other), byItem(one, other, items));
}

function agreementByModel(matrix: Matrix): Expected {
  const { posterior, rates } = fitErrors(matrix, { variant: 'unsmoothed' });
  const width = matrix.labels.length;
  return (one, other, items) => {
    const both = new Float64Array(width);
    for (let at = 0; at < width ** 2; at++)
      both[at % width]! += rates[one * width ** 2 + at]! * rates[other * width ** 2 + at]!;
    let sum = 0;
    for (const item of items)
      for (let truth = 0; truth < width; truth++) sum += posterior[item * width + truth]! * both[truth]!;
    return sum / items.length;
  };
}

function agreementByItem(matrix: Matrix): Expected {
  const { start, count, total } = tallyOf(matrix);
  const same = Float64Array.from(total, (answers, item) =>
    count.subarray(start[item]!, start[item + 1]!).reduce((sum, often) => sum + (often / answers) ** 2, 0),
  );
  return (_one, _other, items) => items.reduce((sum, item) => sum + same[item]!, 0) / items.length;
}

function agreementByHabit({ label, workerStart, byWorker }: Matrix, one: number, other: number): number {
  const given = (worker: number) => byWorker.subarray(workerStart[worker]!, workerStart[worker + 1]!);
  const often = new Map<number, number>();
  for (const at of given(one)) often.set(label[at]!, (often.get(label[at]!) ?? 0) + 1 / given(one).length);
  return given(other).reduce((sum, at) => sum + (often.get(label[at]!) ?? 0) / given(other).length, 0);
}
