import { z } from 'zod';

/** What a launch makes: its items and units, and the most it can cost. Unknown numbers of a generator are null. */
export const LaunchPlan = z.object({
  task: z.string(),
  title: z.string(),
  items: z.int().nullable(),
  units: z.int().nullable(),
  currency: z.string(),
  /** The pay for one unit, in cents of the currency. */
  unit_cents: z.number(),
  /** The pay if every unit is submitted and accepted, without bonuses and fees, in cents. */
  max_cents: z.number().nullable(),
});

export type LaunchPlan = z.infer<typeof LaunchPlan>;
