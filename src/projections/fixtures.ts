import { AgentConnected, AgentErrorLogged, AgentMetadataSubmitted, AgentSubmittedLate } from '../events/agent.ts';
import { AssignmentAdjudicated, AssignmentCompleted, AssignmentCreated } from '../events/assignment.ts';
import type { AgentId, AssignmentId, BonusId, RunId, UnitId, WorkerId } from '../events/ids.ts';
import {
  TaskRunCompleted,
  TaskRunDataFailed,
  TaskRunExtended,
  TaskRunLaunched,
  TaskRunOpened,
  TaskRunPaused,
  TaskRunResumed,
  TaskRunStopped,
} from '../events/task-run.ts';
import {
  UnitAccepted,
  UnitAssigned,
  UnitBonusGranted,
  UnitBonusPaid,
  UnitBonusWithdrawn,
  UnitExpired,
  UnitRejected,
  UnitReturned,
  UnitReviewUndone,
  UnitSecondOpinionAsked,
  UnitSoftRejected,
  UnitSubmitted,
  UnitTimedOut,
} from '../events/unit.ts';

// The run that the specs of projections tell of: people name colours; an assignment is an image that two of them see.

export const runId = 'colours-x7k2p' as RunId;
export const assignmentId = `${runId}.0` as AssignmentId;
export const unitId = `${assignmentId}.0` as UnitId;
export const secondUnitId = `${assignmentId}.1` as UnitId;

const person = (name: string) => ({ agentId: `agent-of-${name}` as AgentId, workerId: `worker-${name}` as WorkerId });
export const ada = person('ada');
export const bob = person('bob');

const settings = {
  unitsPerAssignment: 2,
  assignmentDurationSeconds: 600,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};
const config = { task: 'colours' };

export const opened = TaskRunOpened({
  runId,
  task: 'colours',
  title: 'Name the colour',
  lazy: false,
  launched: { folder: '/tasks/colours' },
  settings,
  config,
});
export const launched = TaskRunLaunched({ runId });
export const dataFailed = TaskRunDataFailed({ runId, assignments: 1, reason: 'line 7 is no JSON' });
export const paused = TaskRunPaused({ runId });
export const resumed = TaskRunResumed({ runId });
export const extended = TaskRunExtended({ runId, unitsPerAssignment: 3 });
export const stopped = TaskRunStopped({ runId });
export const runCompleted = TaskRunCompleted({ runId });

export const created = AssignmentCreated({
  assignmentId,
  units: 2,
  shared: { image: 'sky.png', hint: 'look up' },
  unitData: [{}, { hint: 'look down' }],
});
export const assignmentCompleted = AssignmentCompleted({ assignmentId });

export type Person = typeof ada;
const unit = { unitId, assignmentId };
const answer = { colour: 'blue' };
const file = { hash: 'a1', size: 3, type: 'text/plain', name: 'why.txt', field: 'why' };

export const comes = ({ agentId, workerId }: Person) =>
  AgentConnected({ agentId, workerId, unitId, provider: 'mock', worker: `name of ${workerId}`, registration: agentId });
export const takes = (person: Person) => UnitAssigned({ ...unit, ...person, deadline: '2026-01-01T01:00:00.000Z' });
export const submits = (person: Person) => UnitSubmitted({ ...unit, ...person, answer, files: [file] });
export const returns = (person: Person) => UnitReturned({ ...unit, ...person });
export const timesOut = (person: Person) => UnitTimedOut({ ...unit, ...person });
export const submitsLate = (person: Person) => AgentSubmittedLate({ ...person, unitId, answer: { colour: 'grey' } });
export const opines = ({ agentId }: Person) => AgentMetadataSubmitted({ agentId, metadata: { tip: 'brighter' } });
export const meetsError = ({ agentId }: Person) => AgentErrorLogged({ agentId, error: 'no image' });
export const expired = UnitExpired(unit);
export const accepted = (person: Person, note?: string) => UnitAccepted({ ...unit, ...person, note });
export const softRejected = (person: Person, note?: string) => UnitSoftRejected({ ...unit, ...person, note });
export const rejected = (person: Person, note?: string, message?: string) =>
  UnitRejected({ ...unit, ...person, note, message });
export const undone = (person: Person) => UnitReviewUndone({ ...unit, ...person });
export const secondOpinionAsked = (person: Person, note?: string) =>
  UnitSecondOpinionAsked({ ...unit, ...person, note });
const bonusId = 'bonus-1' as BonusId;
export const granted = (person: Person) =>
  UnitBonusGranted({ ...unit, ...person, bonusId, cents: 50, currency: 'EUR', reason: 'Thorough.' });
export const paid = (person: Person) => UnitBonusPaid({ ...unit, ...person, bonusId, note: 'By hand.' });
export const withdrawn = (person: Person) => UnitBonusWithdrawn({ ...unit, ...person, bonusId });
export const adjudicated = (colour: string) => AssignmentAdjudicated({ assignmentId, answer: { colour } });
