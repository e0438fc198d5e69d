import { type Figure, figure, noFigure } from './figure.ts';
import type { Matrix } from './ratings.ts';
import { tallyOf } from './tally.ts';

/** How far the people who answered one item agree. */
type ItemAgreement = {
  item: string;
  answers: number;
  /** The share of pairs of people who gave the same answer (Fleiss 1971: Σ n(n - 1) / N(N - 1)). */
  agreeingPairs: Figure;
  /** How spread the answers are, in bits: 0 if all are the same (Shannon 1948: -Σ p log2 p). */
  entropy: number;
  /** The share of the most frequent answer. */
  majorityShare: number;
};

/** The agreement on each item, in the order of the matrix. */
export function itemAgreement(matrix: Matrix): ItemAgreement[] {
  const { start, count, total } = tallyOf(matrix);
  return matrix.items.map((item, at) => {
    const answers = total[at]!;
    const counts = count.subarray(start[at]!, start[at + 1]!);
    let pairs = 0;
    let entropy = 0;
    for (const same of counts) {
      pairs += same * (same - 1);
      entropy -= (same / answers) * Math.log2(same / answers);
    }
    const agreeingPairs =
      answers > 1
        ? figure(pairs / (answers * (answers - 1)))
        : noFigure('Only one person answered this item, so there is nobody to agree with.');
    return { item, answers, agreeingPairs, entropy: Math.abs(entropy), majorityShare: Math.max(...counts) / answers };
  });
}
