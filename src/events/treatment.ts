import { z } from 'zod';

/** The experimental design of a run: conditions between workers, or counterbalanced within each worker, or both. */
export const TreatmentSettings = z.object({
  /** Between subjects: the key under which a worker's condition is in the data of their units, and the conditions. */
  key: z.string().optional(),
  conditions: z.array(z.object({ name: z.string(), weight: z.number().positive() })).optional(),
  /** Within subjects: the key of an item with its condition, and how many units of one condition follow each other. */
  within: z.string().optional(),
  unitsPerCondition: z.int().positive().optional(),
  /** What is drawn with where conditions, or orders of them, have equally few workers. */
  seed: z.int().nonnegative(),
});
export type TreatmentSettings = z.infer<typeof TreatmentSettings>;

/** What a worker was assigned to, as it is added to the data of their units: a condition, the order of conditions. */
export const Treatment = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type Treatment = z.infer<typeof Treatment>;

/** The key under which the order of conditions is in the data of a worker's units. */
export const sequenceKeyOf = (within: string): string => `${within}_order`;
