import { type Climb, climb } from './accelerated.ts';
import { type Aggregation, aggregatedItems, answersOf, type Fit, reliabilityIn, unfit } from './aggregation.ts';
import { type Figure, figure } from './figure.ts';
import { standsStill, toProbabilities } from './posterior.ts';
import type { Matrix } from './ratings.ts';

/** What MACE says. */
export type Mace = Aggregation & Fit;

/** How MACE is fitted: how many steps at most, and how much smoothing. */
type MaceOptions = { rounds?: number; tolerance?: number; smoothing?: number; beginnings?: number };

/**
 * The model of a matrix. Parameters are, for each worker, how often they know, and then `(worker, label)` what they answer without knowing.
 */
type Model = { matrix: Matrix; posterior: Float64Array; smoothing: number; tolerance: number };

/** Steps from each beginning before the best goes on alone. */
const trialSteps = 24;

/**
 * Multi-Annotator Competence Estimation: with a probability of their own a worker knows and gives the true label, else they answer
 * out of habit, whatever the item is (Hovy, Berg-Kirkpatrick, Vaswani and Hovy 2013). Fitted by expectation and maximisation with
 * smoothing, until the probability of every label stands still. It begins from four places, which treat all workers, items and labels alike, so that
 * what is tied stays tied; the most probable after some steps goes on. A worker's reliability is how often they know. `smoothing` is 0.1 over the
 * number of labels by default.
 */
export function mace(matrix: Matrix, options: MaceOptions = {}): Figure<Mace> {
  const labels = matrix.labels.length;
  const reason = unfit(matrix, labels);
  if (reason) return reason;
  const { rounds = 3000, tolerance = 1e-6, smoothing = 0.1 / labels, beginnings = 4 } = options;
  const model: Model = { matrix, posterior: new Float64Array(matrix.items.length * labels), smoothing, tolerance };
  const tried = beginningsOf(matrix)
    .slice(0, beginnings)
    .map((from) => climbed(model, from, Math.min(rounds, trialSteps)));
  const best = tried.reduce((one, other) =>
    heightOf(other) > heightOf(one) + 1e-9 * Math.abs(heightOf(one)) ? other : one,
  );
  const end = climbed(model, best.parameters, Math.max(0, rounds - trialSteps));
  const height = objective(model, end.parameters);
  return figure({
    items: aggregatedItems(matrix, model.posterior),
    workers: matrix.workers.map((worker, at) => ({
      worker,
      reliability: reliabilityIn(matrix, at, end.parameters[at]!),
      answers: answersOf(matrix, at),
    })),
    history: [...best.history, ...end.history, height],
    converged: end.converged,
  });
}

const heightOf = ({ history }: Climb): number => history.at(-1) ?? Number.NEGATIVE_INFINITY;

/** Even habits with workers who know half of the time, mostly or seldom, and habits as each worker's own answers. */
function beginningsOf({ workers, labels, worker, label, workerStart }: Matrix): Float64Array[] {
  const width = labels.length;
  const given = new Float64Array(workers.length * width).fill(0.5);
  for (let at = 0; at < worker.length; at++) given[worker[at]! * width + label[at]!]!++;
  const own = given.map((count, at) => {
    const who = Math.floor(at / width);
    return count / (workerStart[who + 1]! - workerStart[who]! + 0.5 * width);
  });
  const even = own.map(() => 1 / width);
  const from = (knows: number, habits: Float64Array) => {
    const parameters = new Float64Array(workers.length + habits.length).fill(knows);
    parameters.set(habits, workers.length);
    return parameters;
  };
  return [from(0.5, even), from(0.9, even), from(0.2, even), from(0.5, own)];
}

function climbed(model: Model, from: Float64Array, maxSteps: number): Climb {
  const isStill = standsStill(model.posterior, model.tolerance);
  return climb(from, {
    step: (parameters) => ({ height: objective(model, parameters), next: maximised(model, parameters) }),
    isStill,
    bound: (parameters) => bound(model.matrix, parameters),
    maxSteps,
  });
}

const least = 1e-9;

/** Keeps shares between 0 and 1, and habits at a sum of 1. */
function bound({ workers, labels }: Matrix, parameters: Float64Array): void {
  for (const [at, value] of parameters.entries()) parameters[at] = Math.min(1 - least, Math.max(least, value));
  for (let from = workers.length; from < parameters.length; from += labels.length) {
    const row = parameters.subarray(from, from + labels.length);
    const sum = row.reduce((one, other) => one + other, 0);
    for (let given = 0; given < row.length; given++) row[given] = row[given]! / sum;
  }
}

/** Finds how probable each label is for each item, and gives the log-likelihood with what smoothing, a prior, adds to it. */
function objective({ matrix, posterior, smoothing }: Model, parameters: Float64Array): number {
  const { item, worker, label, items, labels, workers } = matrix;
  const width = labels.length;
  posterior.fill(-Math.log(width));
  // Each worker's answer of each label weighs the same wherever it is given.
  const guesses = new Float64Array(workers.length * width);
  const knowing = new Float64Array(guesses.length);
  let sum = 0;
  for (let who = 0; who < workers.length; who++) {
    const knows = parameters[who]!;
    sum += smoothing * (Math.log(knows) + Math.log1p(-knows));
    for (let given = who * width; given < (who + 1) * width; given++) {
      const habit = parameters[workers.length + given]!;
      guesses[given] = Math.log((1 - knows) * habit);
      knowing[given] = Math.log1p(knows / ((1 - knows) * habit));
      sum += smoothing * Math.log(habit);
    }
  }
  for (let at = 0; at < item.length; at++) {
    const given = worker[at]! * width + label[at]!;
    sum += guesses[given]!;
    posterior[item[at]! * width + label[at]!]! += knowing[given]!;
  }
  for (let row = 0; row < items.length; row++) sum += toProbabilities(posterior, row * width, width);
  return sum;
}

function maximised({ matrix, posterior, smoothing }: Model, parameters: Float64Array): Float64Array {
  const { item, worker, label, labels, workers } = matrix;
  const width = labels.length;
  const next = new Float64Array(parameters.length).fill(smoothing);
  for (let at = 0; at < item.length; at++) {
    const who = worker[at]!;
    const habit = workers.length + who * width + label[at]!;
    const knows = parameters[who]!;
    const share = (posterior[item[at]! * width + label[at]!]! * knows) / (knows + (1 - knows) * parameters[habit]!);
    next[who]! += share;
    next[habit]! += 1 - share;
  }
  for (let who = 0; who < workers.length; who++) {
    const row = next.subarray(workers.length + who * width, workers.length + (who + 1) * width);
    const sum = row.reduce((one, other) => one + other, 0);
    for (let given = 0; given < width; given++) row[given] = row[given]! / sum;
    // The imagined guesses that smooth the habits are not answers; one imagined guess smooths the competence.
    const guesses = sum - smoothing * width + smoothing;
    next[who] = next[who]! / (next[who]! + guesses);
  }
  return next;
}
