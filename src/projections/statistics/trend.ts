import { type Figure, figure, noFigure } from './figure.ts';

/** How many of a group succeeded. */
export type Group = { hits: number; of: number };

/**
 * Whether a share rises or falls over groups in order: the z of Cochran (1954) and Armitage (1955), for scores 1, 2, 3, …; beyond ±1.96 chance
 * would show it less than 1 time in 20. R's prop.trend.test gives z² = 8.2249 for 83, 90, 129 and 70 of 86, 93, 136 and 82 smokers.
 */
export function trendOf(groups: readonly Group[]): Figure {
  const all = groups.reduce((sum, { of }) => sum + of, 0);
  const share = groups.reduce((sum, { hits }) => sum + hits, 0) / all;
  const mean = groups.reduce((sum, { of }, at) => sum + (of * at) / all, 0);
  const spread = groups.reduce((sum, { of }, at) => sum + of * (at - mean) ** 2, 0);
  if (all === 0 || spread === 0) return noFigure('A trend needs answers at two times or more.');
  if (share === 0 || share === 1) return noFigure('The share is the same throughout, so there is no trend.');
  const moved = groups.reduce((sum, { hits, of }, at) => sum + (at - mean) * (hits - of * share), 0);
  return figure(moved / Math.sqrt(share * (1 - share) * spread));
}
