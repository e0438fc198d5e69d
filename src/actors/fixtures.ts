import { AgentConnected, AgentSubmittedLate } from '../events/agent.ts';
import { AssignmentCompleted, AssignmentCreated } from '../events/assignment.ts';
import type { AnyNewFact } from '../events/catalog.ts';
import type { AgentId, BonusId, RunId, WorkerId } from '../events/ids.ts';
import { assignmentIdOf, unitIdOf } from '../events/ids.ts';
import {
  TaskRunCompleted,
  TaskRunDataEnded,
  TaskRunExtended,
  TaskRunLaunched,
  TaskRunOpened,
  TaskRunPaused,
  TaskRunResumed,
  TaskRunStopped,
} from '../events/task-run.ts';
import * as facts from '../events/unit.ts';

/** One small world for every spec: the run `colours-1` with two items of two units, and two workers. */
export const runId = 'colours-1' as RunId;
export const noon = '2026-01-01T12:00:00.000Z';
export const halfPast = '2026-01-01T12:30:00.000Z';

/** Someone at work: an agent, the worker behind it, and the page it came with. */
export type Person = { agentId: AgentId; workerId: WorkerId; provider: string; worker: string; registration: string };
export const person = (name: string, page = 1): Person => ({
  agentId: `agent-${name}-${page}` as AgentId,
  workerId: `worker-${name}` as WorkerId,
  provider: 'inhouse',
  worker: name,
  registration: `page-${page}-${name}`,
});
export const ada = person('ada');
export const bob = person('bob');

export const settings = {
  unitsPerAssignment: 2,
  assignmentDurationSeconds: 1800,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};

export const opening = {
  runId,
  task: 'colours',
  title: 'Colours',
  lazy: false,
  launched: { folder: '/colours' },
  config: {},
};
export const openedWith = (changed: Partial<typeof settings> = {}, lazy = false) =>
  TaskRunOpened({ ...opening, lazy, settings: { ...settings, ...changed } });

export const sky = assignmentIdOf(runId, 0);
export const sea = assignmentIdOf(runId, 1);
export const skyMade = AssignmentCreated({ assignmentId: sky, units: 2, shared: { text: 'the sky' } });
export const seaMade = AssignmentCreated({ assignmentId: sea, units: 2, shared: { text: 'the sea' } });
export const dataEnded = TaskRunDataEnded({ runId, assignments: 2 });
export const launched = TaskRunLaunched({ runId });
export const paused = TaskRunPaused({ runId });
export const resumed = TaskRunResumed({ runId });
export const extendedTo = (unitsPerAssignment: number) => TaskRunExtended({ runId, unitsPerAssignment });
export const stopped = TaskRunStopped({ runId });
export const completed = TaskRunCompleted({ runId });

/** A launched run with both items. */
export const begun = (changed: Partial<typeof settings> = {}) => [
  openedWith(changed),
  skyMade,
  seaMade,
  dataEnded,
  launched,
];

/** The unit at a place of the item at an index, and its assignment. */
export const unitAt = (index: number, place: number) => ({
  unitId: unitIdOf(runId, index, place),
  assignmentId: assignmentIdOf(runId, index),
});
export const sky0 = unitAt(0, 0);
export const sky1 = unitAt(0, 1);
export const sea0 = unitAt(1, 0);

const holder = ({ agentId, workerId }: Person) => ({ agentId, workerId });
type Unit = ReturnType<typeof unitAt>;

export const connected = (who: Person, unit: Unit) => AgentConnected({ ...who, unitId: unit.unitId });
export const assigned = (who: Person, unit: Unit) =>
  facts.UnitAssigned({ ...unit, ...holder(who), deadline: halfPast });
export const submitted = (who: Person, unit: Unit, answer: unknown = { colour: 'blue' }) =>
  facts.UnitSubmitted({ ...unit, ...holder(who), answer });
export const returned = (who: Person, unit: Unit) => facts.UnitReturned({ ...unit, ...holder(who) });
export const timedOut = (who: Person, unit: Unit) => facts.UnitTimedOut({ ...unit, ...holder(who) });
export const expired = (unit: Unit) => facts.UnitExpired(unit);
export const accepted = (who: Person, unit: Unit) => facts.UnitAccepted({ ...unit, ...holder(who) });
export const rejected = (who: Person, unit: Unit, note: string) =>
  facts.UnitRejected({ ...unit, ...holder(who), note });
export const undone = (who: Person, unit: Unit) => facts.UnitReviewUndone({ ...unit, ...holder(who) });
export const secondOpinionAsked = (who: Person, unit: Unit) =>
  facts.UnitSecondOpinionAsked({ ...unit, ...holder(who) });
/** A bonus of 50 cents; and the same as a command has it. */
export const bonus = { bonusId: 'bonus-1' as BonusId, cents: 50, currency: 'EUR', reason: 'Thorough.' };
export const granted = (who: Person, unit: Unit) => facts.UnitBonusGranted({ ...unit, ...holder(who), ...bonus });
export const bonusPaid = (who: Person, unit: Unit) =>
  facts.UnitBonusPaid({ ...unit, ...holder(who), bonusId: bonus.bonusId });
export const bonusWithdrawn = (who: Person, unit: Unit) =>
  facts.UnitBonusWithdrawn({ ...unit, ...holder(who), bonusId: bonus.bonusId });
/** A fact with who is behind it. */
export const issuedBy = <New extends AnyNewFact>(by: string, fact: New): New => ({ ...fact, by });
export const late = (who: Person, unit: Unit, answer: unknown) =>
  AgentSubmittedLate({ ...holder(who), unitId: unit.unitId, answer });
export const assignmentDone = (assignmentId: typeof sky) => AssignmentCompleted({ assignmentId });

/** The commands of a worker's browser when the page opens, and when the work is submitted. */
export const arrive = (who: Person, elsewhere = 0) =>
  ({ type: 'agent.connect', ...who, now: noon, elsewhere }) as const;
export const handIn = (who: Person, answer: unknown = { colour: 'blue' }) =>
  ({ type: 'agent.submit', agentId: who.agentId, answer }) as const;
/** Someone took a unit. */
export const took = (who: Person, unit: Unit) => [connected(who, unit), assigned(who, unit)];
