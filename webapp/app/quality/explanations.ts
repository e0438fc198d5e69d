/** The meaning of each figure of agreement. */
export const explanations = {
  pairwise: 'Of all pairs of answers to the same item, the share that say the same. Not chance-corrected.',
  alpha:
    "Krippendorff's alpha: 1 is full agreement, 0 is chance, below 0 workers contradict each other. From 0.8 answers are usually taken as reliable, from 0.667 with care.",
  fleiss: "Fleiss' kappa: agreement beyond chance, for items with equally many answers.",
  cohen: "Cohen's kappa: agreement beyond chance between exactly two workers.",
  ac1: "Gwet's AC1: agreement beyond chance that stays meaningful when nearly all answers are the same.",
} as const;

/** The methods of aggregation. */
export const methods = {
  majority: { name: 'Majority', description: 'The label most workers gave. All workers count the same.' },
  wawa: {
    name: 'Wawa',
    description: 'A vote in which each worker counts as much as they agree with the majority.',
  },
  'one-coin': {
    name: 'Dawid–Skene, one coin',
    description: 'One number for each worker: how often they are right. For few answers of each.',
  },
  'dawid-skene': {
    name: 'Dawid–Skene',
    description:
      'Weighs workers by which labels they mix up; where answers are few, mostly by how often they are right.',
  },
  mace: { name: 'MACE', description: 'Estimates who guesses, and counts them less.' },
  glad: { name: 'GLAD', description: 'Weighs workers by skill and items by how hard they are.' },
} as const;

/** Measurement levels. */
export const levels = {
  nominal: 'Nominal',
  ordinal: 'Ordinal',
  interval: 'Interval',
} as const;

// A figure that is 0 when it is rounded has no sign.
const three = new Intl.NumberFormat('en', {
  ...{ minimumFractionDigits: 2, maximumFractionDigits: 3 },
  signDisplay: 'negative',
});

/** A figure between −1 and 1. */
export const formatFigure = (value: number): string => three.format(value);

/** A share as a percentage. */
export const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(0)} %`);

/** A verdict on alpha in a word, by the thresholds that Krippendorff (2004) recommends. */
export function alphaLabel(alpha: number): string {
  if (alpha >= 0.8) return 'reliable';
  if (alpha >= 0.667) return 'usable with care';
  return alpha > 0 ? 'too low to rely on' : 'no better than chance';
}
