import type { Matrix } from './ratings.ts';

/** The share of each label among the answers to each item: a row for each item, a column for each label. */
export function shares({ items, labels, item, label, itemStart }: Matrix): Float64Array {
  const table = new Float64Array(items.length * labels.length);
  for (const [at, row] of item.entries())
    table[row * labels.length + label[at]!]! += 1 / (itemStart[row + 1]! - itemStart[row]!);
  return table;
}
