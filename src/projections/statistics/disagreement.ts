import { type Figure, figure, noFigure } from './figure.ts';
import { numberIn } from './numbers.ts';
import type { Matrix } from './ratings.ts';
import { tallyOf } from './tally.ts';

/** What may be compared of two answers: whether they are the same, which is higher, or by how much. */
export type Level = 'nominal' | 'ordinal' | 'interval';

/** The counts of every item with two answers or more, and where each class of answers lies on a line. */
export type Comparable = {
  level: Level;
  classes: number;
  /** Numbers less their middle, so that sums of squares stay exact; unused if nominal. */
  values: Float64Array;
  start: Int32Array;
  label: Int32Array;
  count: Int32Array;
  total: Int32Array;
};

/** Brings ratings into the form in which disagreement is counted. Labels that are the same number are one class. */
export function comparable(matrix: Matrix, level: Level): Figure<Comparable> {
  const numbers = matrix.labels.map(numberIn);
  const odd = numbers.findIndex(Number.isNaN);
  if (level !== 'nominal' && odd >= 0) {
    return noFigure(`The answer “${matrix.labels[odd]}” is not a number; ask for the nominal level instead.`);
  }
  const distinct = [...new Set(numbers)];
  const classes = level === 'nominal' ? numbers.length : distinct.length;
  const placeOf = new Map(distinct.map((number, at) => [number, at]));
  const into = level === 'nominal' ? undefined : Int32Array.from(numbers, (number) => placeOf.get(number)!);
  const all = tallyOf(matrix, into);
  const kept = matrix.items.map((_, at) => at).filter((at) => all.total[at]! > 1);
  if (kept.length === 0) return noFigure('No item has answers from two workers yet, so there is nothing to compare.');

  const start = new Int32Array(kept.length + 1);
  const places: number[] = [];
  for (const [at, item] of kept.entries()) {
    for (let place = all.start[item]!; place < all.start[item + 1]!; place++) places.push(place);
    start[at + 1] = places.length;
  }
  const middle = ((distinct[0] ?? 0) + (distinct.at(-1) ?? 0)) / 2;
  return figure({
    level,
    classes,
    values: Float64Array.from(level === 'nominal' ? [] : distinct, (number) => number - middle),
    start,
    label: Int32Array.from(places, (place) => all.label[place]!),
    count: Int32Array.from(places, (place) => all.count[place]!),
    total: Int32Array.from(kept, (item) => all.total[item]!),
  });
}

/** Where each class lies if only order counts: the middle of its ranks, which is Krippendorff's ordinal metric (2011). */
export function midranks(totals: Float64Array, into: Float64Array): Float64Array {
  let before = 0;
  for (const [at, total] of totals.entries()) {
    into[at] = before + total / 2;
    before += total;
  }
  return into;
}
