import { inOrder } from './numbers.ts';

/** One answer of one worker to one item. A list of them is in the order in which the answers were given. */
export type Rating = { item: string; worker: string; answer: string };

/**
 * Ratings as integers. Answers lie item by item: those to item `i` at `itemStart[i]` up to `itemStart[i + 1]`, each with
 * its item, worker and label. `byWorker` names the same places worker by worker, in the order in which they were given.
 */
export type Matrix = {
  items: readonly string[];
  workers: readonly string[];
  /** Every answer that was given: first those whose order was declared, the others sorted as numbers if all are numbers, else as text. */
  labels: readonly string[];
  /** How many labels, from the first, stand in the order that was declared. */
  ordered: number;
  item: Int32Array;
  worker: Int32Array;
  label: Int32Array;
  itemStart: Int32Array;
  workerStart: Int32Array;
  byWorker: Int32Array;
};

type Coded = { names: string[]; codes: Int32Array };

/**
 * The indexed form that every algorithm here takes. Where a worker answered an item more than once, the last one counts.
 * `order` declares labels in their order, from the lowest, such as those that a form offers.
 */
export function matrixOf(ratings: readonly Rating[], order: readonly string[] = []): Matrix {
  const { codes: item } = coded(ratings.map((rating) => rating.item));
  const { names, codes: worker } = coded(ratings.map((rating) => rating.worker));
  const last = new Map<number, Rating>();
  for (const [at, rating] of ratings.entries()) {
    const pair = item[at]! * names.length + worker[at]!;
    last.delete(pair);
    last.set(pair, rating);
  }
  return matrixOfAll([...last.values()], order);
}

/**
 * The same, but every answer counts, also a second one of the same worker to the same item. For models of what a worker
 * answers, such as `dawidSkene`; a figure of agreement would compare such a worker with themselves.
 */
export function matrixOfAll(ratings: readonly Rating[], order: readonly string[] = []): Matrix {
  const { names: items, codes: itemOf } = coded(ratings.map((rating) => rating.item));
  const { names: workers, codes: workerOf } = coded(ratings.map((rating) => rating.worker));
  const given = new Set(ratings.map((rating) => rating.answer));
  const declared = [...new Set(order)].filter((label) => given.has(label));
  for (const label of declared) given.delete(label);
  const labels = [...declared, ...inOrder([...given])];
  const labelOf = new Map(labels.map((label, at) => [label, at]));
  const { start: itemStart, order: places } = grouped(itemOf, items.length);
  const placeOf = new Int32Array(ratings.length);
  for (const [place, given] of places.entries()) placeOf[given] = place;
  const { start: workerStart, order: byWorker } = grouped(workerOf, workers.length);
  return {
    items,
    workers,
    labels,
    ordered: declared.length,
    item: places.map((given) => itemOf[given]!),
    worker: places.map((given) => workerOf[given]!),
    label: places.map((given) => labelOf.get(ratings[given]!.answer)!),
    itemStart,
    workerStart,
    byWorker: byWorker.map((given) => placeOf[given]!),
  };
}

/** Names as numbers, in the order in which they first appear. */
function coded(all: readonly string[]): Coded {
  const known = new Map<string, number>();
  const codes = new Int32Array(all.length);
  for (const [at, name] of all.entries()) {
    const code = known.get(name) ?? known.size;
    known.set(name, code);
    codes[at] = code;
  }
  return { names: [...known.keys()], codes };
}

/** Places sorted by their code, those of one code in the order they came in. */
function grouped(codes: Int32Array, count: number): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(count + 1);
  for (const code of codes) start[code + 1]!++;
  for (let code = 0; code < count; code++) start[code + 1]! += start[code]!;
  const next = start.slice();
  const order = new Int32Array(codes.length);
  for (const [at, code] of codes.entries()) order[next[code]!++] = at;
  return { start, order };
}
