import { type Figure, figure, noFigure } from './figure.ts';
import { quantile } from './quantiles.ts';
import type { Matrix } from './ratings.ts';
import { type Random, seeded } from './seeded.ts';
import { tallyOf } from './tally.ts';

/**
 * How reliable the mean of so many answers is, if one is reliable to this degree (Spearman 1910, Brown 1910): k r / (1 + (k - 1) r). Twice
 * as many of .60 come to .75.
 */
export const spearmanBrown = (reliability: number, answers: number): number =>
  (answers * reliability) / (1 + (answers - 1) * reliability);

/** How many answers come to this reliability, by the same formula turned round; none where one answer is no better than chance. */
export function answersFor(wanted: number, reliability: number): Figure {
  if (reliability <= 0) return noFigure('Single answers agree no better than chance, so more of them do not help.');
  if (reliability >= 1) return figure(1);
  return figure(Math.max(1, Math.ceil((wanted * (1 - reliability)) / (reliability * (1 - wanted)) - 1e-9)));
}

/** With so many answers to each item, how often their majority is the right one, over the draws: the mean, and where 95 % of the draws lie. */
export type EnoughPoint = { answers: number; share: number; low: number; high: number };

/** The points of the curve, and on how many items with how many answers each they rest. */
export type EnoughCurve = { items: number; most: number; points: EnoughPoint[] };

type Options = {
  seed: number;
  /** The right label of an item; the majority of all its answers by default. */
  gold?: ReadonlyMap<string, string>;
  draws?: number;
};

const maxAnswers = 15;
const maxSteps = 1e7;

/**
 * How often the majority of k answers, drawn without replacement from those of each item, is the right one: in a tie the right one counts its part. It rests on
 * the items with at least as many answers as half of the items have.
 */
export function enoughByDraws(matrix: Matrix, { seed, gold, draws = 200 }: Options): Figure<EnoughCurve> {
  const rows = matrix.items.map((_, row) => row).filter((row) => !gold || gold.has(matrix.items[row]!));
  const countOf = (row: number) => matrix.itemStart[row + 1]! - matrix.itemStart[row]!;
  const counts = rows
    .map(countOf)
    .filter((count) => count > 1)
    .sort((one, other) => other - one);
  if (counts.length === 0)
    return noFigure(
      gold
        ? 'No item with a known answer has answers from two workers yet.'
        : 'No item has answers from two workers yet.',
    );
  const most = Math.min(maxAnswers, counts[Math.floor((counts.length - 1) / 2)]!);
  const used = rows.filter((row) => countOf(row) >= most);
  const right = gold ? goldIn(matrix, used, gold) : majorityIn(matrix, used);
  const steps = used.reduce((sum, row) => sum + countOf(row), 0) * most;
  const rounds = Math.max(20, Math.min(draws, Math.floor(maxSteps / steps)));
  const random = seeded(seed);
  const drawn = Array.from({ length: most }, () => [] as number[]);
  for (let round = 0; round < rounds; round++)
    for (const [at, share] of shareByCount(matrix, used, right, most, random).entries()) drawn[at]!.push(share);
  const points = drawn.map((shares, at) => {
    const sorted = Float64Array.from(shares).sort();
    const share = shares.reduce((sum, one) => sum + one / shares.length, 0);
    return { answers: at + 1, share, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
  });
  return figure({ items: used.length, most, points });
}

type Right = ReadonlyMap<number, ReadonlySet<number>>;

const goldIn = ({ items, labels }: Matrix, rows: readonly number[], gold: ReadonlyMap<string, string>): Right =>
  new Map(rows.map((row) => [row, new Set([labels.indexOf(gold.get(items[row]!)!)])]));

function majorityIn(matrix: Matrix, rows: readonly number[]): Right {
  const { start, label, count } = tallyOf(matrix);
  return new Map(
    rows.map((row) => {
      const most = Math.max(...count.subarray(start[row]!, start[row + 1]!));
      return [
        row,
        new Set(label.subarray(start[row]!, start[row + 1]!).filter((_, at) => count[start[row]! + at] === most)),
      ];
    }),
  );
}

/** For 1, 2, … answers of one draw, the share of items where their majority is right. */
function shareByCount(
  matrix: Matrix,
  rows: readonly number[],
  right: Right,
  most: number,
  random: Random,
): Float64Array {
  const { label, itemStart } = matrix;
  const shares = new Float64Array(most);
  const votes = new Int32Array(matrix.labels.length);
  for (const row of rows) {
    const answers = label.slice(itemStart[row]!, itemStart[row + 1]!);
    let highest = 0;
    for (let taken = 0; taken < most; taken++) {
      const other = taken + Math.floor(random() * (answers.length - taken));
      [answers[taken], answers[other]] = [answers[other]!, answers[taken]!];
      highest = Math.max(highest, ++votes[answers[taken]!]!);
      let tied = 0;
      let hits = 0;
      // A label is counted where it first stands among those taken.
      for (let at = 0; at <= taken; at++) {
        const one = answers[at]!;
        if (votes[one] !== highest || answers.indexOf(one) !== at) continue;
        tied++;
        if (right.get(row)!.has(one)) hits++;
      }
      shares[taken]! += hits / tied / rows.length;
    }
    for (let at = 0; at < most; at++) votes[answers[at]!] = 0;
  }
  return shares;
}
