/** The probability of `hits` or more in `count` independent trials that each succeed with `chance`. */
export function binomialTail(hits: number, count: number, chance: number): number {
  if (hits <= 0) return 1;
  if (chance <= 0 || hits > count) return 0;
  if (chance >= 1) return 1;
  let log = count * Math.log1p(-chance);
  let sum = 0;
  for (let at = 1; at <= count; at++) {
    log += Math.log((count - at + 1) / at) + Math.log(chance) - Math.log1p(-chance);
    if (at >= hits) sum += Math.exp(log);
  }
  return Math.min(1, sum);
}
