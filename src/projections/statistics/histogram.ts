import { inOrder } from './numbers.ts';
import { quantile } from './quantiles.ts';

/** How often one value was given, and its share of all. */
export type Count = { value: string; count: number; share: number };

/** How many numbers are at least `from` and less than `to`; the last bin takes in its end. */
export type Bin = { from: number; to: number; count: number };

const maxBins = 100;

/** How often each value was given, the most frequent first; equals in the order of their values. */
export function countsOf(values: readonly string[]): Count[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const rows = inOrder([...counts.keys()]).map((value) => {
    const count = counts.get(value)!;
    return { value, count, share: count / values.length };
  });
  return rows.sort((one, other) => other.count - one.count);
}

/**
 * Numbers in bins of equal width, 2 × IQR / n^(1/3) (Freedman and Diaconis 1981), at most 100 of them; where the middle half
 * of the numbers is one number, log2(n) + 1 bins (Sturges 1926). Integers get bins as wide as an integer, so that no bin holds
 * more of them than its neighbour, and each integer its own as long as they are 30 or fewer.
 */
export function histogramOf(numbers: Iterable<number>): Bin[] {
  const sorted = Float64Array.from(numbers).filter(Number.isFinite).sort();
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return [];
  const whole = sorted.every(Number.isInteger);
  const width = whole ? wholeWidth(sorted, least, most) : freeWidth(sorted, least, most);
  const span = whole ? most - least + 1 : most - least;
  const bins = Array.from({ length: Math.max(1, Math.ceil(span / width - 1e-9)) }, (_, at) => ({
    from: least + at * width,
    to: least + (at + 1) * width,
    count: 0,
  }));
  for (const number of sorted) bins[Math.min(bins.length - 1, Math.floor((number - least) / width))]!.count++;
  return bins;
}

function freeWidth(sorted: Float64Array, least: number, most: number): number {
  if (most === least) return 1;
  const free = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(sorted.length);
  const wanted = free > 0 ? free : (most - least) / Math.ceil(Math.log2(sorted.length) + 1);
  return (most - least) / Math.min(maxBins, Math.ceil((most - least) / wanted));
}

function wholeWidth(sorted: Float64Array, least: number, most: number): number {
  const span = most - least + 1;
  return span <= 30 ? 1 : Math.max(Math.ceil(span / maxBins), Math.round(freeWidth(sorted, least, most)));
}
