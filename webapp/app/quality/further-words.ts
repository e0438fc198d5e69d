import type { NamedFigure, SectionName } from '../../../src/api/quality-sections.ts';

/** What each of the further figures shows. */
export const sectionWords: Record<SectionName, { name: string; description: string }> = {
  agreement: {
    name: 'All coefficients of agreement',
    description:
      'Every coefficient with its 95 % interval; weighted ones count answers that are close as partly the same.',
  },
  numbers: {
    name: 'Numbers: mean, median and errors',
    description:
      'Where numbers lie, and how far each worker is from known answers, or else from the median of the others.',
  },
  classes: {
    name: 'Labels: precision, recall and confusion',
    description: 'Which labels are taken for which, against known answers, or else against the aggregated ones.',
  },
  pairs: { name: 'Pairs of workers', description: 'How far every two workers agree on the items that both answered.' },
  enough: {
    name: 'How many answers are enough',
    description: 'What fewer answers to each item would have come to, and what more of them would.',
  },
  calibration: {
    name: 'Calibration of probabilities',
    description: 'Whether aggregated answers are right as often as their probability says.',
  },
  'over-time': {
    name: 'Agreement over time',
    description: "Drift over the run, and fatigue over each worker's answers.",
  },
  position: {
    name: 'Ties and sides of pairs',
    description: 'Whether one side is chosen more often than the other, whatever it shows.',
  },
};

const three = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

/** A number with at most three decimals, or a dash. */
export const formatNumber = (value: number | null): string =>
  value === null ? '–' : three.format(Math.round(value * 1000) / 1000 || 0);

/** A figure with its interval, or why there is none. */
export function figureInWords({ figure, low, high }: NamedFigure): string {
  if (figure.value === null) return figure.why;
  const interval = low !== null && high !== null ? ` (95 %: ${formatNumber(low)} to ${formatNumber(high)})` : '';
  return `${formatNumber(figure.value)}${interval}`;
}

/** More bars would not be readable. */
export const maxBars = 15;

/** The title of a picture, of one of several runs. */
export const titled = (title: string, of: string | undefined): string => (of ? `${title}, ${of}` : title);
