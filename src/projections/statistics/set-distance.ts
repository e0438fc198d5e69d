/** How far two choices of several options are apart, from 0 for the same options to 1 for none in common. */
export type SetDistance = (one: ReadonlySet<string>, other: ReadonlySet<string>) => number;

const inBoth = (one: ReadonlySet<string>, other: ReadonlySet<string>) => {
  let both = 0;
  for (const option of one) if (other.has(option)) both++;
  return both;
};

/** One less the share of options in both among those in either (Jaccard 1912); two empty choices are the same. */
export const jaccardDistance: SetDistance = (one, other) => {
  const both = inBoth(one, other);
  const either = one.size + other.size - both;
  return either === 0 ? 0 : 1 - both / either;
};

/**
 * Passonneau's distance (2006, "Measuring Agreement on Set-valued Items"): one less Jaccard's share, which counts 2/3 where one choice holds
 * the other, 1/3 where they only overlap. For {1, 2} and {1, 2, 3, 4} it is 2/3 (NLTK: 0.665, with weights rounded to .67 and .33).
 */
export const masiDistance: SetDistance = (one, other) => {
  const both = inBoth(one, other);
  const shared = 1 - jaccardDistance(one, other);
  if (both === one.size && both === other.size) return 0;
  const isHeld = both === one.size || both === other.size;
  return 1 - (both === 0 ? 0 : (shared * (isHeld ? 2 : 1)) / 3);
};
