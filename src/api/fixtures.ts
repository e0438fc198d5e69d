/** The counts of a run without special units. */
export const noSpecialUnits = {
  special_units: 0,
  special_open: 0,
  special_assigned: 0,
  special_completed: 0,
  special_accepted: 0,
  special_soft_rejected: 0,
  special_rejected: 0,
  special_expired: 0,
};
