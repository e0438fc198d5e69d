import {
  type AggregatedItem,
  type AggregatedWorker,
  type Aggregation,
  aggregatedItems,
  answersOf,
  type Fit,
  reliabilityIn,
  unfit,
} from './aggregation.ts';
import { shares } from './error-model.ts';
import { type Figure, figure, noFigure } from './figure.ts';
import { logistic, logLogistic, maximize } from './logistic.ts';
import { hasSettled, toProbabilities } from './posterior.ts';
import type { Matrix } from './ratings.ts';

/** An item with its difficulty: 1/β, where 1/e is usual and more is harder. */
type GladItem = AggregatedItem & { difficulty: number };

/** A worker with their ability α: 0 is guessing, below 0 is answering the opposite. */
type GladWorker = AggregatedWorker & { ability: number };

/** What GLAD says. */
export type Glad = Aggregation<GladWorker, GladItem> & Fit;

/** `ease` is log β of each item; `right` is how probable it is that each answer is right, in the order of the matrix. */
type Model = {
  matrix: Matrix;
  posterior: Float64Array;
  ability: Float64Array;
  ease: Float64Array;
  right: Float64Array;
};

const usual = 1;

/**
 * Generative model of Labels, Abilities and Difficulties: an answer is right with the probability σ(α β), α being the worker's
 * ability and β > 0 the item's ease, else any of the other labels (Whitehill, Ruvolo, Wu, Bergsma and Movellan
 * 2009). All labels are equally probable beforehand; α and log β are normal around 1 with variance 1. Each
 * maximisation improves one ability, or one ease, at a time and the objective never falls. A worker's reliability is the probability that
 * their answer to an item of usual ease, log β = 1, is right.
 */
export function glad(matrix: Matrix, { rounds = 100, tolerance = 1e-6 } = {}): Figure<Glad> {
  const reason = unfit(matrix, 1);
  if (reason) return reason;
  if (matrix.labels.length < 2) return noFigure('Everybody gave the same answer, so nobody can be told from anybody.');
  const model: Model = {
    matrix,
    posterior: shares(matrix),
    ability: new Float64Array(matrix.workers.length).fill(usual),
    ease: new Float64Array(matrix.items.length).fill(usual),
    right: new Float64Array(matrix.item.length),
  };
  const history = [expect(model)];
  while (history.length <= rounds && !hasSettled(history, tolerance)) {
    maximise(model);
    history.push(expect(model));
  }
  return figure({
    items: aggregatedItems(matrix, model.posterior).map((item, at) => ({
      ...item,
      difficulty: Math.exp(-model.ease[at]!),
    })),
    workers: matrix.workers.map((worker, at) => ({
      worker,
      reliability: reliabilityIn(matrix, at, logistic(model.ability[at]! * Math.exp(usual))),
      answers: answersOf(matrix, at),
      ability: model.ability[at]!,
    })),
    history,
    converged: hasSettled(history, tolerance),
  });
}

/** Finds how probable each label is for each item, and gives the log-likelihood with what the priors add to it. */
function expect({ matrix, posterior, ability, ease, right }: Model): number {
  const { item, worker, label, items, labels } = matrix;
  const width = labels.length;
  posterior.fill(-Math.log(width));
  let sum = 0;
  for (let at = 0; at < item.length; at++) {
    const skill = ability[worker[at]!]! * Math.exp(ease[item[at]!]!);
    const wrong = logLogistic(-skill) - Math.log(width - 1);
    sum += wrong;
    posterior[item[at]! * width + label[at]!]! += logLogistic(skill) - wrong;
  }
  for (let row = 0; row < items.length; row++) sum += toProbabilities(posterior, row * width, width);
  for (let at = 0; at < item.length; at++) right[at] = posterior[item[at]! * width + label[at]!]!;
  for (const value of [ability, ease]) for (const one of value) sum -= (one - usual) ** 2 / 2;
  return sum;
}

function maximise({ matrix, ability, ease, right }: Model): void {
  const { item, worker, itemStart, workerStart, byWorker } = matrix;
  const factor = ease.map(Math.exp);
  for (let who = 0; who < ability.length; who++) {
    const places = byWorker.subarray(workerStart[who]!, workerStart[who + 1]!);
    ability[who] = maximize(ability[who]!, (alpha) => {
      let [value, slope, curvature] = [-((alpha - usual) ** 2) / 2, usual - alpha, -1];
      for (const at of places) {
        const beta = factor[item[at]!]!;
        const skill = alpha * beta;
        const chance = logistic(skill);
        value += right[at]! * skill + logLogistic(-skill);
        slope += beta * (right[at]! - chance);
        curvature -= beta * beta * chance * (1 - chance);
      }
      return { value, slope, curvature };
    });
  }
  for (let row = 0; row < ease.length; row++) {
    ease[row] = maximize(ease[row]!, (logBeta) => {
      const beta = Math.exp(logBeta);
      let [value, slope, curvature] = [-((logBeta - usual) ** 2) / 2, usual - logBeta, -1];
      for (let at = itemStart[row]!; at < itemStart[row + 1]!; at++) {
        const skill = ability[worker[at]!]! * beta;
        const chance = logistic(skill);
        value += right[at]! * skill + logLogistic(-skill);
        slope += skill * (right[at]! - chance);
        curvature -= skill * skill * chance * (1 - chance);
      }
      return { value, slope, curvature };
    });
  }
}
