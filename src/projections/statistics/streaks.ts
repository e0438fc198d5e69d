import { type Evidence, percent, rarity } from './evidence.ts';
import type { Matrix } from './ratings.ts';
import { longestRun, runProbability } from './runs.ts';

/** A long run of one answer; `probability` is that of a run so long if the items had come in any order. */
type Streak = Evidence & {
  worker: string;
  answer: string;
  length: number;
  answers: number;
  probability: number;
};

const minLength = 5;

/**
 * Workers who gave one answer many times in a row, rarest first. A streak is reported if it has five answers or more, and if a run so
 * long of any answer, drawn in as many answers by the worker's own shares, would come less than 1 time in 1000. Rests on the
 * order of the ratings being the order in which they were given; items that came sorted by their answer explain a streak, too.
 */
export function streaks(matrix: Matrix, rarerThan = 0.001): Streak[] {
  const { workers, labels, label, workerStart, byWorker } = matrix;
  const found = workers.flatMap((worker, who): Streak[] => {
    const given = byWorker.subarray(workerStart[who]!, workerStart[who + 1]!).map((at) => label[at]!);
    const { value, length } = longestRun(given);
    if (length < minLength || length === given.length) return [];
    const counts = new Map<number, number>();
    for (const one of given) counts.set(one, (counts.get(one) ?? 0) + 1);
    const probability = runProbability(
      given.length,
      [...counts.values()].map((count) => count / given.length),
      length,
    );
    if (probability >= rarerThan) return [];
    const share = percent((counts.get(value) ?? 0) / given.length);
    const sentence = `${worker} answered “${labels[value]}” ${length} times in a row, and ${share} of the time over all ${given.length} items; with items in any order a run so long comes ${rarity(probability)}.`;
    return [
      { workers: [worker], worker, answer: labels[value]!, length, answers: given.length, probability, sentence },
    ];
  });
  return found.sort((one, other) => one.probability - other.probability);
}
