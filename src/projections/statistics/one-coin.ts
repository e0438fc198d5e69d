import { type Aggregation, aggregatedItems, answersOf, type Fit, reliabilityIn, unfit } from './aggregation.ts';
import { type Figure, figure } from './figure.ts';
import { hasSettled, toProbabilities } from './posterior.ts';
import type { Matrix } from './ratings.ts';
import { shares } from './shares.ts';

/** When to stop, and how many imagined right and wrong answers each worker is given. */
type OneCoinOptions = { rounds?: number; tolerance?: number; smoothing?: number };

/** One number for each worker, and how probable each label is for each item. */
type Coins = { posterior: Float64Array; priors: Float64Array; right: Float64Array };

/**
 * Dawid and Skene's model with one number for each worker instead of a table: how often they are right; a wrong answer may be any other label
 * (the one-coin model of Zhang and others 2014, "Spectral Methods Meet EM"). It needs far fewer answers of each worker than the whole
 * model. A worker's reliability is that number. `smoothing` imagines so many right answers and as many wrong ones; with 0 and two labels it
 * is what Crowd-Kit 1.4 calls OneCoinDawidSkene, which starts at the shares of the answers, too.
 */
export function oneCoin(
  matrix: Matrix,
  { rounds = 500, tolerance = 1e-8, smoothing = 1 }: OneCoinOptions = {},
): Figure<Aggregation & Fit> {
  const reason = unfit(matrix, 1);
  if (reason) return reason;
  const labels = matrix.labels.length;
  const coins: Coins = {
    posterior: shares(matrix),
    priors: new Float64Array(labels),
    right: new Float64Array(matrix.workers.length),
  };
  const history: number[] = [];
  while (history.length < rounds && !hasSettled(history, tolerance)) {
    maximise(matrix, coins, smoothing);
    history.push(expect(matrix, coins) + penalty(coins, smoothing));
  }
  return figure({
    items: aggregatedItems(matrix, coins.posterior),
    workers: matrix.workers.map((worker, at) => ({
      worker,
      reliability: reliabilityIn(matrix, at, coins.right[at]!),
      answers: answersOf(matrix, at),
    })),
    history,
    converged: hasSettled(history, tolerance),
  });
}

function maximise({ item, worker, label, items, workers, workerStart }: Matrix, coins: Coins, smoothing: number): void {
  const { posterior, priors, right } = coins;
  const width = priors.length;
  priors.fill(0);
  for (const [at, probability] of posterior.entries()) priors[at % width]! += probability / items.length;
  right.fill(smoothing);
  for (let at = 0; at < item.length; at++) right[worker[at]!]! += posterior[item[at]! * width + label[at]!]!;
  for (let who = 0; who < workers.length; who++)
    right[who]! /= workerStart[who + 1]! - workerStart[who]! + 2 * smoothing;
}

/** Finds how probable each label is for each item, and gives the log-likelihood of the answers. */
function expect({ item, worker, label, items }: Matrix, { posterior, priors, right }: Coins): number {
  const width = priors.length;
  // With one label nothing can be wrong; a worker who is always right has no logarithm for a wrong answer.
  const least = (share: number) => Math.log(Math.max(share, 1e-300));
  const ifRight = right.map(least);
  const ifWrong = right.map((share) => least((1 - share) / Math.max(1, width - 1)));
  const logPriors = priors.map(least);
  for (let row = 0; row < items.length; row++) posterior.set(logPriors, row * width);
  for (let at = 0; at < item.length; at++) {
    const from = item[at]! * width;
    for (let truth = 0; truth < width; truth++)
      posterior[from + truth]! += (truth === label[at] ? ifRight : ifWrong)[worker[at]!]!;
  }
  let likelihood = 0;
  for (let row = 0; row < items.length; row++) likelihood += toProbabilities(posterior, row * width, width);
  return likelihood;
}

/** What smoothing adds to the objective, being a prior on each worker's share. */
const penalty = ({ right }: Coins, smoothing: number): number =>
  smoothing === 0 ? 0 : right.reduce((sum, share) => sum + smoothing * (Math.log(share) + Math.log(1 - share)), 0);
