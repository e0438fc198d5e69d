import { AgentConnected } from '../../../events/agent.ts';
import { AssignmentCompleted, AssignmentCreated } from '../../../events/assignment.ts';
import type { AnyNewFact } from '../../../events/catalog.ts';
import { type AgentId, assignmentIdOf, type RunId, unitIdOf, type WorkerId } from '../../../events/ids.ts';
import { type CommitDraft, type StoredCommit, storedCommit } from '../../../events/log.ts';
import { TaskRunLaunched, TaskRunOpened } from '../../../events/task-run.ts';
import { UnitAccepted, UnitAssigned, UnitSubmitted } from '../../../events/unit.ts';

const settings = {
  unitsPerAssignment: 1,
  assignmentDurationSeconds: 600,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};
const time = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();

/** A run from its opening to the last review, decision by decision: one commit opens it, and three follow for each unit. */
export function storyOf(runId: RunId, units: number): AnyNewFact[][] {
  const opened = TaskRunOpened({
    runId,
    task: 'colours',
    title: 'Colours',
    lazy: false,
    launched: { folder: '/' },
    settings,
    config: {},
  });
  const created = Array.from({ length: units }, (_, n) =>
    AssignmentCreated({ assignmentId: assignmentIdOf(runId, n), units: 1, shared: { image: `${n}.png` } }),
  );
  const work = created.flatMap(({ data: { assignmentId } }, n) => {
    const unit = { unitId: unitIdOf(runId, n, 0), assignmentId };
    const person = { agentId: `${runId}-agent-${n}` as AgentId, workerId: `worker-${n % 50}` as WorkerId };
    const arrival = { ...person, unitId: unit.unitId, provider: 'mock', worker: `w${n % 50}`, registration: `r${n}` };
    return [
      [AgentConnected(arrival), UnitAssigned({ ...unit, ...person, deadline: time(n + 600) })],
      [UnitSubmitted({ ...unit, ...person, answer: { colour: n } }), AssignmentCompleted({ assignmentId })],
      [UnitAccepted({ ...unit, ...person })],
    ];
  });
  return [[opened, ...created, TaskRunLaunched({ runId })], ...work];
}

/** A decision as it is written to the log, the `nth` of its run. */
export function draftOf(runId: string, nth: number, facts: readonly AnyNewFact[]): CommitDraft {
  const stamped = facts.map((fact, place) => ({ id: `${runId}-${nth}-${place}`, at: time(nth), by: 'spec', ...fact }));
  return { id: `${runId}-${nth}`, run: runId, json: stamped.map((fact) => JSON.stringify(fact)) };
}

/** Decisions as the log gives them back, from its first sequence on. */
export const storedOf = (runId: string, decisions: readonly AnyNewFact[][]): StoredCommit[] =>
  decisions.map((facts, nth) => storedCommit(draftOf(runId, nth, facts), nth + 1));
