import { AgentWorkRecovered } from '../events/agent.ts';
import type { AnyNewFact } from '../events/catalog.ts';
import type { AgentId, UnitId, WorkerId } from '../events/ids.ts';
import { UnitAssigned } from '../events/unit.ts';
import * as agents from './agent.ts';
import type { Run } from './run.ts';
import * as units from './unit.ts';

/** Where a piece of work was found that the log had lost, and when it had been recorded at first. */
export type Origin = { kind: string; source: string; at: string };

/** An answer that was acknowledged once and is not in the log any more. */
export type LostAnswer = units.Answer & {
  agentId: AgentId;
  workerId: WorkerId;
  unitId: UnitId;
  isLate: boolean;
  provider: string;
  worker: string;
};

/**
 * States an answer again. It counts if its unit is still open or its agent's own; else it is kept as one that came late, as
 * when somebody else has done the unit meanwhile. Nothing for an answer that is there.
 */
export function recoverAnswer(run: Run, lost: LostAnswer, named: units.IdentifiedUnit, now: string): AnyNewFact[] {
  const { agentId, workerId, unitId, provider, worker, isLate, answer, files, autoSubmitted } = lost;
  const known = run.agents.get(agentId);
  if (known && agents.hasSubmitted(known)) return [];
  const given = { answer, ...(files ? { files } : {}), ...(autoSubmitted ? { autoSubmitted } : {}) };
  const arrival = { agentId, workerId, provider, worker, registration: `recovered ${agentId}` };
  const arrived = known ? [] : [agents.connected(arrival, unitId)];
  const isHeld = units.takesAnswerOf(named.unit, agentId);
  if (isLate || !(isHeld || (!known && named.unit.matches('open')))) {
    return [...arrived, agents.lateAnswer({ agentId, workerId, unitId }, given)];
  }
  const { assignmentId } = named;
  const assigned = isHeld ? [] : [UnitAssigned({ unitId, assignmentId, agentId, workerId, deadline: now })];
  return [...arrived, ...assigned, units.submitted({ unitId, assignmentId, agentId, workerId }, given)];
}

/** States where work was found that is recorded again. */
export const workRecovered = (agentId: AgentId, { kind, source, at }: Origin): AnyNewFact =>
  AgentWorkRecovered({ agentId, kind, source, recordedAt: at });
