/** Chance that can be repeated: the same seed gives the same numbers. */
export type Random = {
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number;
  pick<Value>(values: readonly Value[]): Value;
};

/** Numbers by the generator mulberry32, which needs no more than one whole number to begin with. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // Neighbouring seeds begin alike.
  for (let n = 0; n < 8; n++) next();
  const below = (end: number) => Math.floor(next() * end);
  return { below, pick: <Value>(values: readonly Value[]) => values[below(values.length)] as Value };
}
