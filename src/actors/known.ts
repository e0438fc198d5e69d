import type { AgentId, UnitId } from '../events/ids.ts';
import type { Agent } from './agent.ts';
import { refuse } from './refusals.ts';
import { type Run, unitOf } from './run.ts';
import type { IdentifiedUnit } from './unit.ts';

/** The agent of this id; throws `agent/unknown`. */
export function agentIn(run: Run, agentId: AgentId): Agent {
  const agent = run.agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId });
  return agent;
}

/** The unit of this name; throws `unit/unknown`. */
export function unitIn(run: Run, unitId: UnitId): IdentifiedUnit {
  const named = unitOf(run, unitId);
  if (!named) throw refuse('unit/unknown', { unit: unitId });
  return named;
}
