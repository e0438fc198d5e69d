import type { Contest } from './choices.ts';
import { inverseOf } from './inverse.ts';
import { logistic } from './logistic.ts';

/**
 * How the errors of the log strengths go together, for strengths taken from their mean: the inverse of the Fisher information
 * of Hunter's model (2004), centred. `raw` are log strengths on the scale on which the prior's imagined option has 0.
 */
export function strengthErrors({ options, pairs }: Contest, raw: Float64Array, prior: number): Float64Array {
  const size = options.length;
  // Without a prior only differences are known; 1/size everywhere fixes their sum, and centring takes it out again.
  const information = new Float64Array(size * size).fill(prior > 0 ? 0 : 1 / size);
  for (let at = 0; at < size; at++)
    information[at * size + at]! += 2 * prior * logistic(raw[at]!) * logistic(-raw[at]!);
  for (const { one, other, times } of pairs) {
    const part = times * logistic(raw[one]! - raw[other]!) * logistic(raw[other]! - raw[one]!);
    information[one * size + one]! += part;
    information[other * size + other]! += part;
    information[one * size + other]! -= part;
    information[other * size + one]! -= part;
  }
  return centred(inverseOf(information, size), size);
}

/** Takes the means of rows and columns out of a symmetric matrix. */
function centred(matrix: Float64Array, size: number): Float64Array {
  const means = Float64Array.from({ length: size }, (_, row) =>
    matrix.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value / size, 0),
  );
  const all = means.reduce((sum, mean) => sum + mean / size, 0);
  return matrix.map((value, at) => value - means[Math.floor(at / size)]! - means[at % size]! + all);
}
