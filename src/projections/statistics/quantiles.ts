/** The value below which a share of the sorted values lies, between neighbours in a straight line (Hyndman and Fan 1996, type 7). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** The quartiles of values in any order; NaN if there are none. */
export function quartilesOf(values: Iterable<number>): { lower: number; median: number; upper: number } {
  const sorted = Float64Array.from(values).sort();
  return { lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) };
}

/** The median of values in any order; NaN if there are none. */
export const medianOf = (values: Iterable<number>): number => quantile(Float64Array.from(values).sort(), 0.5);
