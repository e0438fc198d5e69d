import { numberIn } from './numbers.ts';
import { medianOf } from './quantiles.ts';
import type { Matrix } from './ratings.ts';

/** What the numbers given for one item come to; `deviation` is their standard deviation, NaN for a single one. */
export type CentralNumber = { item: string; answers: number; mean: number; median: number; deviation: number };

/** How many numbers were given, their mean and median, and how far they are spread (Welford 1962). Answers that are no number are left out. */
export function centralOf(values: readonly number[]): Omit<CentralNumber, 'item'> {
  let mean = 0;
  let squares = 0;
  for (const [at, value] of values.entries()) {
    const apart = value - mean;
    mean += apart / (at + 1);
    squares += apart * (value - mean);
  }
  return {
    answers: values.length,
    mean: values.length > 0 ? mean : Number.NaN,
    median: medianOf(values),
    deviation: Math.sqrt(squares / (values.length - 1)),
  };
}

/** The same for every item with a number, in the order of the matrix. */
export function centralNumbers(matrix: Matrix): CentralNumber[] {
  const numbers = matrix.labels.map(numberIn);
  return matrix.items.flatMap((item, row) => {
    const values = Array.from(
      matrix.label.subarray(matrix.itemStart[row]!, matrix.itemStart[row + 1]!),
      (code) => numbers[code]!,
    ).filter((value) => !Number.isNaN(value));
    return values.length > 0 ? { item, ...centralOf(values) } : [];
  });
}
