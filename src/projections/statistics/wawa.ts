import { type Aggregation, aggregatedItem, answersOf, reliabilityIn } from './aggregation.ts';
import { type Figure, figure, noFigure } from './figure.ts';
import { majority } from './majority.ts';
import type { Matrix } from './ratings.ts';

/**
 * Worker agreement with aggregate: a vote in which each worker counts as much as they agree with the majority (Appen's Wawa, as in Crowd-Kit
 * 1.4). Where the majority is tied, each of the tied answers counts its part. A worker's reliability is that agreement; unlike with the
 * majority it includes their own vote.
 */
export function wawa(matrix: Matrix): Figure<Aggregation> {
  const { items, workers, labels, item, worker, label, itemStart } = matrix;
  if (items.length === 0) return noFigure('There are no answers yet.');
  const codeOf = new Map(labels.map((name, at) => [name, at]));
  const first = majority(matrix).items.map(
    ({ label: name, tied }) => new Set((tied.length > 0 ? tied : [name]).map((one) => codeOf.get(one)!)),
  );
  const skill = new Float64Array(workers.length);
  for (let at = 0; at < item.length; at++) {
    const winners = first[item[at]!]!;
    if (winners.has(label[at]!)) skill[worker[at]!]! += 1 / winners.size / answersOf(matrix, worker[at]!);
  }
  return figure({
    items: items.map((name, row) => {
      const votes = new Map<number, number>();
      let all = 0;
      for (let at = itemStart[row]!; at < itemStart[row + 1]!; at++) {
        votes.set(label[at]!, (votes.get(label[at]!) ?? 0) + skill[worker[at]!]!);
        all += skill[worker[at]!]!;
      }
      // Whoever gave the majority's answer here counts for something, so the sum is above 0.
      const probabilities = [...votes].sort(([one], [other]) => one - other);
      return aggregatedItem(
        name,
        probabilities.map(([code, sum]) => ({ label: labels[code]!, probability: sum / all })),
      );
    }),
    workers: workers.map((name, at) => ({
      worker: name,
      reliability: reliabilityIn(matrix, at, skill[at]!),
      answers: answersOf(matrix, at),
    })),
  });
}
