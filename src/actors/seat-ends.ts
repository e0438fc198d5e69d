import type { AnyNewFact } from '../events/catalog.ts';
import type { AgentId } from '../events/ids.ts';
import type { Todo } from './actor.ts';
import { deadlineIn, isSeat, seatOf } from './conversation-at.ts';
import { leaves, timeIsOver } from './leaving.ts';
import { timeOut } from './made-units.ts';
import { refuse } from './refusals.ts';
import type { Run } from './run.ts';
import * as units from './unit.ts';

/** The deadline of a unit has passed; throws `unit/not-due` before. That of a seat is a matter of its conversation. */
export function timedOut(run: Run, named: units.IdentifiedUnit, now: string): AnyNewFact[] {
  const facts = timeOut(run, named, now);
  if (now < (deadlineIn(run, named) ?? now)) throw refuse('unit/not-due', { unit: named.unitId });
  const { at, member } = (isSeat(run, named.unitId) && seatOf(run, named.unit.context.agentId as AgentId)) || {};
  return at && member ? timeIsOver(run, at, member, now) : facts;
}

/** A unit in work waits for its deadline. */
export const todo = (run: Run, named: units.IdentifiedUnit): Todo[] =>
  units.todo(named).map((one) => ({ ...one, due: deadlineIn(run, named) }));

/** Somebody gives back their seat: facts, or undefined if their unit is none. */
export function seatReturned(run: Run, agentId: AgentId, { unitId, unit }: units.IdentifiedUnit, now: string) {
  if (!isSeat(run, unitId) || !unit.matches('assigned')) return undefined;
  const { at, member } = seatOf(run, agentId) ?? {};
  return at && member && leaves(run, at, member, 'returned', now);
}

/** Whether an answer comes from somebody who has lost their seat; throws while their conversation is not over. */
export function isWithoutSeat(run: Run, agentId: AgentId, { unitId, unit }: units.IdentifiedUnit): boolean {
  if (!isSeat(run, unitId)) return false;
  const seat = seatOf(run, agentId);
  if (seat && !seat.at.conversation.matches('ended')) throw refuse('conversation/not-over');
  return !seat && !unit.matches('assigned');
}
