/**
 * How many units stand where. `completed` counts every submission, also those reviewed since; `special_units` and
 * `special_completed` are those of them that were made for one worker.
 */
export type Tally = Record<
  | 'units'
  | 'open'
  | 'assigned'
  | 'completed'
  | 'accepted'
  | 'soft_rejected'
  | 'rejected'
  | 'expired'
  | 'special_units'
  | 'special_completed',
  number
>;

/** The counts of a run before its first assignment. */
export const emptyTally = (): Tally => ({
  units: 0,
  open: 0,
  assigned: 0,
  completed: 0,
  accepted: 0,
  soft_rejected: 0,
  rejected: 0,
  expired: 0,
  special_units: 0,
  special_completed: 0,
});
