import type { RunStatus, UnitStatus } from './shapes.ts';

/** The word for each status of a run, the same wherever a person reads it. */
export const runStatusWords: Record<RunStatus, string> = {
  opening: 'Opening',
  launched: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  completed: 'Completed',
};

/** The word for each status of a unit, the same wherever a person reads it. */
export const unitStatusWords: Record<UnitStatus, string> = {
  open: 'Open',
  assigned: 'In progress',
  completed: 'To review',
  accepted: 'Accepted',
  soft_rejected: 'Paid, not used',
  rejected: 'Rejected',
  expired: 'Cancelled',
};
