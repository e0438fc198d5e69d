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
  /** If interval, numbers less their middle, and in units of a power of two that keeps their squares finite; else unused. */
  values: Float64Array;
  start: Int32Array;
  label: Int32Array;
  count: Int32Array;
  total: Int32Array;
};

/**
 * Brings ratings into the form in which disagreement is counted. Labels that are the same number are one class. If only order
 * counts, labels that are no numbers stand in their declared order. Labels of items with one answer are not looked at.
 */
export function comparable(matrix: Matrix, level: Level): Figure<Comparable> {
  const placed = classesOf(matrix, level);
  if (placed.value === null) return placed;
  const { into, positions } = placed.value;
  const all = tallyOf(matrix, into);
  const kept = matrix.items.map((_, at) => at).filter((at) => all.total[at]! > 1);
  if (kept.length === 0) return noFigure('No item has answers from two workers yet, so there is nothing to compare.');

  const start = new Int32Array(kept.length + 1);
  const places: number[] = [];
  for (const [at, item] of kept.entries()) {
    for (let place = all.start[item]!; place < all.start[item + 1]!; place++) places.push(place);
    start[at + 1] = places.length;
  }
  return figure({
    level,
    classes: positions.length,
    values: level === 'interval' ? centred(positions) : new Float64Array(positions.length),
    start,
    label: Int32Array.from(places, (place) => all.label[place]!),
    count: Int32Array.from(places, (place) => all.count[place]!),
    total: Int32Array.from(kept, (item) => all.total[item]!),
  });
}

/** The class of each label, and the positions of the classes, ascending. */
type Classes = { into: Int32Array; positions: readonly number[] };

function classesOf(matrix: Matrix, level: Level): Figure<Classes> {
  const { labels, ordered } = matrix;
  if (level === 'nominal') return figure({ into: Int32Array.from(labels.keys()), positions: [...labels.keys()] });
  const compared = labelsCompared(matrix);
  const numbers = labels.map(numberIn);
  const odd = compared.find((at) => Number.isNaN(numbers[at]!));
  if (odd !== undefined && level === 'interval')
    return noFigure(`The answer “${labels[odd]}” is not a number; ask for the nominal level instead.`);
  if (odd !== undefined && ordered === 0)
    return noFigure(
      `The answer “${labels[odd]}” is not a number; list all labels in their order, or ask for the nominal level instead.`,
    );
  const unlisted = compared.find((at) => at >= ordered);
  if (odd !== undefined && unlisted !== undefined)
    return noFigure(
      `The answer “${labels[unlisted]}” is none of the listed labels, so nobody can say where it stands in their order.`,
    );
  const positionOf = (at: number) => (odd === undefined ? numbers[at]! : at);
  const positions = [...new Set(compared.map(positionOf))].sort((one, other) => one - other);
  const classOf = new Map(positions.map((position, at) => [position, at]));
  return figure({ into: Int32Array.from(labels, (_, at) => classOf.get(positionOf(at)) ?? 0), positions });
}

/** The labels of items with two answers or more. */
function labelsCompared({ labels, items, itemStart, label }: Matrix): number[] {
  const isCompared = new Uint8Array(labels.length);
  for (let item = 0; item < items.length; item++) {
    const [from, to] = [itemStart[item]!, itemStart[item + 1]!];
    if (to - from > 1) for (let at = from; at < to; at++) isCompared[label[at]!] = 1;
  }
  return [...labels.keys()].filter((at) => isCompared[at] === 1);
}

/** Numbers less their middle, so that large ones keep their digits, over a power of two: that loses none. */
function centred(positions: readonly number[]): Float64Array {
  const middle = (positions[0] ?? 0) / 2 + (positions.at(-1) ?? 0) / 2;
  const apart = Float64Array.from(positions, (position) => position - middle);
  const reach = Math.max(Math.abs(apart[0] ?? 0), Math.abs(apart.at(-1) ?? 0));
  const unit = reach > 0 ? 2 ** Math.floor(Math.log2(reach)) : 1;
  return apart.map((value) => value / unit);
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
