import { climb } from './accelerated.ts';
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
import { type Figure, figure, noFigure } from './figure.ts';
import { type CurvePoint, logistic, logLogistic, maximize } from './logistic.ts';
import { standsStill, toProbabilities } from './posterior.ts';
import type { Matrix } from './ratings.ts';
import { shares } from './shares.ts';

/** An item with its difficulty: 1/β, where 1/e is usual and more is harder. */
type GladItem = AggregatedItem & { difficulty: number };

/** A worker with their ability α: 0 is guessing, below 0 is answering the opposite. */
type GladWorker = AggregatedWorker & { ability: number };

/** What GLAD says. */
export type Glad = Aggregation<GladWorker, GladItem> & Fit;

/** The parameters are the ability of each worker, and then log β of each item; `right` is how probable it is that each answer is right. */
type Model = { matrix: Matrix; posterior: Float64Array; right: Float64Array };

const usual = 1;
/** One step towards the best of each parameter is enough where many rounds follow. */
const newtonSteps = 1;

/**
 * Generative model of Labels, Abilities and Difficulties: an answer is right with the probability σ(α β), α being the worker's
 * ability and β > 0 the item's ease, else any of the other labels (Whitehill, Ruvolo, Wu, Bergsma and Movellan
 * 2009). All labels are equally probable beforehand; α and log β are normal around 1 with variance 1. Each
 * maximisation improves one ability, or one ease, at a time and the objective never falls; it ends when the probability of every label
 * stands still. A worker's reliability is the probability that
 * their answer to an item of usual ease, log β = 1, is right.
 */
export function glad(matrix: Matrix, { rounds = 300, tolerance = 1e-4 } = {}): Figure<Glad> {
  const reason = unfit(matrix, 1);
  if (reason) return reason;
  if (matrix.labels.length < 2) return noFigure('Everybody gave the same answer, so nobody can be told from anybody.');
  const model: Model = { matrix, posterior: shares(matrix), right: new Float64Array(matrix.item.length) };
  const { parameters, history, converged } = climb(
    new Float64Array(matrix.workers.length + matrix.items.length).fill(usual),
    {
      step: (from) => ({ height: expect(model, from), next: maximised(model, from) }),
      isStill: standsStill(model.posterior, tolerance),
      bound: () => undefined,
      maxSteps: rounds,
    },
  );
  const height = expect(model, parameters);
  const ability = (worker: number) => parameters[worker]!;
  return figure({
    items: aggregatedItems(matrix, model.posterior).map((item, at) => ({
      ...item,
      difficulty: Math.exp(-parameters[matrix.workers.length + at]!),
    })),
    workers: matrix.workers.map((worker, at) => ({
      worker,
      reliability: reliabilityIn(matrix, at, logistic(ability(at) * Math.exp(usual))),
      answers: answersOf(matrix, at),
      ability: ability(at),
    })),
    history: [...history, height],
    converged,
  });
}

/** Finds how probable each label is for each item, and gives the log-likelihood with what the priors add to it. */
function expect({ matrix, posterior, right }: Model, parameters: Float64Array): number {
  const { item, worker, label, items, labels, workers } = matrix;
  const width = labels.length;
  posterior.fill(-Math.log(width));
  const factor = parameters.subarray(workers.length).map(Math.exp);
  let sum = 0;
  for (let at = 0; at < item.length; at++) {
    const skill = parameters[worker[at]!]! * factor[item[at]!]!;
    // log σ(-s) is log σ(s) - s.
    const known = logLogistic(skill);
    const wrong = known - skill - Math.log(width - 1);
    sum += wrong;
    posterior[item[at]! * width + label[at]!]! += known - wrong;
  }
  for (let row = 0; row < items.length; row++) sum += toProbabilities(posterior, row * width, width);
  for (let at = 0; at < item.length; at++) right[at] = posterior[item[at]! * width + label[at]!]!;
  for (const one of parameters) sum -= (one - usual) ** 2 / 2;
  return sum;
}

/** What an answer that is right with this probability adds to the curve of its skill, α β; `weight` is how fast the skill grows with the parameter. */
function addTo(curve: CurvePoint, skill: number, right: number, weight: number): void {
  const small = Math.exp(-Math.abs(skill));
  const chance = skill >= 0 ? 1 / (1 + small) : small / (1 + small);
  curve.value += right * skill - Math.max(0, skill) - Math.log1p(small);
  curve.slope += weight * (right - chance);
  curve.curvature -= weight * weight * chance * (1 - chance);
}

function maximised({ matrix, right }: Model, from: Float64Array): Float64Array {
  const { item, worker, itemStart, workerStart, byWorker, workers } = matrix;
  const next = from.slice();
  const [ability, ease] = [next.subarray(0, workers.length), next.subarray(workers.length)];
  const factor = ease.map(Math.exp);
  const begun = (value: number) => ({ value: -((value - usual) ** 2) / 2, slope: usual - value, curvature: -1 });
  for (let who = 0; who < ability.length; who++) {
    const places = byWorker.subarray(workerStart[who]!, workerStart[who + 1]!);
    const pointAt = (alpha: number) => {
      const curve = begun(alpha);
      for (const at of places) addTo(curve, alpha * factor[item[at]!]!, right[at]!, factor[item[at]!]!);
      return curve;
    };
    ability[who] = maximize(ability[who]!, pointAt, newtonSteps);
  }
  for (let row = 0; row < ease.length; row++) {
    const pointAt = (logBeta: number) => {
      const curve = begun(logBeta);
      const beta = Math.exp(logBeta);
      for (let at = itemStart[row]!; at < itemStart[row + 1]!; at++) {
        const skill = ability[worker[at]!]! * beta;
        addTo(curve, skill, right[at]!, skill);
      }
      return curve;
    };
    ease[row] = maximize(ease[row]!, pointAt, newtonSteps);
  }
  return next;
}
