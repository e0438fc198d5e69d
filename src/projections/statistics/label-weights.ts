import { type Figure, figure, noFigure } from './figure.ts';
import { numberIn } from './numbers.ts';

/** How much two different labels agree: not at all, or less the farther apart they are, or less by the square of that. */
export type Weighting = 'equal' | 'linear' | 'quadratic';

const maxWeighted = 300;

/**
 * How much each pair of labels agrees, from 0 to 1, row by row (Gwet 2014, section 3.5): 1 - d or 1 - d², with d their distance over the
 * largest one. Labels lie where their numbers are, and in their order with equal steps if one of them is no number.
 */
export function labelWeights(labels: readonly string[], weighting: Weighting): Figure<Float64Array> {
  const size = labels.length;
  if (size > maxWeighted)
    return noFigure(`There are ${size} different answers; their distances are weighed for at most ${maxWeighted}.`);
  const numbers = labels.map(numberIn);
  const places = numbers.some(Number.isNaN) ? labels.map((_, at) => at) : numbers;
  const [least, most] = [Math.min(...places), Math.max(...places)];
  // Halved before they are subtracted, so that the distance of the largest numbers is finite.
  const reach = most / 2 - least / 2;
  const distance = (one: number, other: number) =>
    reach === 0 ? 0 : Math.abs(places[one]! / 2 - places[other]! / 2) / reach;
  return figure(
    Float64Array.from({ length: size * size }, (_, at) => {
      const [one, other] = [Math.floor(at / size), at % size];
      if (one === other) return 1;
      if (weighting === 'equal') return 0;
      return 1 - distance(one, other) ** (weighting === 'linear' ? 1 : 2);
    }),
  );
}
