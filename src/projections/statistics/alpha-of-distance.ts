import { allTheSame } from './alpha.ts';
import { type Figure, figure, noFigure } from './figure.ts';
import type { Matrix } from './ratings.ts';
import { tallyOf } from './tally.ts';

const maxLabels = 1500;

/**
 * Krippendorff's alpha, 1 - Do / De, with any distance between two labels (Krippendorff 2011): for choices of several options those of
 * `set-distance.ts`. With a distance of 1 between any two different labels it is nominal alpha.
 */
export function alphaOfDistance(matrix: Matrix, distance: (one: string, other: string) => number): Figure {
  const { labels } = matrix;
  const { start, label, count, total } = tallyOf(matrix);
  if (labels.length > maxLabels)
    return noFigure(
      `There are ${labels.length} different answers; their distances are compared for at most ${maxLabels}.`,
    );
  const width = labels.length;
  const apart = new Float64Array(width * width);
  for (let one = 0; one < width; one++)
    for (let other = 0; other < one; other++) {
      apart[one * width + other] = distance(labels[one]!, labels[other]!);
      apart[other * width + one] = apart[one * width + other]!;
    }
  const totals = new Float64Array(width);
  let answers = 0;
  let observed = 0;
  for (let item = 0; item < total.length; item++) {
    if (total[item]! < 2) continue;
    answers += total[item]!;
    for (let one = start[item]!; one < start[item + 1]!; one++) {
      totals[label[one]!]! += count[one]!;
      for (let other = start[item]!; other < start[item + 1]!; other++)
        observed += (count[one]! * count[other]! * apart[label[one]! * width + label[other]!]!) / (total[item]! - 1);
    }
  }
  if (answers === 0) return noFigure('No item has answers from two workers yet, so there is nothing to compare.');
  let among = 0;
  for (let one = 0; one < width; one++)
    for (let other = 0; other < width; other++) among += totals[one]! * totals[other]! * apart[one * width + other]!;
  return among === 0 ? noFigure(allTheSame) : figure(1 - ((answers - 1) * observed) / among);
}
