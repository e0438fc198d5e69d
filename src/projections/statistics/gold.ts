import { type Figure, figure, type Interval, noFigure } from './figure.ts';
import type { Matrix } from './ratings.ts';
import { wilson } from './wilson.ts';

/** How many answers to items with a known answer were right; `interval` is Wilson's 95 % interval of the share. */
type Accuracy = { right: number; of: number; share: Figure; interval: Figure<Interval> };

/** Accuracy on items with a known answer, over all and for each worker. */
type GoldAccuracy = { overall: Accuracy; workers: ({ worker: string } & Accuracy)[] };

/** Holds answers against known ones; `gold` names the right answer for each item that has one. An answer is right if it is the same text. */
export function goldAccuracy(matrix: Matrix, gold: ReadonlyMap<string, string>): GoldAccuracy {
  const labelOf = new Map(matrix.labels.map((label, at) => [label, at]));
  const wanted = matrix.items.map((item) => {
    const answer = gold.get(item);
    return answer === undefined ? undefined : (labelOf.get(answer) ?? -1);
  });
  const right = new Int32Array(matrix.workers.length);
  const of = new Int32Array(matrix.workers.length);
  for (const [at, item] of matrix.item.entries()) {
    if (wanted[item] === undefined) continue;
    const worker = matrix.worker[at]!;
    of[worker]!++;
    if (wanted[item] === matrix.label[at]) right[worker]!++;
  }
  const sum = (counts: Int32Array) => counts.reduce((one, other) => one + other, 0);
  return {
    overall: accuracy(sum(right), sum(of), 'No item with a known answer has been answered yet.'),
    workers: matrix.workers.map((worker, at) => ({
      worker,
      ...accuracy(right[at]!, of[at]!, 'This person has answered no item with a known answer yet.'),
    })),
  };
}

function accuracy(right: number, of: number, why: string): Accuracy {
  if (of === 0) return { right, of, share: noFigure(why), interval: noFigure(why) };
  return { right, of, share: figure(right / of), interval: figure(wilson(right, of)) };
}
