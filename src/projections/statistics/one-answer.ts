import { type Evidence, rarity } from './evidence.ts';
import type { Matrix } from './ratings.ts';
import { type Tally, tallyOf } from './tally.ts';

/** Somebody who always gave the same answer; `probability` is that of doing so while answering as others did. */
type OneAnswer = Evidence & { worker: string; answer: string; answers: number; probability: number };

const minAnswers = 5;

/**
 * Workers who gave one answer to all of their items, five or more, though somebody who answers like the others would do so less
 * than 1 time in 1000; rarest first. How others answer an item is their shares there, with one imagined answer spread as the answers to
 * all items are, so that nothing counts as impossible.
 */
export function oneAnswerOnly(matrix: Matrix, rarerThan = 0.001): OneAnswer[] {
  const { workers, labels, label, item, workerStart, byWorker } = matrix;
  const tally = tallyOf(matrix);
  const overall = new Float64Array(labels.length);
  for (const answer of label) overall[answer]! += 1 / label.length;
  const found = workers.flatMap((worker, who): OneAnswer[] => {
    const places = byWorker.subarray(workerStart[who]!, workerStart[who + 1]!);
    const answer = label[places[0]!]!;
    if (places.length < minAnswers || places.some((at) => label[at] !== answer)) return [];
    const logs = Array.from(places, (at) => Math.log(shareOfOthers(tally, item[at]!, answer, overall[answer]!)));
    const probability = Math.exp(logs.reduce((sum, log) => sum + log, 0));
    if (probability >= rarerThan) return [];
    const sentence = `${worker} answered “${labels[answer]}” to all ${places.length} items; somebody who answers like the others would do so ${rarity(probability)}.`;
    return [{ workers: [worker], worker, answer: labels[answer]!, answers: places.length, probability, sentence }];
  });
  return found.sort((one, other) => one.probability - other.probability);
}

function shareOfOthers({ start, label, count, total }: Tally, item: number, answer: number, overall: number): number {
  let same = 0;
  for (let at = start[item]!; at < start[item + 1]!; at++) if (label[at] === answer) same = count[at]! - 1;
  return (same + overall) / total[item]!;
}
