import { allTheSame } from './alpha.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type Figure, figure, noFigure } from './figure.ts';
import { labelWeights, type Weighting } from './label-weights.ts';
import type { Matrix } from './ratings.ts';
import { type Tally, tallyOf } from './tally.ts';

/** Which chance agreement: that of Fleiss (1971), or that of Gwet (2008), which is AC1 or, with weights, AC2. */
export type Chance = 'fleiss' | 'gwet';

type Options = {
  /** Every label that could be given, in order; those that were given otherwise. */
  labels?: readonly string[];
  weighting?: Weighting;
};

/** What both coefficients share: per item its weighted agreement, and how much each label is agreed with there. */
type Observed = { width: number; weights: Float64Array; tally: Tally; shares: Float64Array; agreement: Float64Array };

/**
 * Fleiss' kappa or Gwet's AC1 for any number of people, answers missing, with or without weights, and Gwet's variance over items (Gwet 2014,
 * sections 2.5, 3.5 and 5.3; the R package irrCAC 1.0 for the same data: AC1 .775 ± .143, Fleiss' kappa .761 ± .153; with quadratic weights
 * .914 ± .104 and .865 ± .146).
 */
export function weightedAgreement(
  matrix: Matrix,
  chance: Chance,
  { labels = matrix.labels, weighting = 'equal' }: Options = {},
): Figure<Estimate> {
  const weights = labelWeights(labels, weighting);
  if (weights.value === null) return weights;
  const { tally, ...counts } = observe(matrix, labels, weights.value);
  const compared = tally.total.filter((answers) => answers > 1).length;
  if (compared === 0) return noFigure('No item has answers from two workers yet, so there is nothing to compare.');
  if (labels.length < 2) return noFigure(allTheSame);

  const observed = { tally, ...counts };
  const { expected, ofItem } = chance === 'gwet' ? gwet(observed) : fleiss(observed);
  // Rounding leaves something of what is exactly 1.
  if (1 - expected < 1e-12) return noFigure(allTheSame);
  const items = tally.total.length;
  const agreed = observed.agreement.reduce((sum, part) => sum + part, 0) / compared;
  const value = (agreed - expected) / (1 - expected);
  let squares = 0;
  for (let item = 0; item < items; item++) {
    const isCompared = tally.total[item]! > 1;
    const own = isCompared ? ((items / compared) * (observed.agreement[item]! - expected)) / (1 - expected) : 0;
    const linear = own - (2 * (1 - value) * (ofItem(item) - expected)) / (1 - expected);
    squares += (linear - value) ** 2;
  }
  return figure(estimateOf(value, squares / (items * (items - 1)), items));
}

function observe(matrix: Matrix, labels: readonly string[], weights: Float64Array): Observed {
  const placeOf = new Map(labels.map((label, at) => [label, at]));
  const into = Int32Array.from(matrix.labels, (label) => placeOf.get(label)!);
  const tally = tallyOf(matrix, into);
  const { start, label, count, total } = tally;
  const width = labels.length;
  const shares = new Float64Array(width);
  const agreement = new Float64Array(total.length);
  for (let item = 0; item < total.length; item++) {
    const answers = total[item]!;
    let pairs = 0;
    for (let one = start[item]!; one < start[item + 1]!; one++) {
      shares[label[one]!]! += count[one]! / answers / total.length;
      for (let other = start[item]!; other < start[item + 1]!; other++)
        pairs += count[one]! * count[other]! * weights[label[one]! * width + label[other]!]!;
    }
    // Nobody is compared with themselves.
    if (answers > 1) agreement[item] = (pairs - answers) / (answers * (answers - 1));
  }
  return { width, weights, tally, shares, agreement };
}

type Expectation = { expected: number; ofItem: (item: number) => number };

function gwet({ width, weights, tally, shares }: Observed): Expectation {
  const scale = weights.reduce((sum, weight) => sum + weight, 0) / (width * (width - 1));
  const parts = shares.map((share) => scale * (1 - share));
  return { expected: parts.reduce((sum, part, at) => sum + part * shares[at]!, 0), ofItem: meanOver(tally, parts) };
}

function fleiss({ width, weights, tally, shares }: Observed): Expectation {
  const parts = shares.map((_, one) =>
    shares.reduce((sum, share, other) => sum + share * weights[one * width + other]!, 0),
  );
  return { expected: parts.reduce((sum, part, at) => sum + part * shares[at]!, 0), ofItem: meanOver(tally, parts) };
}

/** The mean of a value of each label over the answers to an item. */
const meanOver =
  ({ start, label, count, total }: Tally, values: Float64Array) =>
  (item: number): number => {
    let sum = 0;
    for (let at = start[item]!; at < start[item + 1]!; at++) sum += count[at]! * values[label[at]!]!;
    return sum / total[item]!;
  };
