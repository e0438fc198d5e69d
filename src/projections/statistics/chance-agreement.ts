import { allTheSame } from './alpha.ts';
import { type Figure, figure, noFigure } from './figure.ts';
import type { Matrix } from './ratings.ts';
import { tallyOf } from './tally.ts';

/** The mean share of agreeing pairs, and the mean share of each label. */
type Observed = { agreement: number; shares: Float64Array };

/**
 * Fleiss' kappa (Fleiss 1971): (P - Pe) / (1 - Pe), Pe being Σ p² over the labels. Items may have different numbers of answers: each item then counts the same,
 * whether three people answered it or ten (Gwet 2014, "Handbook of Inter-Rater Reliability"). Items with one answer
 * count for the shares of the labels, not for agreement.
 */
export function fleissKappa(matrix: Matrix): Figure {
  return corrected(matrix, matrix.labels.length, (shares) => shares.reduce((sum, share) => sum + share ** 2, 0));
}

/**
 * Gwet's AC1 for any number of people, with answers missing (Gwet 2008): as kappa, but Pe is Σ p(1 - p) / (q - 1) over q labels. It depends on how many labels the
 * task offers; by default these are the labels that were given. With that number given, it is 1 where all answers are the same.
 */
export function gwetsAc1(matrix: Matrix, labels: number = matrix.labels.length): Figure {
  return corrected(
    matrix,
    labels,
    (shares) => shares.reduce((sum, share) => sum + share * (1 - share), 0) / (labels - 1),
  );
}

/** (observed - chance) / (1 - chance); where nothing can be compared, that is the reason, also if there is one label. */
function corrected(matrix: Matrix, labels: number, chanceOf: (shares: Float64Array) => number): Figure {
  const observed = observe(matrix);
  if (observed.value === null) return observed;
  if (labels < 2) return noFigure(allTheSame);
  const { agreement, shares } = observed.value;
  const chance = chanceOf(shares);
  return figure((agreement - chance) / (1 - chance));
}

function observe(matrix: Matrix): Figure<Observed> {
  const { start, label, count, total } = tallyOf(matrix);
  const shares = new Float64Array(matrix.labels.length);
  let compared = 0;
  let agreement = 0;
  for (let item = 0; item < total.length; item++) {
    const answers = total[item]!;
    let pairs = 0;
    for (let at = start[item]!; at < start[item + 1]!; at++) {
      const same = count[at]!;
      pairs += same * (same - 1);
      shares[label[at]!]! += same / answers / total.length;
    }
    if (answers < 2) continue;
    compared++;
    agreement += pairs / (answers * (answers - 1));
  }
  if (compared === 0) return noFigure('No item has answers from two workers yet, so there is nothing to compare.');
  return figure({ agreement: agreement / compared, shares });
}
