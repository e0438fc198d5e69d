import type { Fit } from './aggregation.ts';
import { hasSettled, toProbabilities } from './posterior.ts';
import type { Matrix } from './ratings.ts';
import { shares } from './shares.ts';
import { workerAccuracies } from './worker-accuracy.ts';

/**
 * Dawid and Skene's model of some ratings. `posterior` is `(item, true label)`; `rates` is `(worker, given label, true label)`,
 * so that what is read together lies together. `variant` says whether the rates are the worker's own alone, or smoothed.
 */
export type ErrorModel = {
  matrix: Matrix;
  posterior: Float64Array;
  priors: Float64Array;
  rates: Float64Array;
  variant: Variant;
};

/** Rates from a worker's answers alone, as in the paper, or smoothed by how often the worker is right. */
export type Variant = 'unsmoothed' | 'smoothed';

/** When to stop; and the variant, or how many imagined answers to add to each rate alike. By default the answers decide on the variant. */
export type ErrorOptions = { rounds?: number; tolerance?: number; smoothing?: number; variant?: Variant };

const fitted = new WeakMap<Matrix, Partial<Record<Variant, ErrorModel & Fit>>>();

/** With fewer answers for each worker and label, their rates cannot be told from chance; with fewer to each item, nor can its label. */
const minAnswersPerRate = 10;
const minAnswersPerItem = 5;
/** For each true label, a worker has so many imagined answers, right as often as the worker is. */
const imaginedAnswers = 10;

/** How many answers there are to each item, on average. */
export const answersPerItem = ({ item, items }: Matrix): number => item.length / items.length;

/** How many answers there are for each worker and true label, on average. */
export const answersPerRate = ({ item, workers, labels }: Matrix): number =>
  item.length / (workers.length * labels.length);

/**
 * Fits the model by expectation and maximisation (Dawid and Skene 1979, equations 2.3 to 2.5), from the shares of the answers
 * (3.1). Without other options than a variant, the same ratings are fitted once for all who ask; by default they are smoothed where there are few answers for each rate:
 * a worker with two answers to items of one label would else be taken for one who never errs there.
 */
export function fitErrors(matrix: Matrix, options: ErrorOptions = {}): ErrorModel & Fit {
  const variant = variantOf(matrix, options);
  if (Object.keys(options).some((key) => key !== 'variant')) return modelOf(matrix, options);
  const known = fitted.get(matrix) ?? {};
  fitted.set(matrix, known);
  known[variant] ??= modelOf(matrix, { variant });
  return known[variant];
}

function modelOf(matrix: Matrix, options: ErrorOptions = {}): ErrorModel & Fit {
  const { rounds = 500, tolerance = 1e-8 } = options;
  const labels = matrix.labels.length;
  const isSmoothed = labels > 1 && variantOf(matrix, options) === 'smoothed';
  const model: ErrorModel = {
    matrix,
    posterior: shares(matrix),
    priors: new Float64Array(labels),
    rates: new Float64Array(matrix.workers.length * labels ** 2),
    variant: isSmoothed ? 'smoothed' : 'unsmoothed',
  };
  const prior = isSmoothed ? leaningPrior(matrix) : model.rates.map(() => options.smoothing ?? 0);
  const history: number[] = [];
  while (history.length < rounds && !hasSettled(history, tolerance)) {
    maximise(model, prior);
    history.push(expect(model) + penalty(model, prior));
  }
  return { ...model, history, converged: hasSettled(history, tolerance) };
}

function variantOf(matrix: Matrix, { smoothing, variant }: ErrorOptions): Variant {
  if (smoothing !== undefined) return 'unsmoothed';
  const isSparse = answersPerRate(matrix) < minAnswersPerRate || answersPerItem(matrix) < minAnswersPerItem;
  return variant ?? (isSparse ? 'smoothed' : 'unsmoothed');
}

/** The imagined answers of each rate where a worker is right equally often whatever the label is. */
function leaningPrior(matrix: Matrix): Float64Array {
  const width = matrix.labels.length;
  const accuracy = workerAccuracies(matrix);
  return Float64Array.from({ length: matrix.workers.length * width ** 2 }, (_, at) => {
    const share = accuracy[Math.floor(at / width ** 2)]!;
    const isRight = Math.floor(at / width) % width === at % width;
    return imaginedAnswers * (isRight ? share : (1 - share) / (width - 1));
  });
}

function maximise({ matrix, posterior, priors, rates, variant }: ErrorModel, prior: Float64Array): void {
  const { item, worker, label, items } = matrix;
  const width = priors.length;
  const extra = extraItems(variant);
  priors.fill(extra / (items.length + extra * width));
  for (const [at, probability] of posterior.entries())
    priors[at % width]! += probability / (items.length + extra * width);
  rates.set(prior);
  for (let at = 0; at < item.length; at++) {
    const from = item[at]! * width;
    const to = (worker[at]! * width + label[at]!) * width;
    for (let truth = 0; truth < width; truth++) rates[to + truth]! += posterior[from + truth]!;
  }
  for (let column = 0; column < rates.length; column += width ** 2)
    for (let truth = 0; truth < width; truth++) normalise(rates, column + truth, width);
}

/** Where rates are smoothed, one imagined item of each label keeps a rare label possible. */
const extraItems = (variant: Variant): number => (variant === 'smoothed' ? 1 : 0);
/** Brings one worker's rates for one true label to a sum of 1; where nothing is known of them, all are the same. */
function normalise(rates: Float64Array, from: number, width: number): void {
  let sum = 0;
  for (let given = 0; given < width; given++) sum += rates[from + given * width]!;
  for (let given = 0; given < width; given++)
    rates[from + given * width] = sum > 0 ? rates[from + given * width]! / sum : 1 / width;
}

/** Finds how probable each label is for each item, and gives the log-likelihood of the answers (equation 2.7). */
function expect({ matrix, posterior, priors, rates }: ErrorModel): number {
  const { item, worker, label, items } = matrix;
  const width = priors.length;
  const logRates = rates.map(Math.log);
  const logPriors = priors.map(Math.log);
  for (let row = 0; row < items.length; row++) posterior.set(logPriors, row * width);
  for (let at = 0; at < item.length; at++) {
    const to = item[at]! * width;
    const from = (worker[at]! * width + label[at]!) * width;
    for (let truth = 0; truth < width; truth++) posterior[to + truth]! += logRates[from + truth]!;
  }
  let likelihood = 0;
  for (let row = 0; row < items.length; row++) likelihood += toProbabilities(posterior, row * width, width);
  return likelihood;
}

/** What imagined answers and items, being a prior, add to the objective. */
function penalty({ rates, priors, variant }: ErrorModel, prior: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < rates.length; at++) if (prior[at]! > 0) sum += prior[at]! * Math.log(rates[at]!);
  for (const share of priors) if (extraItems(variant) > 0) sum += Math.log(share);
  return sum;
}
