import type { Matrix } from './ratings.ts';

/** Two workers, how many items both answered, and to how many of these they gave the same answer. */
type CommonItems = { one: number; other: number; items: number; same: number };

/** Every pair of workers with so many items in common; takes time in proportion to the pairs of answers to the same item. */
export function* pairsInCommon(matrix: Matrix, minItems: number): Generator<CommonItems> {
  const { workers, item, worker, label, itemStart, workerStart, byWorker } = matrix;
  const items = new Int32Array(workers.length);
  const same = new Int32Array(workers.length);
  for (let one = 0; one < workers.length; one++) {
    const places = byWorker.subarray(workerStart[one]!, workerStart[one + 1]!);
    if (places.length < minItems) continue;
    items.fill(0);
    same.fill(0);
    for (const own of places) {
      const row = item[own]!;
      for (let at = itemStart[row]!; at < itemStart[row + 1]!; at++) {
        items[worker[at]!]!++;
        if (label[at] === label[own]) same[worker[at]!]!++;
      }
    }
    for (let other = one + 1; other < workers.length; other++)
      if (items[other]! >= minItems) yield { one, other, items: items[other]!, same: same[other]! };
  }
}

/** The items that both of two workers answered. */
export function itemsInCommon({ item, workerStart, byWorker }: Matrix, one: number, other: number): number[] {
  const ofWorker = (who: number) =>
    Array.from(byWorker.subarray(workerStart[who]!, workerStart[who + 1]!), (at) => item[at]!);
  const first = new Set(ofWorker(one));
  return ofWorker(other).filter((row) => first.has(row));
}
