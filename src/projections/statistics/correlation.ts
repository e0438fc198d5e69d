import { type Figure, figure, noFigure } from './figure.ts';

/** Two numbers that belong together, such as an answer and the right one. */
export type NumberPair = readonly [one: number, other: number];

const minPairs = 3;

/** Pearson's correlation; numbers are scaled first, so that sums of squares of the largest ones are finite. */
export function pearson(pairs: readonly NumberPair[]): Figure {
  if (pairs.length < minPairs)
    return noFigure(
      `A correlation needs at least ${minPairs} pairs of numbers; there ${pairs.length === 1 ? 'is 1' : `are ${pairs.length}`}.`,
    );
  const [ones, others] = [deviations(pairs.map(([one]) => one)), deviations(pairs.map(([, other]) => other))];
  const product = (left: readonly number[], right: readonly number[]) =>
    left.reduce((sum, value, at) => sum + value * right[at]!, 0);
  const variances = product(ones, ones) * product(others, others);
  if (!(variances > 0)) return noFigure('One side is the same number throughout, so nothing can go together.');
  return figure(Math.max(-1, Math.min(1, product(ones, others) / Math.sqrt(variances))));
}

/** Spearman's rank correlation: Pearson's of the ranks, equal numbers sharing theirs (Spearman 1904). */
export function spearman(pairs: readonly NumberPair[]): Figure {
  const [ones, others] = [ranksOf(pairs.map(([one]) => one)), ranksOf(pairs.map(([, other]) => other))];
  return pearson(ones.map((rank, at) => [rank, others[at]!]));
}

/** How far numbers are from their mean, over the largest of them. */
function deviations(values: readonly number[]): number[] {
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const scaled = values.map((value) => value / scale);
  const mean = scaled.reduce((sum, value) => sum + value / scaled.length, 0);
  const spread = scaled.map((value) => value - mean);
  // What is left by rounding where all are the same.
  return spread.every((value) => Math.abs(value) < 1e-15) ? spread.map(() => 0) : spread;
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((one, other) => values[one]! - values[other]!);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let at = from; at <= to; at++) ranks[order[at]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}
