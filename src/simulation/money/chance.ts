import { type Random, seeded } from '../../projections/statistics/seeded.ts';

/** Chance of one seed. */
export type Chance = {
  random: Random;
  /** Whether something happens that has this probability. */
  is(probability: number): boolean;
  /** A whole number from the first to the last, both included. */
  between(first: number, last: number): number;
  /** One of these, if there are any. */
  one<Value>(from: readonly Value[]): Value | undefined;
  /** One of these, by weight. */
  weighed<Value>(from: readonly (readonly [number, Value])[]): Value;
};

/** Opens the chance of a seed. */
export function openChance(seed: number): Chance {
  const random = seeded(seed);
  return {
    random,
    is: (probability) => random() < probability,
    between: (first, last) => first + Math.floor(random() * (last - first + 1)),
    one: (from) => from[Math.floor(random() * from.length)],
    weighed(from) {
      let left = random() * from.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of from) {
        left -= weight;
        if (left < 0) return value;
      }
      return (from.at(-1) as readonly [number, never])[1];
    },
  };
}
