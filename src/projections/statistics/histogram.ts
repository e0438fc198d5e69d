import { inOrder } from './numbers.ts';
import { quantile } from './quantiles.ts';

/** How often one value was given, and its share of all. */
export type Count = { value: string; count: number; share: number };

/**
 * How many numbers are at least `from` and less than `to`; the last bin takes in its end. Where all numbers are whole, `to` is the
 * last whole number of the bin: the bin of 4 is from 4 to 4, and one of ten numbers from 10 to 19.
 */
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
 * of the numbers is one number, log2(n) + 1 bins (Sturges 1926). Whole numbers have each a bin of their own as long as they are 30 or
 * fewer; else no bin has room for more than one number more than another.
 */
export function histogramOf(numbers: Iterable<number>): Bin[] {
  const sorted = Float64Array.from(numbers).filter(Number.isFinite).sort();
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return [];
  const bins = sorted.every(Number.isSafeInteger) ? wholeBins(sorted, least, most) : freeBins(sorted, least, most);
  let at = 0;
  for (const number of sorted) {
    while (at < bins.length - 1 && number >= bins[at + 1]!.from) at++;
    bins[at]!.count++;
  }
  return bins;
}

function freeBins(sorted: Float64Array, least: number, most: number): Bin[] {
  if (most === least) return [{ from: least, to: most, count: 0 }];
  const bins = binsWanted(sorted, least, most);
  // By parts of both ends, since their distance may be more than a number can hold.
  const edge = (at: number) => least * (1 - at / bins) + most * (at / bins);
  return Array.from({ length: bins }, (_, at) => ({ from: edge(at), to: edge(at + 1), count: 0 }));
}

function wholeBins(sorted: Float64Array, least: number, most: number): Bin[] {
  const span = most - least + 1;
  const wanted = span <= 30 ? span : Math.min(span, binsWanted(sorted, least, most));
  const edge = (at: number) => least + Math.round((at * span) / wanted);
  return Array.from({ length: wanted }, (_, at) => ({ from: edge(at), to: edge(at + 1) - 1, count: 0 }));
}

/** How many bins numbers that are not all the same get. */
function binsWanted(sorted: Float64Array, least: number, most: number): number {
  // Numbers whose distance is more than a number can hold are taken by their quarters.
  const unit = Number.isFinite(most - least) ? 1 : 4;
  const parts = sorted.map((number) => number / unit);
  const span = most / unit - least / unit;
  const free = (2 * (quantile(parts, 0.75) - quantile(parts, 0.25))) / Math.cbrt(sorted.length);
  const wanted = free > 0 ? free : span / Math.ceil(Math.log2(sorted.length) + 1);
  return Math.max(1, Math.min(maxBins, Math.ceil(span / wanted - 1e-9)));
}
