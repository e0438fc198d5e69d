import { z } from 'zod';

/** Overlap that adapts: an item gets one more unit after another until its answers agree. */
export const Overlap = z.object({
  /** The field of the answers that is compared. */
  question: z.string(),
  /** The share of answers with the most frequent label that is enough, above 0 and at most 1. */
  threshold: z.number().positive().max(1),
  /** How many units an item has at most. */
  mostUnits: z.int().positive(),
});
export type Overlap = z.infer<typeof Overlap>;
