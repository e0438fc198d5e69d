import { type AggregatedWorker, type Aggregation, aggregatedItem, answersOf, reliabilityIn } from './aggregation.ts';
import type { Matrix } from './ratings.ts';
import { type Tally, tallyOf } from './tally.ts';

/**
 * The most frequent answer to each item; its probability is its share. In a tie `tied` names all that share the first place, and
 * `label` is the first of them in the order of the labels, so that the same answers always give the same label. A worker's
 * reliability is the share of their answers that the majority of the others gave; where the others are tied, each of the tied
 * answers counts its part.
 */
export function majority(matrix: Matrix): Aggregation {
  const tally = tallyOf(matrix);
  const items = matrix.items.map((item, at) => {
    const places = Array.from(
      { length: tally.start[at + 1]! - tally.start[at]! },
      (_, step) => tally.start[at]! + step,
    );
    const probabilities = places
      .sort((one, other) => tally.label[one]! - tally.label[other]!)
      .map((place) => ({
        label: matrix.labels[tally.label[place]!]!,
        probability: tally.count[place]! / tally.total[at]!,
      }));
    return aggregatedItem(item, probabilities);
  });
  return { items, workers: matrix.workers.map((_, worker) => workerOf(matrix, tally, worker)) };
}

function workerOf(matrix: Matrix, tally: Tally, worker: number): AggregatedWorker {
  const { workers, workerStart, byWorker, item, label } = matrix;
  let compared = 0;
  let agreed = 0;
  for (const at of byWorker.subarray(workerStart[worker]!, workerStart[worker + 1]!)) {
    if (tally.total[item[at]!]! < 2) continue;
    compared++;
    agreed += partOfOthers(tally, item[at]!, label[at]!);
  }
  const reliability = reliabilityIn(matrix, worker, agreed / compared);
  return { worker: workers[worker]!, reliability, answers: answersOf(matrix, worker) };
}

/** 1 if the most frequent answer of the others is this one, its part if it is tied, else 0. */
export function partOfOthers({ start, label, count }: Tally, item: number, own: number): number {
  let highest = 0;
  let tied = 0;
  let owns = 0;
  for (let at = start[item]!; at < start[item + 1]!; at++) {
    const others = count[at]! - Number(label[at] === own);
    if (label[at] === own) owns = others;
    if (others > highest) tied = 0;
    highest = Math.max(highest, others);
    if (others === highest) tied++;
  }
  return highest > 0 && owns === highest ? 1 / tied : 0;
}
