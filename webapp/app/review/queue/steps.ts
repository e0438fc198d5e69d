import type { Decision } from '../../../../src/api/shapes.ts';

/** My decision on a unit in this session, and its state. */
export type Mine = {
  unit: string;
  group: string;
  did: Decision | 'second_opinion';
  state: 'sending' | 'saved' | 'refused' | 'undone';
  /** Why it was refused. */
  sentence?: string;
};

/** My decisions in this session, the last at the end; one entry for each unit. */
export type Steps = readonly Mine[];

/** Adds a step; it replaces an earlier one for the same unit. */
export const enter = (steps: Steps, step: Mine): Steps => [...steps.filter(({ unit }) => unit !== step.unit), step];

/** Sets the state of the step for a unit. */
export const settle = (steps: Steps, unit: string, state: Mine['state'], sentence?: string): Steps =>
  steps.map((step) => (step.unit === unit ? { ...step, state, sentence } : step));

/** Whether I have decided a unit. */
export const isDone = (steps: Steps, unit: string): boolean =>
  steps.some((step) => step.unit === unit && (step.state === 'sending' || step.state === 'saved'));

/** The last decision that can be undone. */
export const lastDecision = (steps: Steps): Mine | undefined =>
  steps.findLast(({ did, state }) => did !== 'second_opinion' && state === 'saved');

/** The next unit to do after `current`, wrapping around at the end; undefined if there is none. */
export function nextUnit(
  units: readonly string[],
  current: string | undefined,
  isToDo: (unit: string) => boolean,
): string | undefined {
  const at = current === undefined ? -1 : units.indexOf(current);
  return [...units.slice(at + 1), ...units.slice(0, Math.max(at, 0))].find(isToDo);
}

/** The unit before `current`, also if it is decided; undefined at the first. */
export const unitBefore = (units: readonly string[], current: string | undefined): string | undefined =>
  current === undefined ? undefined : units[units.indexOf(current) - 1];
