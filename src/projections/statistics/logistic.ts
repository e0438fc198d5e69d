/** 1 / (1 + e^-x). */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** The logarithm of `logistic(x)`, exact also where that is almost 0. */
export const logLogistic = (x: number): number => Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x)));

/** A function's value at a point, with its first and second derivative (below 0). */
export type CurvePoint = { value: number; slope: number; curvature: number };

const maxSteps = 3;
const maxHalvings = 12;
const maxReach = 2;

/** Maximizes a concave function by a few Newton steps, each halved until the value does not fall; never ends lower than it began. */
export function maximize(from: number, pointAt: (point: number) => CurvePoint, steps = maxSteps): number {
  let point = from;
  let here = pointAt(point);
  for (let step = 0; step < steps && Math.abs(here.slope) > 1e-6; step++) {
    let reach = Math.max(-maxReach, Math.min(maxReach, -here.slope / here.curvature));
    let there = pointAt(point + reach);
    for (let halving = 0; halving < maxHalvings && there.value < here.value; halving++) {
      reach /= 2;
      there = pointAt(point + reach);
    }
    if (there.value < here.value) break;
    point += reach;
    here = there;
  }
  return point;
}
