import type { ConversationFact } from '../../../events/conversation.ts';
import { namesOfOthers } from '../../../events/conversation-settings.ts';
import type { AgentId } from '../../../events/ids.ts';
import { messageOf, type RecordedStep } from '../../../runtime/conversations/record.ts';
import type { Files } from '../../../runtime/ports/files.ts';

/** What a page gets of its conversation, in the words of Mephisto's chats; the id tells a repetition. */
export type Update = { update_id: string; task_data: Record<string, unknown> } & Record<string, unknown>;

/**
 * Who is called what in a conversation, its people by their agent and its bots by their seat; who is in it, or was and hears nothing
 * more; until when those have their turn who are asked; and which seats are open to somebody else.
 */
export type Names = {
  people: Map<AgentId, Shown>;
  bots: Map<number, Shown>;
  present: Set<AgentId>;
  left: Set<AgentId>;
  turns: Map<AgentId, string>;
  openSeats: Set<number>;
};
type Shown = { name: string; role?: string; seat: number };

/** Nobody is known yet. */
export const noNames = (): Names => ({
  ...{ people: new Map(), bots: new Map(), turns: new Map() },
  ...{ present: new Set(), left: new Set(), openSeats: new Set() },
});

/** Takes in who is called what, who is in the conversation, from their joining until they leave, and whose turn it is. */
export function noteNames({ people, bots, present, left, turns, openSeats }: Names, step: RecordedStep): void {
  const fact = step as unknown as ConversationFact;
  noteTurns(turns, fact);
  if (fact.type === 'conversation.began') {
    for (const { agentId, ...shown } of fact.data.members) people.set(agentId, shown);
    for (const bot of fact.data.bots) bots.set(bot.seat, bot);
  }
  if (fact.type === 'conversation.joined') {
    const { agentId, name, role, seat } = fact.data;
    present.add(agentId);
    left.delete(agentId);
    openSeats.delete(seat);
    if (name !== undefined) people.set(agentId, { name, seat, ...(role === undefined ? {} : { role }) });
  }
  if (fact.type === 'conversation.member-left') {
    present.delete(fact.data.agentId);
    left.add(fact.data.agentId);
    const seat = people.get(fact.data.agentId)?.seat;
    if (fact.data.openUntil !== undefined && seat !== undefined) openSeats.add(seat);
  }
  if (fact.type === 'conversation.seat-closed') openSeats.delete(fact.data.seat);
  if (fact.type === 'conversation.ended') openSeats.clear();
}

/** An interruption of the server moves a turn; the words of whoever has it end it. */
function noteTurns(turns: Names['turns'], { type, data }: ConversationFact): void {
  if (type === 'conversation.turn-given') turns.set(data.agentId, data.until);
  if (type === 'conversation.turn-over' || type === 'conversation.member-left') turns.delete(data.agentId);
  if (type === 'conversation.said' && data.agentId !== undefined) turns.delete(data.agentId);
  if (type === 'conversation.ended') turns.clear();
  if (type === 'conversation.resumed')
    for (const [agentId, until] of turns) if (until < data.until) turns.set(agentId, data.until);
}

type Of = { agentId: AgentId; names: Names; files: Pick<Files, 'get'> };

/**
 * What the page of an agent gets of something that is recorded, if anything: of what is said all but its own words, since it shows these
 * itself; with `isPast`, as for a page that is loaded again, these as well.
 */
export async function updatesOf(step: RecordedStep, { agentId, names, files }: Of, isPast = false): Promise<Update[]> {
  const fact = step as unknown as ConversationFact;
  const update_id = `c-${step.order}`;
  const told = (task_data: Record<string, unknown>): Update[] => [{ update_id, task_data }];
  const of = (other: AgentId, what: string, more = {}): Update[] => {
    const name = names.people.get(other)?.name;
    return name === undefined || other === agentId ? [] : told({ [what]: name, ...more });
  };
  switch (fact.type) {
    case 'conversation.began':
      return names.people.has(agentId) ? told(beginningOf(agentId, names)) : [];
    case 'conversation.joined':
      if (fact.data.name === undefined) return [];
      return told(fact.data.agentId === agentId ? beginningOf(agentId, names) : joiningOf(fact.data));
    case 'conversation.member-left': {
      const { agentId: other, openUntil } = fact.data;
      const search = { left_seat: names.people.get(other)?.seat, replaced_until: openUntil };
      return of(other, 'member_left', openUntil === undefined ? {} : search);
    }
    case 'conversation.seat-closed':
      return told({ closed_seat: fact.data.seat });
    case 'conversation.member-away':
      return of(fact.data.agentId, 'member_away');
    case 'conversation.member-back':
      return of(fact.data.agentId, 'member_back');
    case 'conversation.said':
      return saidTo(fact.data, { agentId, names, files }, { update_id, at: step.at, isPast });
    case 'conversation.turn-given': {
      if (fact.data.agentId !== agentId) return [];
      const { form, until } = fact.data;
      const turn = { live_update_requested: true, turn_until: until };
      // Pages keep a form until they get another value. Without a text they show no message for it.
      if (form === undefined) return told({ ...turn, respond_with_form: null });
      const asked = { id: namesOfOthers.task, task_data: { respond_with_form: form } };
      return [{ update_id: `${update_id}-form`, ...asked }, ...told(turn)];
    }
    case 'conversation.turn-over':
      return fact.data.agentId === agentId ? told({ live_update_requested: false }) : [];
    case 'conversation.resumed': {
      const moved = movedBy(fact.data.until, agentId, names);
      return Object.keys(moved).length === 0 ? [] : told(moved);
    }
    case 'conversation.ended':
      return told({ task_done: true, end_reason: fact.data.reason });
    default:
      return [];
  }
}

/** What an interruption of the server moves, as times alone: the words that end a turn may be on their way. */
function movedBy(until: string, agentId: AgentId, { turns, openSeats }: Names): Record<string, unknown> {
  const turn_until = turns.get(agentId);
  const search = openSeats.size === 0 ? {} : { replaced_until: until };
  return { ...(turn_until === undefined ? {} : { turn_until }), ...search };
}

const joiningOf = ({ name, role, seat }: Partial<Shown>): Record<string, unknown> => ({
  member_joined: name,
  member: { name, seat, ...(role === undefined ? {} : { role }) },
});

function beginningOf(agentId: AgentId, { people, bots, left }: Names): Record<string, unknown> {
  const { name, role } = people.get(agentId) ?? {};
  const here = [...people].flatMap(([id, shown]) => (left.has(id) ? [] : [shown]));
  const all = [...here, ...bots.values()].sort((one, other) => one.seat - other.seat);
  return { agent_display_name: name, ...(role === undefined ? {} : { role }), members: all };
}

/** What the server itself tells pages in `task_data`; a role is one only beside the members. */
const toldByServer: ReadonlySet<string> = new Set([
  ...['agent_display_name', 'members', 'member', 'member_joined', 'member_left', 'member_away', 'member_back'],
  ...[
    'replaced_until',
    'left_seat',
    'closed_seat',
    'waiting',
    'live_update_requested',
    'turn_until',
    'respond_with_form',
  ],
  ...['task_done', 'end_reason'],
]);

/** The values in the words of a member, or somebody could end the conversation on the pages of others, or speak for the server. */
const valuesOfMember = (data: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !toldByServer.has(name)));

type Said = Extract<ConversationFact, { type: 'conversation.said' }>['data'];
type How = { update_id: string; at: string; isPast: boolean };

async function saidTo(said: Said, { agentId, names, files }: Of, { update_id, at, isPast }: How): Promise<Update[]> {
  const { by, to, seat, agentId: speaker } = said;
  const isOwn = by === 'member' && speaker === agentId;
  if (isOwn && !isPast) return [];
  if (!isOwn && to && !to.includes(agentId)) return [];
  const { text, task_data: values = {} } = await messageOf(said, files);
  const task_data = by === 'member' ? valuesOfMember(values) : values;
  const called = { ...namesOfOthers, bot: names.bots.get(seat ?? -1)?.name ?? namesOfOthers.task };
  const id = by === 'member' ? (names.people.get(speaker as AgentId)?.name ?? '') : called[by];
  const { messageId } = said;
  const heard = { update_id, id, text, task_data, timestamp: Date.parse(at) / 1000, is_private: to !== undefined };
  if (!isOwn) return [{ ...heard, said_by: by }];
  // A page that has not heard the receipt of its words knows them by their id. When they were said, the page ended the turn itself.
  const own = { ...heard, said_by: by, is_own: true, ...(messageId !== undefined && { message_id: messageId }) };
  return [own, { update_id: `${update_id}-said`, task_data: { live_update_requested: false } }];
}
