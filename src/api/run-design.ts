import { z } from 'zod';

/** How a run gives out its units: what its settings say, and how many workers are in each condition. */
export const RunDesign = z.object({
  /** The order in which units are given out, in words. */
  unit_order: z.string(),
  /** How many units an item may get if its answers agree too little; null where none are added. */
  most_units_per_assignment: z.int().nullable(),
  /** How many screening units are made at most, 0 if the first unit of each worker screens them; null without screening. */
  screening: z.object({ max_units: z.int() }).nullable(),
  /** The settings of gold units; null without them. */
  gold: z.object({ min: z.int(), max_incorrect: z.int(), max_units: z.int(), how_often: z.string() }).nullable(),
  /** The experimental design, in words; null without one. */
  treatments: z.string().nullable(),
  /** How many workers take part in each condition between subjects: they hold a unit, or have submitted one. */
  conditions: z.array(z.object({ condition: z.string(), workers: z.int() })),
});
