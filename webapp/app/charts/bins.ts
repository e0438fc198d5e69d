/** A range of numbers and how many fall into it. */
export type Bin = { from: number; to: number; count: number };

/** The numbers that a chart shows as bars, each with its name. */
export type Bar = { name: string; value: number };

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** Bins as bars, named by their bounds; a bin of one number is named by that number. */
export const barsOfBins = (bins: readonly Bin[], unit = ''): Bar[] =>
  bins.map(({ from, to, count }) => ({
    name: (from === to ? number.format(from) : `${number.format(from)}–${number.format(to)}`) + unit,
    value: count,
  }));

/** A text that fits under a bar. */
export const shortened = (text: string, maxLetters: number): string => {
  const letters = [...text];
  return letters.length <= maxLetters ? text : `${letters.slice(0, maxLetters - 1).join('')}…`;
};
