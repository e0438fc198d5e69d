/** The share of the normal distribution below `z` (West 2005, "Better approximations to cumulative normal functions"; 15 digits). */
export function normalShare(z: number): number {
  const far = Math.abs(z);
  const tail = far > 37 ? 0 : Math.exp((-far * far) / 2) * (far < 7.07106781186547 ? near(far) : beyond(far));
  return z > 0 ? 1 - tail : tail;
}

const numerator = [
  220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165, 0.700383064443688,
  0.0352624965998911,
];
const denominator = [
  440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461, 16.064177579207,
  1.75566716318264, 0.0883883476483184,
];
const polynomial = (terms: readonly number[], x: number) => terms.reduceRight((sum, term) => sum * x + term, 0);
const near = (z: number) => polynomial(numerator, z) / polynomial(denominator, z);
const beyond = (z: number) => 1 / (2.506628274631 * (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))));

/** The point below which a share of the normal distribution lies, by halving; infinite for 0 and 1. */
export function normalPoint(share: number): number {
  if (share <= 0) return Number.NEGATIVE_INFINITY;
  if (share >= 1) return Number.POSITIVE_INFINITY;
  let [low, high] = [-38, 38];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
