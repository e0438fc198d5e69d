import type { AnyNewFact } from '../events/catalog.ts';
import { ConversationMemberLeft, type LeavingReason } from '../events/conversation.ts';
import type { ConversationSettings } from '../events/conversation-settings.ts';
import { type AgentId, type AssignmentId, assignmentIdOf, partsOf, type UnitId, unitIdOf } from '../events/ids.ts';
import { UnitExpired, UnitReturned, UnitTimedOut } from '../events/unit.ts';
import { type Conversation, memberOf } from './conversation.ts';
import type { Member } from './conversation-context.ts';
import { refuse } from './refusals.ts';
import { openPlacesOf } from './reserved.ts';
import { hasStopped, type Run, unitOf } from './run.ts';
import { isSpecial } from './special-units.ts';
import { type IdentifiedUnit, submitted } from './unit.ts';

/** A conversation that is not over, with what decides about it. */
export type ConversationAt = {
  assignmentId: AssignmentId;
  index: number;
  conversation: Conversation;
  settings: ConversationSettings;
};

/** The conversation of an assignment, while it is not over. */
export function conversationAt(run: Run, assignmentId: AssignmentId): ConversationAt | undefined {
  const { conversation: settings } = run.taskRun.context.settings;
  const conversation = run.conversations.states.get(assignmentId);
  return settings && conversation && { assignmentId, index: partsOf(assignmentId).index, conversation, settings };
}

/** Whether a unit is a seat of a conversation; those that are made for one worker are none. */
export const isSeat = (run: Run, unitId: UnitId): boolean =>
  run.taskRun.context.settings.conversation !== undefined && !isSpecial(run.special, unitId);

/** The conversation that the unit of an agent belongs to; throws if the agent is not known or has no such unit. */
export function assignmentOf(run: Run, agentId: AgentId): AssignmentId {
  const agent = run.agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId });
  const { unitId } = agent.context;
  if (!isSeat(run, unitId)) throw refuse('conversation/none', { agent: agentId });
  return assignmentIdOf(run.taskRun.context.runId, partsOf(unitId).index);
}

/** A member and their conversation; undefined once they are none, or it is over. */
export function seatOf(run: Run, agentId: AgentId): { at: ConversationAt; member: Member } | undefined {
  const at = conversationAt(run, assignmentOf(run, agentId));
  const member = at && memberOf(at.conversation, agentId);
  return member && { at, member };
}

/** Until when a unit can be answered: one in a seat not before an interruption of the server lets its conversation be over. */
export function deadlineIn(run: Run, { assignmentId, unit }: IdentifiedUnit): string | undefined {
  const { deadline } = unit.context;
  const { notBefore } = run.conversations.states.get(assignmentId)?.context ?? {};
  return deadline !== undefined && notBefore !== undefined && deadline < notBefore ? notBefore : deadline;
}

/** That of a unit of this id, if it is known. */
export function deadlineAt(run: Run, unitId: UnitId): string | undefined {
  const named = unitOf(run, unitId);
  return named && deadlineIn(run, named);
}

/** A time some seconds later, as ISO 8601. */
export const later = (time: string, seconds: number): string =>
  new Date(Date.parse(time) + seconds * 1000).toISOString();

const workOf = (run: Run, { assignmentId }: ConversationAt, { agentId, workerId }: Member) => ({
  ...{ assignmentId, agentId, workerId },
  unitId: run.agents.get(agentId)?.context.unitId as UnitId,
});

/** Their unit is open again, or withdrawn with their leaving. */
export type Afterwards = { reopens: boolean; openUntil?: string };

/** A member goes without an answer. */
export function goes(
  run: Run,
  at: ConversationAt,
  member: Member,
  reason: LeavingReason,
  { reopens, openUntil }: Afterwards,
): AnyNewFact[] {
  const { unitId, ...work } = workOf(run, at, member);
  const { assignmentId } = at;
  const { agentId } = member;
  const isLate = reason === 'turn-over' || reason === 'time-over';
  return [
    ConversationMemberLeft({ assignmentId, agentId, reason, ...(openUntil ? { openUntil } : {}) }),
    (isLate ? UnitTimedOut : UnitReturned)({ unitId, ...work }),
    ...(reopens && !hasStopped(run) ? [] : [UnitExpired({ unitId, assignmentId })]),
  ];
}

/** Their work is submitted without them, so that it is reviewed and paid like that of others. */
export const handedIn = (run: Run, at: ConversationAt, member: Member, answer: unknown = {}): AnyNewFact =>
  submitted(workOf(run, at, member), { answer, autoSubmitted: true });

/** The open units of a conversation are withdrawn, but for that at one place. */
export function openExpire(
  run: Run,
  { index, assignmentId }: Omit<ConversationAt, 'conversation'>,
  but = -1,
): AnyNewFact[] {
  const { runId } = run.taskRun.context;
  return openPlacesOf(run.freeUnits, index)
    .filter((place) => place !== but)
    .map((place) => UnitExpired({ unitId: unitIdOf(runId, index, place), assignmentId }));
}
