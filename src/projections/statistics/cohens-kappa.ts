import { type Figure, figure, noFigure } from './figure.ts';
import type { Matrix } from './ratings.ts';

/** The weight of a disagreement, from its two labels: 0 for the same label. */
type DisagreementWeight = (one: string, other: string) => number;

/** All disagreements weigh the same, or their weight grows with the steps between the labels, or is a function of both. */
type Weights = 'equal' | 'linear' | 'quadratic' | DisagreementWeight;

/**
 * Cohen's kappa of two workers over the items that both answered: 1 - Σ v·observed / Σ v·expected, with v the weight of a
 * disagreement (Cohen 1968); with equal weights it is Cohen's kappa of 1960. Steps are counted in the order of the
 * matrix' labels.
 */
export function cohensKappa(matrix: Matrix, one: string, other: string, weights: Weights = 'equal'): Figure {
  const pairs = pairsOf(matrix, one, other);
  if (pairs.length === 0) return noFigure(`${one} and ${other} have answered no item in common yet.`);
  const weight = weightFunction(matrix, weights);
  const firsts = sharesOf(pairs.map(([first]) => first));
  const seconds = sharesOf(pairs.map(([, second]) => second));
  let expected = 0;
  for (const [first, share] of firsts)
    for (const [second, otherShare] of seconds) expected += share * otherShare * weight(first, second);
  if (expected === 0)
    return noFigure(
      `${one} and ${other} gave one and the same answer to all items that both answered, so chance agreement cannot be told from agreement.`,
    );
  const observed = pairs.reduce((sum, [first, second]) => sum + weight(first, second), 0) / pairs.length;
  return figure(1 - observed / expected);
}

function pairsOf(matrix: Matrix, one: string, other: string): [number, number][] {
  const ofOther = answersOf(matrix, other);
  return [...answersOf(matrix, one)].flatMap(([item, label]) => {
    const second = ofOther.get(item);
    return second === undefined ? [] : [[label, second] as [number, number]];
  });
}

function answersOf({ workers, workerStart, byWorker, item, label }: Matrix, name: string): Map<number, number> {
  const worker = workers.indexOf(name);
  const places = worker < 0 ? [] : byWorker.subarray(workerStart[worker]!, workerStart[worker + 1]!);
  return new Map(Array.from(places, (at) => [item[at]!, label[at]!]));
}

function weightFunction({ labels }: Matrix, weights: Weights): (one: number, other: number) => number {
  if (typeof weights === 'function') return (one, other) => weights(labels[one]!, labels[other]!);
  if (weights === 'linear') return (one, other) => Math.abs(one - other);
  return weights === 'quadratic' ? (one, other) => (one - other) ** 2 : (one, other) => Number(one !== other);
}

function sharesOf(labels: readonly number[]): Map<number, number> {
  const shares = new Map<number, number>();
  for (const label of labels) shares.set(label, (shares.get(label) ?? 0) + 1 / labels.length);
  return shares;
}
