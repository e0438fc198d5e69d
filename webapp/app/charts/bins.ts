/** A range of numbers and how many fall into it. */
export type Bin = { from: number; to: number; count: number };

/** The numbers that a chart shows as bars, each with its name. */
export type Bar = { name: string; value: number };

const wholeNumber = new Intl.NumberFormat('en');
const maxDigits = 15;

/** Writes the borders of bins with as many digits as tell one from the next; whole numbers in full. */
function borders(bins: readonly Bin[]): (border: number) => string {
  const all = bins.flatMap(({ from, to }) => [from, to]);
  if (all.every(Number.isSafeInteger)) return wholeNumber.format;
  const width = Math.max(...bins.map(({ from, to }) => to / 4 - from / 4));
  const most = Math.max(...all.map(Math.abs)) / 4;
  const digits = width > 0 ? Math.ceil(Math.log10(most / width)) + 2 : maxDigits;
  const style = { maximumSignificantDigits: Math.min(maxDigits, Math.max(3, digits)) };
  const plain = new Intl.NumberFormat('en', style);
  const scientific = new Intl.NumberFormat('en', { ...style, notation: 'scientific' });
  return (border) => (Math.abs(border) < 1e15 ? plain : scientific).format(border);
}

/** Bins as bars, named by their bounds; a bin of one number is named by that number. */
export function barsOfBins(bins: readonly Bin[], unit = ''): Bar[] {
  const written = borders(bins);
  return bins.map(({ from, to, count }) => ({
    name: (from === to ? written(from) : `${written(from)}–${written(to)}`) + unit,
    value: count,
  }));
}

/** A text that fits under a bar. */
export const shortened = (text: string, maxLetters: number): string => {
  const letters = [...text];
  return letters.length <= maxLetters ? text : `${letters.slice(0, maxLetters - 1).join('')}…`;
};
