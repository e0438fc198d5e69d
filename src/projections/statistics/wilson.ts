import type { Interval } from './figure.ts';

/** The 97.5 % point of the normal distribution, for intervals of 95 %. */
export const normal975 = 1.959963984540054;

/** The 95 % interval of a share, `hits` of `of` (Wilson 1927): it stays between 0 and 1, and has a width also at 0 and at 1. */
export function wilson(hits: number, of: number): Interval {
  const share = hits / of;
  const z2 = normal975 ** 2;
  const middle = share + z2 / (2 * of);
  const reach = normal975 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of ** 2));
  const scale = 1 + z2 / of;
  return { low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) };
}
