/**
 * Turns one row of logarithms into probabilities that sum to 1, and gives the logarithm of what they summed to before: the
 * row's part of the log-likelihood. A row must hold one number above minus infinity.
 */
export function toProbabilities(table: Float64Array, from: number, width: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = from; at < from + width; at++) highest = Math.max(highest, table[at]!);
  let sum = 0;
  for (let at = from; at < from + width; at++) {
    const weight = Math.exp(table[at]! - highest);
    table[at] = weight;
    sum += weight;
  }
  for (let at = from; at < from + width; at++) table[at]! /= sum;
  return highest + Math.log(sum);
}

/** Tells, whenever it is asked, whether no probability of a table has moved by more than `tolerance` since it was asked before. */
export function standsStill(table: Float64Array, tolerance = 1e-6): () => boolean {
  const before = new Float64Array(table.length).fill(Number.POSITIVE_INFINITY);
  return () => {
    let moved = 0;
    for (let at = 0; at < table.length; at++) {
      moved = Math.max(moved, Math.abs(table[at]! - before[at]!));
      before[at] = table[at]!;
    }
    return moved <= tolerance;
  };
}

/** Whether the last step has brought so little that the next will bring nothing. */
export function hasSettled(history: readonly number[], tolerance: number): boolean {
  const [before, now] = [history.at(-2), history.at(-1)];
  return before !== undefined && now !== undefined && now - before <= tolerance * (1 + Math.abs(now));
}
