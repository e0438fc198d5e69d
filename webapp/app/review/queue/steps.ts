import type { Decision } from '../../../../src/api/shapes.ts';

/** What I did with a unit in this sitting, and how far that is. */
export type Mine = {
  unit: string;
  group: string;
  did: Decision | 'second_opinion';
  state: 'sending' | 'kept' | 'refused' | 'undone';
  /** Why it was refused. */
  sentence?: string;
};

/** What I did in this sitting, the last at the end; one entry for each unit. */
export type Steps = readonly Mine[];

/** Enters a step; a later one for the same unit takes the place of the earlier. */
export const enter = (steps: Steps, step: Mine): Steps => [...steps.filter(({ unit }) => unit !== step.unit), step];

/** Changes how far the step for a unit is. */
export const settle = (steps: Steps, unit: string, state: Mine['state'], sentence?: string): Steps =>
  steps.map((step) => (step.unit === unit ? { ...step, state, sentence } : step));

/** Whether there is nothing left to do about a unit for me. */
export const isDone = (steps: Steps, unit: string): boolean =>
  steps.some((step) => step.unit === unit && (step.state === 'sending' || step.state === 'kept'));

/** The last decision that can be taken back. */
export const lastDecision = (steps: Steps): Mine | undefined =>
  steps.findLast(({ did, state }) => did !== 'second_opinion' && state === 'kept');

/** The unit after `current` that is to be done, from the beginning again behind the last; undefined if there is none. */
export function nextUnit(
  units: readonly string[],
  current: string | undefined,
  isToDo: (unit: string) => boolean,
): string | undefined {
  const at = current === undefined ? -1 : units.indexOf(current);
  return [...units.slice(at + 1), ...units.slice(0, Math.max(at, 0))].find(isToDo);
}

/** The unit before `current`, done or not; undefined at the first. */
export const unitBefore = (units: readonly string[], current: string | undefined): string | undefined =>
  current === undefined ? undefined : units[units.indexOf(current) - 1];
