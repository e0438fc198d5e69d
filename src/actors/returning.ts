import type { AnyNewFact } from '../events/catalog.ts';
import type { AgentId, UnitId } from '../events/ids.ts';
import { agentIn, unitIn } from './known.ts';
import { createdUnit, hasStopped, type Run } from './run.ts';
import { seatReturned } from './seat-ends.ts';
import { isSpecial } from './special-units.ts';
import * as units from './unit.ts';

/** An agent gives its unit back; throws `agent/nothing-to-return`. */
export function returned(run: Run, { agentId, now }: { agentId: AgentId; now: string }): AnyNewFact[] {
  const { workerId, unitId } = agentIn(run, agentId).context;
  const seat = seatReturned(run, agentId, unitIn(run, unitId), now);
  if (seat) return seat;
  const facts = units.decide({ type: 'unit.return', agentId, workerId }, unitIn(run, unitId));
  return withdrawnIfStopped(run, facts, unitId);
}

/** A stopped run does not offer a unit again that comes back, and no run one that was made for its worker. */
export function withdrawnIfStopped(run: Run, facts: AnyNewFact[], unitId: UnitId): AnyNewFact[] {
  if (!hasStopped(run) && !isSpecial(run.special, unitId)) return facts;
  const { assignmentId } = unitIn(run, unitId);
  return [...facts, ...units.decide({ type: 'unit.expire' }, { unitId, assignmentId, unit: createdUnit })];
}
