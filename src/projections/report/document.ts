/** A part of a document: a heading of its own level, a paragraph, names with values, or a table. */
export type Block =
  | { heading: string; level: 1 | 2 | 3 }
  | { text: string }
  | { pairs: readonly (readonly [name: string, value: string])[] }
  | { head: readonly string[]; rows: readonly (readonly string[])[] };

/** A text in parts that are written one after another. */
export type Document = readonly Block[];

/** Each text once, in order. */
export const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

/** A text that is not empty. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

// A figure that is 0 when it is rounded has no sign.
const signDisplay = 'negative';
const three = new Intl.NumberFormat('en', { maximumFractionDigits: 3, minimumFractionDigits: 3, signDisplay });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 1, signDisplay });

/** A figure with three places, or a dash where there is none. */
export const figureText = (value: number | null | undefined): string =>
  value === null || value === undefined || Number.isNaN(value) ? '–' : three.format(value);

/** A count, or an amount with at most one place. */
export const countText = (value: number): string => (Number.isNaN(value) ? '–' : whole.format(value));

/** A share of a whole, such as `3 of 12 (25 %)`. */
export const shareText = (part: number, of: number): string =>
  of === 0 ? '0 of 0' : `${countText(part)} of ${countText(of)} (${Math.round((100 * part) / of)} %)`;

/** The median of counts with their range, such as `4 (1–12)`. */
export function medianText(values: readonly number[], medianOf: (values: readonly number[]) => number): string {
  if (values.length === 0) return '–';
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return `${countText(medianOf(values))} (${countText(low)}–${countText(high)})`;
}

/** A time to the minute, in UTC. */
export const timeText = (time: string | null | undefined): string =>
  time ? `${time.slice(0, 10)} ${time.slice(11, 16)} UTC` : '–';
