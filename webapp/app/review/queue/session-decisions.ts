import type { Decision } from '../../../../src/api/shapes.ts';

/** My decision on a unit in this session, and its state. */
export type SessionDecision = {
  unit: string;
  group: string;
  did: Decision | 'second_opinion';
  state: 'sending' | 'saved' | 'refused' | 'undone';
  /** Why it was refused. */
  sentence?: string;
};

/** My decisions in this session, the last at the end; one entry for each unit. */
export type Decisions = readonly SessionDecision[];

/** Adds a decision; it replaces an earlier one for the same unit. */
export const addDecision = (decisions: Decisions, decision: SessionDecision): Decisions => [
  ...decisions.filter(({ unit }) => unit !== decision.unit),
  decision,
];

/** Sets the state of the decision on a unit. */
export const settleDecision = (
  decisions: Decisions,
  unit: string,
  state: SessionDecision['state'],
  sentence?: string,
): Decisions => decisions.map((decision) => (decision.unit === unit ? { ...decision, state, sentence } : decision));

/** Whether I have decided a unit. */
export const isDecided = (decisions: Decisions, unit: string): boolean =>
  decisions.some((decision) => decision.unit === unit && (decision.state === 'sending' || decision.state === 'saved'));

/** The last decision that can be undone. */
export const lastDecision = (decisions: Decisions): SessionDecision | undefined =>
  decisions.findLast(({ did, state }) => did !== 'second_opinion' && state === 'saved');

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
