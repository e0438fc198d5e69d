import { type Aggregation, aggregatedItems, answersOf, type Fit, reliabilityIn, unfit } from './aggregation.ts';
import { type Figure, figure } from './figure.ts';
import { hasSettled, toProbabilities } from './posterior.ts';
import type { Matrix } from './ratings.ts';
import { type Random, seeded } from './seeded.ts';

/** What MACE says. */
export type Mace = Aggregation & Fit;

/** How MACE is fitted: the same seed gives the same result. */
type MaceOptions = { seed: number; restarts?: number; rounds?: number; tolerance?: number; smoothing?: number };

/** `competence` is how often a worker knows; `habits`, `(worker, label)`, is what a worker answers without knowing. */
type Model = {
  matrix: Matrix;
  posterior: Float64Array;
  competence: Float64Array;
  habits: Float64Array;
  smoothing: number;
};
type Fitted = Model & Fit;

/**
 * Multi-Annotator Competence Estimation: with a probability of their own a worker knows and gives the true label, else they answer
 * out of habit, whatever the item is (Hovy, Berg-Kirkpatrick, Vaswani and Hovy 2013). Fitted by expectation and
 * maximisation with smoothing from several beginnings: one even, the others drawn from the seed; the most probable
 * is kept. A worker's reliability is how often they know. `smoothing` is 0.1 over the number of labels by default.
 */
export function mace(matrix: Matrix, options: MaceOptions): Figure<Mace> {
  const labels = matrix.labels.length;
  const reason = unfit(matrix, labels);
  if (reason) return reason;
  const { restarts = 10, rounds = 200, tolerance = 1e-6, smoothing = 0.1 / labels } = options;
  const random = seeded(options.seed);
  let best = fitted(begin(matrix, smoothing), rounds, tolerance);
  for (let restart = 1; restart < restarts; restart++) {
    const next = fitted(begin(matrix, smoothing, random), rounds, tolerance);
    if (next.history.at(-1)! > best.history.at(-1)!) best = next;
  }
  return figure({
    items: aggregatedItems(matrix, best.posterior),
    workers: matrix.workers.map((worker, at) => ({
      worker,
      reliability: reliabilityIn(matrix, at, best.competence[at]!),
      answers: answersOf(matrix, at),
    })),
    history: best.history,
    converged: best.converged,
  });
}

function begin(matrix: Matrix, smoothing: number, random?: Random): Model {
  const labels = matrix.labels.length;
  const habits = Float64Array.from({ length: matrix.workers.length * labels }, () => (random ? 0.5 + random() : 1));
  for (let from = 0; from < habits.length; from += labels) {
    const row = habits.subarray(from, from + labels);
    const sum = row.reduce((one, other) => one + other, 0);
    row.set(row.map((habit) => habit / sum));
  }
  const competence = Float64Array.from(matrix.workers, () => (random ? 0.05 + 0.9 * random() : 0.5));
  return { matrix, posterior: new Float64Array(matrix.items.length * labels), competence, habits, smoothing };
}

function fitted(model: Model, rounds: number, tolerance: number): Fitted {
  const history = [objective(model)];
  while (history.length <= rounds && !hasSettled(history, tolerance)) {
    maximise(model);
    history.push(objective(model));
  }
  return { ...model, history, converged: hasSettled(history, tolerance) };
}

/** Finds how probable each label is for each item, and gives the log-likelihood with what smoothing, a prior, adds to it. */
function objective({ matrix, posterior, competence, habits, smoothing }: Model): number {
  const { item, worker, label, items, labels } = matrix;
  const width = labels.length;
  posterior.fill(-Math.log(width));
  let sum = 0;
  for (let at = 0; at < item.length; at++) {
    const knows = competence[worker[at]!]!;
    const guesses = (1 - knows) * habits[worker[at]! * width + label[at]!]!;
    sum += Math.log(guesses);
    posterior[item[at]! * width + label[at]!]! += Math.log1p(knows / guesses);
  }
  for (let row = 0; row < items.length; row++) sum += toProbabilities(posterior, row * width, width);
  for (const knows of competence) sum += smoothing * (Math.log(knows) + Math.log1p(-knows));
  for (const habit of habits) sum += smoothing * Math.log(habit);
  return sum;
}

function maximise({ matrix, posterior, competence, habits, smoothing }: Model): void {
  const { item, worker, label, labels } = matrix;
  const width = labels.length;
  const known = new Float64Array(competence.length).fill(smoothing);
  const guessed = new Float64Array(habits.length).fill(smoothing);
  for (let at = 0; at < item.length; at++) {
    const who = worker[at]!;
    const knows = competence[who]!;
    const guesses = (1 - knows) * habits[who * width + label[at]!]!;
    const share = (posterior[item[at]! * width + label[at]!]! * knows) / (knows + guesses);
    known[who]! += share;
    guessed[who * width + label[at]!]! += 1 - share;
  }
  for (let who = 0; who < competence.length; who++) {
    const row = guessed.subarray(who * width, (who + 1) * width);
    const sum = row.reduce((one, other) => one + other, 0);
    for (let given = 0; given < width; given++) habits[who * width + given] = row[given]! / sum;
    // The imagined guesses that smooth the habits are not answers; one imagined guess smooths the competence.
    const guesses = sum - smoothing * width + smoothing;
    competence[who] = known[who]! / (known[who]! + guesses);
  }
}
