import type { Fit } from './aggregation.ts';
import { hasSettled, toProbabilities } from './posterior.ts';
import type { Matrix } from './ratings.ts';

/**
 * Dawid and Skene's model of some ratings. `posterior` is `(item, true label)`; `rates` is `(worker, given label, true label)`,
 * so that what is read together lies together.
 */
export type ErrorModel = { matrix: Matrix; posterior: Float64Array; priors: Float64Array; rates: Float64Array };

/** When to stop, and how many imagined answers to add to each rate. */
export type ErrorOptions = { rounds?: number; tolerance?: number; smoothing?: number };

const fitted = new WeakMap<Matrix, ErrorModel & Fit>();

/**
 * Fits the model by expectation and maximisation (Dawid and Skene 1979, equations 2.3 to 2.5), from the shares of the answers
 * (3.1). Without options, the same ratings are fitted once for all who ask.
 */
export function fitErrors(matrix: Matrix, options?: ErrorOptions): ErrorModel & Fit {
  if (options && Object.keys(options).length > 0) return modelOf(matrix, options);
  const known = fitted.get(matrix) ?? modelOf(matrix);
  fitted.set(matrix, known);
  return known;
}

function modelOf(
  matrix: Matrix,
  { rounds = 500, tolerance = 1e-8, smoothing = 0 }: ErrorOptions = {},
): ErrorModel & Fit {
  const labels = matrix.labels.length;
  const model: ErrorModel = {
    matrix,
    posterior: shares(matrix),
    priors: new Float64Array(labels),
    rates: new Float64Array(matrix.workers.length * labels ** 2),
  };
  const history: number[] = [];
  while (history.length < rounds && !hasSettled(history, tolerance)) {
    maximise(model, smoothing);
    history.push(expect(model) + (smoothing > 0 ? penalty(model, smoothing) : 0));
  }
  return { ...model, history, converged: hasSettled(history, tolerance) };
}

/** The share of each label among the answers to each item. */
export function shares({ items, labels, item, label, itemStart }: Matrix): Float64Array {
  const table = new Float64Array(items.length * labels.length);
  for (const [at, row] of item.entries())
    table[row * labels.length + label[at]!]! += 1 / (itemStart[row + 1]! - itemStart[row]!);
  return table;
}

function maximise({ matrix, posterior, priors, rates }: ErrorModel, smoothing: number): void {
  const { item, worker, label, items } = matrix;
  const width = priors.length;
  priors.fill(0);
  for (const [at, probability] of posterior.entries()) priors[at % width]! += probability / items.length;
  rates.fill(smoothing);
  for (let at = 0; at < item.length; at++) {
    const from = item[at]! * width;
    const to = (worker[at]! * width + label[at]!) * width;
    for (let truth = 0; truth < width; truth++) rates[to + truth]! += posterior[from + truth]!;
  }
  for (let column = 0; column < rates.length; column += width ** 2)
    for (let truth = 0; truth < width; truth++) normalise(rates, column + truth, width);
}

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

/** What smoothing adds to the objective, being a prior on the rates. */
const penalty = ({ rates }: ErrorModel, smoothing: number): number =>
  rates.reduce((sum, rate) => sum + smoothing * Math.log(rate), 0);
