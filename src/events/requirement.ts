import { z } from 'zod';
import { QualificationId } from './ids.ts';

/** How a requirement compares the value that a worker holds; the names are Mephisto's. */
export const comparators = [
  'Exists',
  'DoesNotExist',
  'EqualTo',
  'NotEqualTo',
  'GreaterThan',
  'GreaterThanOrEqualTo',
  'LessThan',
  'LessThanOrEqualTo',
  'In',
  'NotIn',
] as const;
export type Comparator = (typeof comparators)[number];

/** What a worker must hold, or must not, to get units of a run. */
export const Requirement = z.object({
  qualificationId: QualificationId,
  /** Its name at the launch. */
  name: z.string(),
  comparator: z.enum(comparators),
  /** A number, or a list of numbers for `In` and `NotIn`; none for `Exists` and `DoesNotExist`. */
  value: z.union([z.int(), z.array(z.int())]).optional(),
  /** The providers whose workers it is for; without, it is for all. */
  providers: z.array(z.string()).optional(),
});
export type Requirement = z.infer<typeof Requirement>;
