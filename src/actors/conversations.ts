import type { ConversationFact, LeavingReason } from '../events/conversation.ts';
import type { ConversationSettings } from '../events/conversation-settings.ts';
import { type AgentId, type AssignmentId, partsOf, type WorkerId } from '../events/ids.ts';
import type { UnitFact } from '../events/unit.ts';
import { actorStatesOf } from './actor-states.ts';
import { type Conversation, conversation } from './conversation.ts';
import type { FreeUnits } from './free-units.ts';
import { type Met, noteMet, roomKeyOf } from './pairing.ts';
import { release, reserve } from './reserved.ts';
import { noWaitingRooms, placeRoom, removeRoom, type WaitingRooms } from './waiting-rooms.ts';

/**
 * The conversations of a run that are not over, by the id of their assignment. `waiting` are those that have not begun and have an
 * open seat, `vacant` those that go on and offer a seat again.
 */
export type Conversations = {
  states: ReturnType<typeof actorStatesOf<Conversation, Conversation['context']>>;
  waiting: WaitingRooms;
  vacant: WaitingRooms;
  met: Met;
  /** Why members left, also after the end of their conversation. */
  leftFor: Map<AgentId, LeavingReason>;
  /** Whose wait is over, until their unit is returned, which is not held against them. */
  excused: Set<AgentId>;
  /** Who was paid for waiting, which happens once in a run. */
  paidForWaiting: Set<WorkerId>;
};

/** Those of a new run. */
export const noConversations = (): Conversations => ({
  states: actorStatesOf(conversation),
  waiting: noWaitingRooms(),
  vacant: noWaitingRooms(),
  met: new Map(),
  leftFor: new Map(),
  excused: new Set(),
  paidForWaiting: new Set(),
});

/** Whether a fact is about a conversation. */
export const isConversationFact = (fact: { type: string }): fact is ConversationFact =>
  fact.type.startsWith('conversation.');

type Of = { conversations: Conversations; freeUnits: FreeUnits };

/** The facts after which seats may be open that were not, or the other way round. */
const aboutSeats: ReadonlySet<string> = new Set([
  'conversation.joined',
  'conversation.confirmation-asked',
  'conversation.began',
  'conversation.member-left',
  'conversation.seat-closed',
  'conversation.ended',
]);

/** Takes in a fact about a conversation. */
export function noteConversation(of: Of, fact: ConversationFact, settings: ConversationSettings | undefined): void {
  const { assignmentId } = fact.data;
  const { states, met } = of.conversations;
  states.apply(assignmentId, fact);
  if (fact.type === 'conversation.member-left') {
    const { agentId, reason } = fact.data;
    of.conversations.leftFor.set(agentId, reason);
    if (reason === 'waited') of.conversations.excused.add(agentId);
  }
  if (!aboutSeats.has(fact.type) || !settings) return;
  const { index } = partsOf(assignmentId);
  const present = states.get(assignmentId);
  if (!present) return;
  if (fact.type === 'conversation.joined') reserve(of.freeUnits, index);
  const talks =
    fact.type === 'conversation.began' || (fact.type === 'conversation.joined' && present.matches('talking'));
  // Also where it does not matter in this run: it may in another one of the task.
  if (talks) {
    const workers = present.context.members.map(({ workerId }) => workerId);
    noteMet(met, workers);
  }
  placeRooms(of.conversations, index, present, settings);
  forgetOver(of, assignmentId, present);
}

/** A submitted unit may be the last of a conversation that is over. */
export function noteHandedIn(of: Of, fact: UnitFact): void {
  const { excused, paidForWaiting } = of.conversations;
  if (excused.size > 0 && 'agentId' in fact.data && excused.delete(fact.data.agentId))
    if (fact.type === 'unit.submitted') paidForWaiting.add(fact.data.workerId);
  const { assignmentId } = fact.data;
  const { states } = of.conversations;
  if (fact.type !== 'unit.submitted' || !states.has(assignmentId)) return;
  states.apply(assignmentId, fact);
  const present = states.get(assignmentId);
  if (present) forgetOver(of, assignmentId, present);
}

function placeRooms(
  { waiting, vacant }: Conversations,
  index: number,
  present: Conversation,
  { seats, pairing }: ConversationSettings,
): void {
  const { members, vacant: offered } = present.context;
  const groups = members.map(({ group }) => group);
  const key = roomKeyOf(pairing, groups);
  const isOpen = present.matches('waiting') && members.length > 0 && members.length < seats;
  if (isOpen) placeRoom(waiting, index, key, Math.min(...members.map(({ waitUntil = '' }) => Date.parse(waitUntil))));
  else removeRoom(waiting, index);
  const [first] = offered;
  if (present.matches('talking') && first) placeRoom(vacant, index, key, Date.parse(first.until));
  else removeRoom(vacant, index);
}

/** A waiting room without people is an item like any other; of a conversation that is over nothing is asked. */
function forgetOver({ conversations: { states }, freeUnits }: Of, id: AssignmentId, present: Conversation): void {
  if (present.context.members.length > 0) return;
  if (!present.matches('ended') && !present.matches('waiting')) return;
  release(freeUnits, partsOf(id).index);
  states.forget(id);
}
