import type { RunSettings } from '../events/task-run.ts';

/** How long after it is given out the deadline of a unit is: the time for the work, and for waiting before a conversation. */
export const secondsFor = ({
  assignmentDurationSeconds,
  conversation,
}: Pick<RunSettings, 'assignmentDurationSeconds' | 'conversation'>): number =>
  assignmentDurationSeconds + (conversation?.waitSeconds ?? 0);
