/** The logarithm of the gamma function, by Lanczos' approximation (g = 7, nine terms), for positive numbers. */
function logGamma(value: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const base = value + 6.5;
  const sum = terms.slice(1).reduce((all, term, at) => all + term / (value + at), terms[0]!);
  return 0.5 * Math.log(2 * Math.PI) + (value - 0.5) * Math.log(base) - base + Math.log(sum);
}

/** The regularised incomplete beta function, by its continued fraction (Lentz' method, as in Press and others 2007, section 6.4). */
function incompleteBeta(one: number, other: number, at: number): number {
  if (at <= 0) return 0;
  if (at >= 1) return 1;
  if (at > (one + 1) / (one + other + 2)) return 1 - incompleteBeta(other, one, 1 - at);
  const front = Math.exp(
    logGamma(one + other) - logGamma(one) - logGamma(other) + one * Math.log(at) + other * Math.log1p(-at),
  );
  const least = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let upper = 1;
  let lower = 1 / least(1 - ((one + other) * at) / (one + 1));
  let fraction = lower;
  for (let step = 1; step <= 500; step++) {
    const even = (step * (other - step) * at) / ((one + 2 * step - 1) * (one + 2 * step));
    const odd = (-(one + step) * (one + other + step) * at) / ((one + 2 * step) * (one + 2 * step + 1));
    let factor = 1;
    for (const part of [even, odd]) {
      lower = 1 / least(1 + part * lower);
      upper = least(1 + part / upper);
      factor = lower * upper;
      fraction *= factor;
    }
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return (front * fraction) / one;
}

/** The probability that Student's t with so many degrees of freedom is at least as far from 0 (Student 1908). */
export const studentTails = (distance: number, degrees: number): number =>
  incompleteBeta(degrees / 2, 0.5, degrees / (degrees + distance ** 2));

/** The 97.5 % point of Student's t, for intervals of 95 %. */
export function student975(degrees: number): number {
  let [low, high] = [0, 13];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentTails(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
