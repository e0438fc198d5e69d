import { type NumberPair, pearson, spearman } from './correlation.ts';
import { type Figure, figure, noFigure } from './figure.ts';

/** How far numbers are from those they should be; a bias above 0 is too much. */
export type NumberErrors = {
  pairs: number;
  mae: Figure;
  rmse: Figure;
  bias: Figure;
  pearson: Figure;
  spearman: Figure;
};

/**
 * The mean absolute error, the root of the mean squared error, the mean error, and both correlations of pairs of an answer and its reference.
 * For 2.5, 0, 2, 8 and 3, -0.5, 2, 7 scikit-learn gives 0.5 and 0.612.
 */
export function numberErrors(pairs: readonly NumberPair[]): NumberErrors {
  const correlations = { pairs: pairs.length, pearson: pearson(pairs), spearman: spearman(pairs) };
  if (pairs.length === 0) {
    const why = noFigure('There is nothing to compare these numbers with yet.');
    return { ...correlations, mae: why, rmse: why, bias: why };
  }
  const errors = pairs.map(([given, reference]) => given - reference);
  const mean = (of: (error: number) => number) => errors.reduce((sum, error) => sum + of(error) / errors.length, 0);
  const largest = errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);
  const finite = (value: number) =>
    Number.isFinite(value) ? figure(value) : noFigure('The errors are too large for a number.');
  return {
    ...correlations,
    mae: finite(mean(Math.abs)),
    rmse: finite(largest === 0 ? 0 : largest * Math.sqrt(mean((error) => (error / largest) ** 2))),
    bias: finite(mean((error) => error)),
  };
}
