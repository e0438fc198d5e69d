import type { Matrix } from './ratings.ts';

/** How often one worker gave the row's label where another gave the column's, row by row, over the items that both answered. */
export type CrossTable = { width: number; counts: Float64Array; items: number };

/** Crosses the answers of two workers; `labels` are every label that could be given, in order. */
export function crossTable(
  matrix: Matrix,
  one: number,
  other: number,
  labels: readonly string[] = matrix.labels,
): CrossTable {
  const { workerStart, byWorker, item, label } = matrix;
  const placeOf = new Map(labels.map((name, at) => [name, at]));
  const into = matrix.labels.map((name) => placeOf.get(name)!);
  const placesOf = (worker: number) => byWorker.subarray(workerStart[worker]!, workerStart[worker + 1]!);
  const ofOther = new Map(Array.from(placesOf(other), (at) => [item[at]!, into[label[at]!]!]));
  const counts = new Float64Array(labels.length ** 2);
  let items = 0;
  for (const at of placesOf(one)) {
    const second = ofOther.get(item[at]!);
    if (second === undefined) continue;
    counts[into[label[at]!]! * labels.length + second]!++;
    items++;
  }
  return { width: labels.length, counts, items };
}
