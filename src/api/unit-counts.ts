import { z } from 'zod';

const UnitCounts = z.object({
  units: z.int(),
  open: z.int(),
  assigned: z.int(),
  completed: z.int(),
  accepted: z.int(),
  soft_rejected: z.int(),
  rejected: z.int(),
  expired: z.int(),
});

/** How many units there are, and how many are in each state; `completed` is all submitted ones, reviewed or not. */
export type UnitCounts = z.infer<typeof UnitCounts>;

const SpecialCounts = z.object({
  special_units: z.int(),
  special_open: z.int(),
  special_assigned: z.int(),
  special_completed: z.int(),
  special_accepted: z.int(),
  special_soft_rejected: z.int(),
  special_rejected: z.int(),
  special_expired: z.int(),
});
type SpecialCounts = z.infer<typeof SpecialCounts>;

/** The counts of all units of a run, and how many of them are gold and screening units made for one worker, in the same states. */
export const AllCounts = UnitCounts.extend(SpecialCounts.shape);

/** The units of a run that were made for one worker: gold and screening units. */
export const specialUnitsOf = (run: SpecialCounts): UnitCounts => ({
  units: run.special_units,
  open: run.special_open,
  assigned: run.special_assigned,
  completed: run.special_completed,
  accepted: run.special_accepted,
  soft_rejected: run.special_soft_rejected,
  rejected: run.special_rejected,
  expired: run.special_expired,
});

/** The units of a run that are those of its data, without special ones. */
export const ordinaryUnitsOf = (run: UnitCounts & SpecialCounts): UnitCounts => ({
  units: run.units - run.special_units,
  open: run.open - run.special_open,
  assigned: run.assigned - run.special_assigned,
  completed: run.completed - run.special_completed,
  accepted: run.accepted - run.special_accepted,
  soft_rejected: run.soft_rejected - run.special_soft_rejected,
  rejected: run.rejected - run.special_rejected,
  expired: run.expired - run.special_expired,
});

/** How many submitted units are not reviewed yet. */
export const toReview = ({ completed, accepted, soft_rejected, rejected }: UnitCounts): number =>
  completed - accepted - soft_rejected - rejected;
