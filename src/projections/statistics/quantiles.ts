import { median, quantileSorted } from 'd3-array';

/** The value below which a share of the sorted values lies, interpolated linearly (Hyndman and Fan 1996, type 7); NaN if there are none. */
export const quantile = (sorted: Float64Array | readonly number[], share: number): number =>
  // It only reads, and takes any array; its type knows neither.
  quantileSorted(sorted as number[], share) ?? Number.NaN;

/** The quartiles of values in any order; NaN if there are none. */
export function quartilesOf(values: Iterable<number>): { lower: number; median: number; upper: number } {
  const sorted = Float64Array.from(values).sort();
  return { lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) };
}

/** The median of values in any order; NaN if there are none. */
export const medianOf = (values: Iterable<number>): number => median(values) ?? Number.NaN;
