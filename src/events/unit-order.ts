import { z } from 'zod';

/** The orders in which a run gives out its assignments. */
export const unitOrders = ['first_in', 'last_in', 'random', 'fewest_answers'] as const;

/** Which assignment with an open unit a worker gets next. */
export const UnitOrder = z.object({
  by: z.enum(unitOrders),
  /** What the random order is drawn with, from 0 to 4,294,967,295. */
  seed: z.int().nonnegative().optional(),
  /** The key of an item with its priority: the highest goes first, and `by` decides among equals. */
  priority: z.string().optional(),
  /** The key of an item with its group: groups take turns, and priority and `by` decide within one. */
  roundRobin: z.string().optional(),
});
export type UnitOrder = z.infer<typeof UnitOrder>;
