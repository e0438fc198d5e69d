import { z } from 'zod';
import { isMediaFile } from './media.ts';

/** A key of a Mephisto config, and what became of it: the key here with its value, or why it changes nothing. */
export const MovedKey = z.object({
  key: z.string(),
  to: z.string().optional(),
  value: z.unknown().optional(),
  because: z.string().optional(),
  /** Whether the config does not set it, and Mephisto's default applies, which differs from the one here. */
  is_default: z.boolean().optional(),
});

export type MovedKey = z.infer<typeof MovedKey>;

/** What a run asks of its workers. */
export const WhoMayWork = z.object({
  /** Each requirement as a sentence, such as "Must have accuracy ≥ 80". */
  requirements: z.array(z.string()),
  /** What comes before the first unit: the qualification that passing it grants, its pages, and how many wrong answers it allows. */
  onboarding: z.object({ qualification: z.string(), pages: z.int(), max_mistakes: z.int() }).nullable(),
});
export type WhoMayWork = z.infer<typeof WhoMayWork>;

/** What a launch makes: its items and units, and the most it can cost. Unknown numbers of a generator are null. */
export const LaunchPlan = z.object({
  task: z.string(),
  title: z.string(),
  items: z.int().nullable(),
  units: z.int().nullable(),
  /** How many units there can be if answers agree too little; as `units` where none are added. */
  most_units: z.int().nullable(),
  /** The order in which units are given out, in words. */
  order: z.string(),
  /** The experimental design, in words; null without one. */
  treatments: z.string().nullable(),
  ...WhoMayWork.shape,
  /** The qualifications that it needs, by their names, and those of them that the launch creates; null where that is not known. */
  qualifications: z.array(z.string()),
  creates: z.array(z.string()).nullable(),
  /** Each rule in one line, such as "if returned >= 5: pause for 60 min"; absent without rules. */
  rules: z.array(z.string()).optional(),
  /** The keys of the items, at most 100 of them. */
  keys: z.array(z.string()).nullable(),
  /** Screening and gold units, if there are some: how many items are given for them, none if the task's own code makes them; each in words. */
  screening: z.object({ items: z.int().nullable(), rules: z.string() }).optional(),
  gold: z.object({ items: z.int().nullable(), rules: z.string() }).optional(),
  /** The functions that the task's own code defines, if it has code. */
  functions: z.array(z.string()).optional(),
  currency: z.string(),
  /** The pay for one unit, in cents of the currency. */
  unit_cents: z.number(),
  /** The pay if every unit is submitted and accepted, without bonuses and fees, in cents. */
  max_cents: z.number().nullable(),
  /** What became of each key of a Mephisto config; only for a folder with one. */
  moved: z.array(MovedKey).optional(),
});

export type LaunchPlan = z.infer<typeof LaunchPlan>;

/** The most keys in a plan. */
export const maxPlanKeys = 100;

const longestNameChars = 80;

/** What to do about a column whose name looks like a value. */
export const noNamesText = (value: string): string =>
  `"${value}" looks like a value, and was read as the name of a column. If the file has no line of names, add one above its first item.`;

/** A number that is no year, the name of a file, a sentence, or a text that is long for a name. */
const isLikeValue = (key: string): boolean =>
  (/^[-+]?\d[\d.,:/-]*$/.test(key) && !/^(19|20)\d\d$/.test(key)) ||
  isMediaFile(key) ||
  /[.!]$/.test(key) ||
  key.length > longestNameChars;

/** A key that looks like a value, where at least half of them do: a file without a line of names loses its first item to them. */
export function valueAmong(keys: readonly string[]): string | undefined {
  const values = keys.filter(isLikeValue);
  return values.length * 2 >= keys.length ? values[0] : undefined;
}
