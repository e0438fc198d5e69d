/** Something worth a look at somebody's work, never a verdict: whom it is about, and one sentence that says what was seen. */
export type Evidence = { workers: string[]; sentence: string };

/** How rare something is, in words: "about 1 time in 250". */
export function rarity(probability: number): string {
  if (probability < 1e-9) return 'less than 1 time in a billion';
  if (probability < 1e-6) return 'less than 1 time in a million';
  const times = 1 / probability;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(times)) - 1);
  return `about 1 time in ${(Math.round(times / digits) * digits).toLocaleString('en-US')}`;
}

/** A share as whole percent, but never 0 % or 100 % of what is neither. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return 'less than 1 %';
  if (share < 1 && share > 0.99) return 'more than 99 %';
  return `${Math.round(share * 100)} %`;
}
