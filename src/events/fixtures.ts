import { AgentConnected, AgentErrorLogged, AgentMetadataSubmitted, AgentSubmittedLate } from './agent.ts';
import {
  AssignmentAdjudicated,
  AssignmentAdjudicationWithdrawn,
  AssignmentCompleted,
  AssignmentCreated,
  AssignmentExtended,
} from './assignment.ts';
import type { AnyNewFact } from './catalog.ts';
import type { NewFact } from './fact.ts';
import type { StoredFile } from './file.ts';
import type { AgentId, AssignmentId, BonusId, CommentId, RunId, UnitId, WorkerId } from './ids.ts';
import { assignmentIdOf, unitIdOf } from './ids.ts';
import type { Signals } from './signals.ts';
import {
  type ChangedSettings,
  type RunSettings,
  TaskRunCodeLoaded,
  TaskRunCompleted,
  TaskRunDataAdded,
  TaskRunDataEnded,
  TaskRunDataFailed,
  TaskRunExtended,
  TaskRunHidden,
  TaskRunLaunched,
  TaskRunOpened,
  TaskRunPageBuilt,
  TaskRunPaused,
  TaskRunResumed,
  TaskRunSettingsChanged,
  TaskRunShown,
  TaskRunStopped,
} from './task-run.ts';
import {
  UnitAccepted,
  UnitAssigned,
  UnitBonusGranted,
  UnitBonusPaid,
  UnitBonusPaymentUndone,
  UnitBonusWithdrawn,
  UnitCommentEdited,
  UnitCommented,
  UnitCommentRemoved,
  UnitExpired,
  UnitPaid,
  UnitPaymentUndone,
  UnitRejected,
  UnitReturned,
  UnitReviewSupplemented,
  UnitReviewUndone,
  UnitSecondOpinionAsked,
  UnitSoftRejected,
  UnitSubmitted,
  UnitSupplementUndone,
  UnitTimedOut,
} from './unit.ts';

// One small study for every spec: in the run `colours-1` people name the colours of two pictures, the sky and the sea.
// Two workers see each picture. A fact is about the first unit of the sky unless the spec names another.

export const runId = 'colours-1' as RunId;
export const noon = '2026-01-01T12:00:00.000Z';
/** The deadline of a unit that is assigned at noon. */
export const halfPast = '2026-01-01T12:30:00.000Z';

/** Someone at work: an agent, the worker behind it, what the provider calls that worker, and the page they opened. */
export type Person = { agentId: AgentId; workerId: WorkerId; provider: string; worker: string; registration: string };
/** The same name is the same worker; each page they open is another agent. */
export const person = (name: string, page = 1): Person => ({
  agentId: `agent-${name}-${page}` as AgentId,
  workerId: `worker-${name}` as WorkerId,
  provider: 'inhouse',
  worker: `Mx ${name}`,
  registration: `page-${page}-${name}`,
});
export const ada = person('ada');
export const bob = person('bob');
/** As facts name who holds a unit. */
export const holder = ({ agentId, workerId }: Person) => ({ agentId, workerId });

// The run

export const settings: RunSettings = {
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
  config: { task: 'colours' },
};
export const opened = (changed: Partial<RunSettings> = {}, lazy = false) =>
  TaskRunOpened({ ...opening, lazy, settings: { ...settings, ...changed } });
/** The opening of a run for development. */
export const openedForDevelopment = TaskRunOpened({
  ...opening,
  settings,
  launched: { ...opening.launched, development: true },
});
export const pageBuilt = (sha256: string) => TaskRunPageBuilt({ runId, sha256 });
export const launched = TaskRunLaunched({ runId });
export const dataEnded = TaskRunDataEnded({ runId, assignments: 2 });
export const dataFailed = TaskRunDataFailed({ runId, assignments: 1, reason: 'line 7 is no JSON' });
export const paused = TaskRunPaused({ runId });
export const resumed = TaskRunResumed({ runId });
export const extended = (unitsPerAssignment: number) => TaskRunExtended({ runId, unitsPerAssignment });
export const settingsChanged = (config: Record<string, unknown>, changes: ChangedSettings, reason?: string) =>
  TaskRunSettingsChanged({ runId, config, settings: changes, ...(reason ? { reason } : {}) });
export const codeLoaded = (sha256: string) => TaskRunCodeLoaded({ runId, file: 'task.ts', sha256 });
export const dataAdded = (sha256: string, items: number, reason?: string) =>
  TaskRunDataAdded({ runId, sha256, items, ...(reason ? { reason } : {}) });
export const hidden = TaskRunHidden({ runId });
export const shown = TaskRunShown({ runId });
export const stopped = TaskRunStopped({ runId });
export const completed = TaskRunCompleted({ runId });

// Its items

export const sky = assignmentIdOf(runId, 0);
export const sea = assignmentIdOf(runId, 1);
/** The second unit of the sky has a hint of its own. */
export const skyData = { shared: { image: 'sky.png', hint: 'look up' }, unitData: [{}, { hint: 'look down' }] };
export const skyCreated = AssignmentCreated({ assignmentId: sky, units: 2, ...skyData });
export const seaCreated = AssignmentCreated({ assignmentId: sea, units: 2, shared: { image: 'sea.png' } });
/** An item without data. */
export const created = (assignmentId: AssignmentId, units: number) =>
  AssignmentCreated({ assignmentId, units, shared: {} });
export const assignmentExtended = (units: number, assignmentId = sky) => AssignmentExtended({ assignmentId, units });
export const assignmentCompleted = (assignmentId = sky) => AssignmentCompleted({ assignmentId });
export const adjudicationWithdrawn = (assignmentId = sky) => AssignmentAdjudicationWithdrawn({ assignmentId });
export const adjudicated = (answer: unknown, assignmentId = sky) => AssignmentAdjudicated({ assignmentId, answer });

/** A launched run with both items. */
export const begun = (changed: Partial<RunSettings> = {}) => [
  opened(changed),
  skyCreated,
  seaCreated,
  dataEnded,
  launched,
];

// Its units

export type UnitIds = { unitId: UnitId; assignmentId: AssignmentId };
/** The unit at a place of the item at an index. */
export const unitAt = (index: number, place: number): UnitIds => ({
  unitId: unitIdOf(runId, index, place),
  assignmentId: assignmentIdOf(runId, index),
});
export const sky0 = unitAt(0, 0);
export const sky1 = unitAt(0, 1);
export const sea0 = unitAt(1, 0);

type Work = UnitIds & Pick<Person, 'agentId' | 'workerId'>;
/** States a fact about the work of a person on a unit, with what else the fact may carry. */
const ofWork =
  <Data extends Work, New extends NewFact>(kind: (data: Data) => New) =>
  (who: Person, unit = sky0, more: Partial<Data> = {}) =>
    kind({ ...unit, ...holder(who), ...more } as Data);

export const connected = (who: Person, unit = sky0) => AgentConnected({ ...who, unitId: unit.unitId });
export const assigned = (who: Person, unit = sky0) => UnitAssigned({ ...unit, ...holder(who), deadline: halfPast });
/** Someone opened the page and got the unit. */
export const took = (who: Person, unit = sky0) => [connected(who, unit), assigned(who, unit)];

export const blue = { colour: 'blue' };
export const file: StoredFile = { hash: 'a'.repeat(64), size: 3, type: 'text/plain', name: 'why.txt', field: 'why' };
export const submitted = (who: Person, unit = sky0, answer: unknown = blue, files?: StoredFile[]) =>
  UnitSubmitted({ ...unit, ...holder(who), answer, ...(files ? { files } : {}) });
export const submittedLate = (who: Person, unit = sky0, answer: unknown = { colour: 'grey' }) =>
  AgentSubmittedLate({ ...holder(who), unitId: unit.unitId, answer });
/** An answer with what its page counted. */
export const counted = (fact: ReturnType<typeof submitted | typeof submittedLate>, signals: Signals) =>
  ({ ...fact, data: { ...fact.data, signals } }) as typeof fact;
export const returned = ofWork(UnitReturned);
export const timedOut = ofWork(UnitTimedOut);
export const expired = (unit = sky0) => UnitExpired(unit);
export const metadataSubmitted = ({ agentId }: Person, metadata: unknown = { tip: 'brighter' }) =>
  AgentMetadataSubmitted({ agentId, metadata });
export const errorLogged = ({ agentId }: Person, error: unknown = 'no image') => AgentErrorLogged({ agentId, error });

// Its review

export const accepted = ofWork(UnitAccepted);
export const softRejected = ofWork(UnitSoftRejected);
export const rejected = ofWork(UnitRejected);
export const undone = ofWork(UnitReviewUndone);
export const supplemented = ofWork(UnitReviewSupplemented);
export const supplementUndone = ofWork(UnitSupplementUndone);
export const secondOpinionAsked = ofWork(UnitSecondOpinionAsked);
/** A bonus of 50 cents, as a command has it. */
export const bonus = { bonusId: 'bonus-1' as BonusId, cents: 50, currency: 'EUR', reason: 'Thorough.' };
const { bonusId } = bonus;
export const commented = (commentId: string, text = 'Is this right?', unit = sky0, replyTo?: string) =>
  UnitCommented({
    ...unit,
    commentId: commentId as CommentId,
    text,
    ...(replyTo ? { replyTo: replyTo as CommentId } : {}),
  });
export const commentEdited = (commentId: string, text: string, unit = sky0) =>
  UnitCommentEdited({ ...unit, commentId: commentId as CommentId, text });
export const commentRemoved = (commentId: string, unit = sky0) =>
  UnitCommentRemoved({ ...unit, commentId: commentId as CommentId });
export const bonusGranted = (who: Person, unit = sky0, changed: Partial<typeof bonus> = {}) =>
  UnitBonusGranted({ ...unit, ...holder(who), ...bonus, ...changed });
export const bonusPaid = (who: Person, unit = sky0, more: { note?: string } = {}) =>
  UnitBonusPaid({ ...unit, ...holder(who), bonusId, ...more });
export const bonusWithdrawn = (who: Person, unit = sky0, more: { note?: string } = {}) =>
  UnitBonusWithdrawn({ ...unit, ...holder(who), bonusId, ...more });

export const paid = (who: Person, unit = sky0, more: { cents?: number; note?: string } = {}) =>
  UnitPaid({ ...unit, ...holder(who), cents: 150, currency: 'EUR', ...more });

export const paymentUndone = (who: Person, unit = sky0, more: { cents?: number; note?: string } = {}) =>
  UnitPaymentUndone({ ...unit, ...holder(who), cents: 150, currency: 'EUR', note: 'It came back.', ...more });
export const bonusPaymentUndone = (who: Person, unit = sky0, more: { note?: string } = {}) =>
  UnitBonusPaymentUndone({ ...unit, ...holder(who), bonusId, note: 'It came back.', ...more });

/** A fact with who is behind it. */
export const issuedBy = <New extends AnyNewFact>(by: string, fact: New): New => ({ ...fact, by });
