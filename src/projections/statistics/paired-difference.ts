import { type Figure, figure, type Interval, noFigure } from './figure.ts';
import { student975, studentTails } from './student.ts';

/** The mean of some differences with its 95 % interval, and how probable one as large is by chance. */
export type Difference = { mean: number; interval: Interval; probability: number; pairs: number };

const minPairs = 5;

/**
 * Student's paired test (1908): the mean difference of two measurements of each. For the hours of sleep of his ten patients it is 1.58, from
 * 0.70 to 2.46, with a probability of .0028.
 */
export function pairedDifference(differences: readonly number[]): Figure<Difference> {
  const pairs = differences.length;
  if (pairs < minPairs)
    return noFigure(`A comparison needs at least ${minPairs} workers; there ${pairs === 1 ? 'is 1' : `are ${pairs}`}.`);
  const mean = differences.reduce((sum, one) => sum + one / pairs, 0);
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2 / (pairs - 1), 0);
  const error = Math.sqrt(variance / pairs);
  if (error < 1e-12) return noFigure('All workers changed by the same amount, so it cannot be said how sure this is.');
  const reach = student975(pairs - 1) * error;
  return figure({
    mean,
    interval: { low: mean - reach, high: mean + reach },
    probability: studentTails(mean / error, pairs - 1),
    pairs,
  });
}
