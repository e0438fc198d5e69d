import type { ConversationEvent, ConversationMember } from '../../api/conversations.ts';
import type { ConversationFact } from '../../events/conversation.ts';
import { namesOfOthers } from '../../events/conversation-settings.ts';
import type { AgentId } from '../../events/ids.ts';

/** A fact of a conversation with its place in the order of the log. */
export type ConversationRow = { row: number; at: string } & Pick<ConversationFact, 'type' | 'data'>;

/** A member before their unit is looked up. */
export type Person = Omit<ConversationMember, 'unit'>;

/** What happened in a conversation, in order, and who was in it. */
export type Told = { people: Person[]; events: ConversationEvent[] };

/** Tells what happened from the facts of one conversation. */
export function toldOf(rows: readonly ConversationRow[]): Told {
  const people = new Map<string, Person>();
  const events = rows.flatMap((row) => {
    note(people, row as unknown as ConversationFact);
    const told = eventOf(people, row as unknown as ConversationFact);
    return told ? [{ ...nothing, order: row.row, at: row.at, ...told }] : [];
  });
  return { people: [...people.values()].sort((one, other) => one.seat - other.seat), events };
}

const nothing = {
  ...{ number: null, by: null, name: null, agent: null, worker: null, text: null, data: null, file: null },
  ...{ to: null, form: null, until: null, reason: null },
};
const botKey = (seat: number | undefined) => `bot ${seat}`;

function note(people: Map<string, Person>, fact: ConversationFact): void {
  const change = (agentId: AgentId, values: Partial<Person>) => {
    const person = people.get(agentId);
    if (person) people.set(agentId, { ...person, ...values });
  };
  switch (fact.type) {
    case 'conversation.joined': {
      const { agentId: agent, workerId: worker, seat, name = null, role = null } = fact.data;
      people.set(agent, { agent, worker, seat, name, role, state: 'here', left_because: null });
      break;
    }
    case 'conversation.began':
      for (const { agentId, name, role = null } of fact.data.members) change(agentId, { name, role });
      for (const { seat, name, role = null } of fact.data.bots) {
        const bot = { agent: null, worker: null, seat, name, role, state: 'here', left_because: null } as const;
        people.set(botKey(seat), bot);
      }
      break;
    case 'conversation.member-away':
      change(fact.data.agentId, { state: 'away' });
      break;
    case 'conversation.member-back':
      change(fact.data.agentId, { state: 'here' });
      break;
    case 'conversation.member-left':
      change(fact.data.agentId, { state: 'left', left_because: fact.data.reason });
  }
}

/** Whether a fact is told as an event: some only matter to the code of the task. */
export const isTold = (fact: ConversationFact): boolean => eventOf(new Map(), fact) !== undefined;

type Happened = Partial<ConversationEvent> & Pick<ConversationEvent, 'what'>;

/** Undefined for what only matters to the code of the task. */
function eventOf(people: Map<string, Person>, fact: ConversationFact): Happened | undefined {
  const who = (key: string) => {
    const { name = null, agent = null, worker = null } = people.get(key) ?? {};
    return { name, agent, worker };
  };
  switch (fact.type) {
    case 'conversation.joined':
      return { what: 'joined', ...who(fact.data.agentId) };
    case 'conversation.began':
      return { what: 'began' };
    case 'conversation.said':
      return saidOf(people, fact.data, who);
    case 'conversation.turn-given': {
      const { agentId, form = null, until } = fact.data;
      return { what: 'turn', ...who(agentId), form, until };
    }
    case 'conversation.turn-over':
      return { what: 'turn_over', ...who(fact.data.agentId) };
    case 'conversation.step-done': {
      const { result, resultFile: file = null, failed: reason = null } = fact.data;
      const isNothing = result === undefined && !file && reason === null;
      return isNothing ? undefined : { what: 'computed', by: 'task', data: result ?? null, file, reason };
    }
    case 'conversation.member-away':
      return { what: 'away', ...who(fact.data.agentId) };
    case 'conversation.member-back':
      return { what: 'back', ...who(fact.data.agentId) };
    case 'conversation.member-left':
      return { what: 'left', ...who(fact.data.agentId), reason: fact.data.reason };
    case 'conversation.seat-closed':
      return { what: 'seat_closed' };
    case 'conversation.ended': {
      const { reason, note: text = null, data = null, dataFile: file = null } = fact.data;
      return { what: 'ended', reason, text, data, file };
    }
    default:
      return undefined;
  }
}

type Said = Extract<ConversationFact, { type: 'conversation.said' }>['data'];
type Who = (key: string) => Pick<Person, 'name' | 'agent' | 'worker'>;

function saidOf(people: Map<string, Person>, said: Said, who: Who): Happened {
  const { number, by, agentId, seat, to, message = {}, messageFile: file = null } = said;
  const key = by === 'member' ? (agentId ?? '') : botKey(seat);
  const speaker = who(key);
  const ofCode = namesOfOthers[by === 'requester' ? by : 'task'];
  const { text, task_data } = message;
  const isEmpty = typeof task_data === 'object' && task_data !== null && Object.keys(task_data).length === 0;
  return {
    ...{ what: 'said', number, by, ...speaker, name: speaker.name ?? ofCode },
    ...{ text: file ? null : typeof text === 'string' ? text : '', data: isEmpty ? null : (task_data ?? null), file },
    to: to ? to.map((agent) => people.get(agent)?.name ?? agent) : null,
  };
}
