import {
  type AggregatedWorker,
  type Aggregation,
  aggregatedItems,
  answersOf,
  type Fit,
  reliabilityIn,
  unfit,
} from './aggregation.ts';
import {
  answersPerItem,
  answersPerRate,
  type ErrorModel,
  type ErrorOptions,
  fitErrors,
  type Variant,
} from './error-model.ts';
import { type Figure, figure } from './figure.ts';
import type { Matrix } from './ratings.ts';

/** How often, by the model, this worker gives each label (column) to items of each true label (row); both in the order of the labels. */
type Confused = AggregatedWorker & { confusion: number[][] };

/** What Dawid and Skene's model says; `priors` is how frequent each true label is. */
export type DawidSkene = Aggregation<Confused> &
  Fit & { priors: number[]; variant: Variant; answersPerRate: number; answersPerItem: number };

/**
 * Every worker has error rates of their own, found together with the true labels by expectation and maximisation (Dawid and
 * Skene 1979). A worker's reliability is the share of their answers that are right, by the model. `smoothing` adds so many
 * imagined answers to each rate; the paper has none. Without options, rates are smoothed where there are too few answers for them: `variant` says so,
 * `answersPerRate` is how many there are for each worker and true label, and
 * `answersPerItem` how many to each item, on average.
 */
export function dawidSkene(matrix: Matrix, options: ErrorOptions = {}): Figure<DawidSkene> {
  const reason = unfit(matrix, matrix.labels.length ** 2);
  if (reason) return reason;
  const model = fitErrors(matrix, options);
  return figure({
    items: aggregatedItems(matrix, model.posterior),
    workers: matrix.workers.map((worker, at) => ({
      worker,
      reliability: reliabilityIn(matrix, at, shareOfRight(model, at)),
      answers: answersOf(matrix, at),
      confusion: confusionOf(model, at),
    })),
    priors: [...model.priors],
    variant: model.variant,
    answersPerRate: answersPerRate(matrix),
    answersPerItem: answersPerItem(matrix),
    history: model.history,
    converged: model.converged,
  });
}

function shareOfRight({ matrix, posterior, priors }: ErrorModel, at: number): number {
  const places = matrix.byWorker.subarray(matrix.workerStart[at]!, matrix.workerStart[at + 1]!);
  const right = places.reduce(
    (sum, place) => sum + posterior[matrix.item[place]! * priors.length + matrix.label[place]!]!,
    0,
  );
  return Math.min(1, right / places.length);
}

function confusionOf({ rates, priors: { length: width } }: ErrorModel, worker: number): number[][] {
  return Array.from({ length: width }, (_, truth) =>
    Array.from({ length: width }, (_, given) => rates[(worker * width + given) * width + truth]!),
  );
}
