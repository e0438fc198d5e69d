/** A source of chance: each call gives a number from 0 up to, but not including, 1. */
export type Random = () => number;

/** The same numbers for the same seed, on every machine: mulberry32 (Tommy Ettinger, 2017), with a period of 2^32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
