/** 1 / (1 + e^-x). */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** The logarithm of `logistic(x)`, exact also where that is almost 0. */
export const logLogistic = (x: number): number => Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x)));

/** How high a curve is at a point, how steep, and how it bends there (below 0). */
export type Ground = { height: number; slope: number; bend: number };

const maxSteps = 3;
const maxHalvings = 12;
const maxReach = 2;

/** Goes uphill from a point by a few of Newton's steps, each halved until it does not lead down; never ends lower than it began. */
export function climb(from: number, groundAt: (point: number) => Ground): number {
  let point = from;
  let here = groundAt(point);
  for (let step = 0; step < maxSteps && Math.abs(here.slope) > 1e-6; step++) {
    let reach = Math.max(-maxReach, Math.min(maxReach, -here.slope / here.bend));
    let there = groundAt(point + reach);
    for (let halving = 0; halving < maxHalvings && there.height < here.height; halving++) {
      reach /= 2;
      there = groundAt(point + reach);
    }
    if (there.height < here.height) break;
    point += reach;
    here = there;
  }
  return point;
}
