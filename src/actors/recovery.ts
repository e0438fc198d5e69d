import { AgentWorkRecovered } from '../events/agent.ts';
import type { AnyNewFact } from '../events/catalog.ts';
import type { AgentId, UnitId, WorkerId } from '../events/ids.ts';
import { UnitAssigned } from '../events/unit.ts';
import * as agents from './agent.ts';
import { refuse } from './refusals.ts';
import type { Run } from './run.ts';
import * as units from './unit.ts';

/** Where work that the log had lost was found, and when it was first recorded (`at`, ISO 8601). */
export type Origin = { kind: string; source: string; at: string };

/** An answer that was acknowledged and is no longer in the log. */
export type LostAnswer = units.Answer & {
  agentId: AgentId;
  workerId: WorkerId;
  unitId: UnitId;
  isLate: boolean;
  provider: string;
  worker: string;
  /** What its unit paid when it was given out; null for what the run was opened with, undefined if it is not known. */
  payCents?: number | null;
};

/**
 * Records an answer again. It counts if its unit is open or held by its agent; otherwise it is kept as a late answer.
 * Returns an empty list when the answer is in the log.
 */
export function recoverAnswer(run: Run, lost: LostAnswer, named: units.IdentifiedUnit, now: string): AnyNewFact[] {
  const { agentId, workerId, unitId, provider, worker, isLate } = lost;
  const known = run.agents.get(agentId);
  if (known && agents.hasSubmitted(known)) return [];
  const arrival = { agentId, workerId, provider, worker, registration: `recovered ${agentId}` };
  const arrived = known ? [] : [agents.connected(arrival, unitId)];
  const isHeld = units.takesAnswerOf(named.unit, agentId);
  if (isLate || !(isHeld || (!known && named.unit.matches('open')))) {
    return [...arrived, agents.lateAnswer({ agentId, workerId, unitId }, lost)];
  }
  const { assignmentId } = named;
  const { payCents: present } = run.taskRun.context.settings;
  // Without rows, what it paid is lost with the fact that gave it out.
  const payCents = lost.payCents === undefined ? present : (lost.payCents ?? undefined);
  const pay = payCents === undefined ? {} : { payCents };
  const assigned = isHeld ? [] : [UnitAssigned({ unitId, assignmentId, agentId, workerId, deadline: now, ...pay })];
  return [...arrived, ...assigned, units.submitted({ unitId, assignmentId, agentId, workerId }, lost)];
}

/** Whether what was lost about a unit is to be recorded again; throws if the unit was done by another agent, or decided, since. */
export function isToRecord(
  what: { type: string; unitId: UnitId },
  { context, value }: units.Unit,
  agentId: AgentId,
): boolean {
  // A decision about lost work is not recorded for another agent's.
  if (context.agentId !== agentId) throw refuse('recovery/other-work', what);
  if (what.type !== 'unit.undo-review') return true;
  // The present decision may be newer than the lost one.
  if (value !== 'completed') throw refuse('recovery/newer-decision', what);
  // The decision that was undone is lost too, so the answer is to review, as it should be.
  return context.secondOpinion !== undefined;
}

/** Facts that are recorded again, with where they were found; none when the log has them. */
export const recovered = (facts: AnyNewFact[], agentId: AgentId, { kind, source, at }: Origin): AnyNewFact[] =>
  facts.length ? [...facts, AgentWorkRecovered({ agentId, kind, source, recordedAt: at })] : [];
