import type { Matrix } from './ratings.ts';

/**
 * How often each answer was given to each item, without the zeros: those of item `i` at `start[i]` up to `start[i + 1]`,
 * each with its label and its count; `total[i]` is the number of answers to the item.
 */
export type Tally = { start: Int32Array; label: Int32Array; count: Int32Array; total: Int32Array };

/** Counts the answers to each item; `into` brings labels together first, such as "1" and "1.0". */
export function tallyOf(matrix: Matrix, into?: Int32Array): Tally {
  const { items, itemStart, label: given } = matrix;
  const start = new Int32Array(items.length + 1);
  const label = new Int32Array(given.length);
  const count = new Int32Array(given.length);
  const total = new Int32Array(items.length);
  const placeOf = new Int32Array(matrix.labels.length).fill(-1);
  let size = 0;
  for (let item = 0; item < items.length; item++) {
    const begin = size;
    for (let at = itemStart[item]!; at < itemStart[item + 1]!; at++) {
      const answer = into ? into[given[at]!]! : given[at]!;
      if (placeOf[answer]! < begin) {
        placeOf[answer] = size;
        label[size++] = answer;
      }
      count[placeOf[answer]!]!++;
    }
    total[item] = itemStart[item + 1]! - itemStart[item]!;
    start[item + 1] = size;
  }
  return { start, label: label.slice(0, size), count: count.slice(0, size), total };
}
