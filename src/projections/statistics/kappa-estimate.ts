import type { CrossTable } from './cross-table.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type Figure, figure, noFigure } from './figure.ts';

/**
 * Cohen's kappa of two people with weights of agreement, and its 95 % interval from the variance of Fleiss, Cohen and Everitt (1969). For the
 * two abstractors of Gwet (2014) the R package irrCAC 1.0 gives .796 (.680 to .913), with linear weights .843 (.748 to .938), with
 * quadratic ones .892 (.822 to .962).
 */
export function kappaEstimate({ width, counts, items }: CrossTable, weights: Float64Array): Figure<Estimate> {
  if (items === 0) return noFigure('The two have answered no item in common yet.');
  const rows = new Float64Array(width);
  const columns = new Float64Array(width);
  let agreed = 0;
  for (const [at, count] of counts.entries()) {
    rows[Math.floor(at / width)]! += count / items;
    columns[at % width]! += count / items;
    agreed += (weights[at]! * count) / items;
  }
  const byRow = rows.map((_, row) => columns.reduce((sum, share, at) => sum + share * weights[row * width + at]!, 0));
  const byColumn = columns.map((_, column) =>
    rows.reduce((sum, share, at) => sum + share * weights[at * width + column]!, 0),
  );
  const expected = rows.reduce((sum, share, row) => sum + share * byRow[row]!, 0);
  if (1 - expected < 1e-12)
    return noFigure(
      'Both gave one and the same answer to all their items, so chance agreement cannot be told from agreement.',
    );
  const value = (agreed - expected) / (1 - expected);
  let sum = 0;
  for (const [at, count] of counts.entries()) {
    const margins = byRow[Math.floor(at / width)]! + byColumn[at % width]!;
    sum += (count / items) * (weights[at]! - (1 - value) * margins) ** 2;
  }
  const variance = (sum - (agreed - 2 * (1 - value) * expected) ** 2) / (items * (1 - expected) ** 2);
  return figure(estimateOf(value, variance, items));
}
