import type { RunStatus, UnitStatus } from './shapes.ts';

/** The label of each run status, the same in all user interfaces. */
export const runStatusLabels: Record<RunStatus, string> = {
  opening: 'Opening',
  launched: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  completed: 'Completed',
};

/** The label of each unit status, the same in all user interfaces. */
export const unitStatusLabels: Record<UnitStatus, string> = {
  open: 'Open',
  assigned: 'In progress',
  completed: 'To review',
  accepted: 'Accepted',
  soft_rejected: 'Paid, not used',
  rejected: 'Rejected',
  expired: 'Cancelled',
};
