/** The longest run of one value in a sequence; the first of equals. An empty sequence has a run of length 0. */
export function longestRun(sequence: ArrayLike<number>): { value: number; length: number } {
  let longest = { value: -1, length: 0 };
  let length = 0;
  for (let at = 0; at < sequence.length; at++) {
    length = at > 0 && sequence[at] === sequence[at - 1] ? length + 1 : 1;
    if (length > longest.length) longest = { value: sequence[at]!, length };
  }
  return longest;
}

/**
 * How probable a run of `length` or more of any one value is in `count` independent draws from `shares`: exact, by a recurrence over
 * where such a run first begins (after Feller 1968, "An Introduction to Probability Theory", on success runs, for several values).
 */
export function runProbability(count: number, shares: readonly number[], length: number): number {
  if (length < 2) return count >= length ? 1 : 0;
  const whole = shares.map((share) => share ** (length - 1));
  const begins = shares.map(() => new Float64Array(count + 1));
  const ends = new Float64Array(shares.length);
  let still = 1;
  let seen = 0;
  for (let draw = 1; draw <= count; draw++) {
    let next = 0;
    const before = still;
    for (const [value, share] of shares.entries()) {
      const starts = begins[value]!;
      starts[draw] = Math.max(0, before - ends[value]!) * share;
      const completed = draw >= length ? starts[draw - length + 1]! * whole[value]! : 0;
      seen += completed;
      ends[value] = Math.max(0, share * ends[value]! + starts[draw]! - completed);
      next += ends[value]!;
    }
    still = next;
  }
  return Math.min(1, seen);
}
