import { z } from 'zod';

/** What a launch makes: its items and units, and the most it can cost. Unknown numbers of a generator are null. */
export const LaunchPlan = z.object({
  task: z.string(),
  title: z.string(),
  items: z.int().nullable(),
  units: z.int().nullable(),
  /** The keys of the items, at most 100 of them. */
  keys: z.array(z.string()).nullable(),
  currency: z.string(),
  /** The pay for one unit, in cents of the currency. */
  unit_cents: z.number(),
  /** The pay if every unit is submitted and accepted, without bonuses and fees, in cents. */
  max_cents: z.number().nullable(),
});

export type LaunchPlan = z.infer<typeof LaunchPlan>;

/** The most keys in a plan. */
export const maxPlanKeys = 100;

const longestNameChars = 40;

/** What to do about a column whose name looks like a value. */
export const noNamesText = (value: string): string =>
  `"${value}" looks like a value, and was read as the name of a column. If the file has no line of names, add one above its first item.`;

/** The key that looks like a value: a file without a line of names loses its first item to them. */
export const valueAmong = (keys: readonly string[]): string | undefined =>
  keys.find((key) => /^[-+]?\d[\d.,:/-]*$/.test(key) || key.length > longestNameChars || /[.!?]$/.test(key));
