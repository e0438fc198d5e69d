import { type Comparable, comparable, type Level, midranks } from './disagreement.ts';
import { type Figure, figure, noFigure } from './figure.ts';
import type { Matrix } from './ratings.ts';

/** Why there is no coefficient where nothing varies. */
export const allTheSame =
  'Everybody gave the same answer to all items that can be compared, so chance agreement cannot be told from agreement.';

/**
 * Krippendorff's alpha, 1 - Do / De, at one level of measurement (Krippendorff 2011, "Computing Krippendorff's
 * Alpha-Reliability"): Do is the disagreement of pairs of answers to one item, De that of pairs of any answers. Answers may be missing; items with fewer than two answers are left out.
 */
export function krippendorffsAlpha(matrix: Matrix, level: Level): Figure {
  const data = comparable(matrix, level);
  if (data.value === null) return data;
  const alpha = alphaMeter(data.value)(new Int32Array(data.value.total.length).fill(1));
  return Number.isNaN(alpha) ? noFigure(allTheSame) : figure(alpha);
}

/** Computes alpha again and again on the same items, each taken as often as `times` says; NaN if nothing varies. */
export function alphaMeter(data: Comparable): (times: Int32Array) => number {
  const { start, label, count, total } = data;
  const totals = new Float64Array(data.classes);
  const ranks = new Float64Array(data.classes);
  const fixed = data.level === 'ordinal' ? undefined : within(data, data.values);

  return (times) => {
    totals.fill(0);
    let answers = 0;
    for (let item = 0; item < total.length; item++) {
      const often = times[item]!;
      if (often === 0) continue;
      answers += often * total[item]!;
      for (let at = start[item]!; at < start[item + 1]!; at++) totals[label[at]!]! += often * count[at]!;
    }
    if (totals.reduce((used, taken) => used + Number(taken > 0), 0) < 2) return Number.NaN;
    const values = data.level === 'ordinal' ? midranks(totals, ranks) : data.values;
    const apart = fixed ?? within(data, values);
    let observed = 0;
    for (let item = 0; item < total.length; item++) observed += times[item]! * apart[item]!;
    return 1 - ((answers - 1) * observed) / among(totals, values, data.level);
  };
}

/** For each item, the distances of all pairs of its answers, over the number of answers less one. */
function within({ level, start, label, count, total }: Comparable, values: Float64Array): Float64Array {
  return Float64Array.from(total, (answers, item) => {
    const [from, to] = [start[item]!, start[item + 1]!];
    if (level === 'nominal') return (answers ** 2 - squared(count.subarray(from, to))) / (answers - 1);
    // Taken from one of the answers, so that numbers close together keep their digits.
    const origin = values[label[from]!]!;
    let sum = 0;
    let squares = 0;
    for (let at = from; at < to; at++) {
      const apart = values[label[at]!]! - origin;
      sum += count[at]! * apart;
      squares += count[at]! * apart * apart;
    }
    // Σ n_c n_k (c - k)² over all pairs is 2 (n Σ c² - (Σ c)²).
    return (2 * (answers * squares - sum ** 2)) / (answers - 1);
  });
}

/** The distances of all pairs of answers, whichever item they were given to. */
function among(totals: Float64Array, values: Float64Array, level: Level): number {
  const answers = totals.reduce((sum, often) => sum + often, 0);
  if (level === 'nominal') return answers ** 2 - squared(totals);
  const mean = totals.reduce((sum, often, at) => sum + often * values[at]!, 0) / answers;
  return 2 * answers * totals.reduce((sum, often, at) => sum + often * (values[at]! - mean) ** 2, 0);
}

/** Σ n_c²: of n² pairs these are the ones that agree. */
const squared = (counts: Float64Array | Int32Array): number => {
  let sum = 0;
  for (const count of counts) sum += count * count;
  return sum;
};
