/** The inverse of a symmetric, positive definite matrix of `size` rows, row by row, by Gauss and Jordan without exchanging rows. */
export function inverseOf(matrix: Float64Array, size: number): Float64Array {
  const left = matrix.slice();
  const right = new Float64Array(size * size);
  for (let row = 0; row < size; row++) right[row * size + row] = 1;
  for (let pivot = 0; pivot < size; pivot++) {
    const scale = left[pivot * size + pivot]!;
    for (let column = 0; column < size; column++) {
      left[pivot * size + column]! /= scale;
      right[pivot * size + column]! /= scale;
    }
    for (let row = 0; row < size; row++) {
      const factor = left[row * size + pivot]!;
      if (row === pivot || factor === 0) continue;
      for (let column = 0; column < size; column++) {
        left[row * size + column]! -= factor * left[pivot * size + column]!;
        right[row * size + column]! -= factor * right[pivot * size + column]!;
      }
    }
  }
  return right;
}
