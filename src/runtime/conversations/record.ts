import { isConversationFact } from '../../actors/conversations.ts';
import type { Fact } from '../../events/catalog.ts';
import type { ConversationFact } from '../../events/conversation.ts';
import type { AgentId } from '../../events/ids.ts';
import { botIn, type ConversationEvent, type ConversationMember as MemberForCode } from '../ports/conversation-code.ts';
import type { Files } from '../ports/files.ts';
import type { TaskWorker } from '../ports/task-worker.ts';
import { load } from '../procedures/stored-values.ts';

/** A fact of a conversation, with its place in the order of the log. */
export type RecordedStep = { order: number; at: string } & Pick<ConversationFact, 'type' | 'data'>;

/** What the record needs to tell code who somebody is, and what large values are. */
export type RecordSettings = { workerOf: (agentId: AgentId) => Promise<TaskWorker>; files: Pick<Files, 'get'> };

/** A fact, if it is about a conversation, as the record has it. */
export function recordedStep(fact: Fact, order: number): RecordedStep | undefined {
  if (!isConversationFact(fact)) return undefined;
  return { order, at: fact.at, type: fact.type, data: fact.data } as RecordedStep;
}

/** Without those before the beginning, if it is among them: what was in the waiting room is not for the code. */
export function sinceBeginning(steps: readonly RecordedStep[]): RecordedStep[] {
  const beginning = steps.findIndex(({ type }) => type === 'conversation.began');
  return steps.slice(Math.max(0, beginning));
}

/** What the code of a conversation hears of a fact; undefined if nothing. */
export async function eventOf(
  { at, ...fact }: RecordedStep,
  settings: RecordSettings,
): Promise<ConversationEvent | undefined> {
  const event = await heardOf(fact as unknown as ConversationFact, settings);
  return event && ({ at, ...event } as ConversationEvent);
}

type Heard = ConversationEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'at'> : never) : never;

async function heardOf(fact: ConversationFact, settings: RecordSettings): Promise<Heard | undefined> {
  switch (fact.type) {
    case 'conversation.began': {
      const { members, bots } = fact.data;
      return { type: 'began', members: await Promise.all(members.map((one) => memberOf(one, settings))), bots };
    }
    case 'conversation.joined': {
      const { name } = fact.data;
      return name === undefined
        ? undefined
        : { type: 'joined', member: await memberOf({ ...fact.data, name }, settings) };
    }
    case 'conversation.said':
      return saidOf(fact.data, settings);
    case 'conversation.member-left':
      return { type: 'left', member: fact.data.agentId, reason: fact.data.reason };
    case 'conversation.member-away':
      return { type: 'away', member: fact.data.agentId };
    case 'conversation.member-back':
      return { type: 'back', member: fact.data.agentId };
    case 'conversation.turn-given':
      return { type: 'turn-given', step: fact.data.step, member: fact.data.agentId };
    case 'conversation.turn-over':
      return { type: 'turn-over', step: fact.data.step, member: fact.data.agentId };
    case 'conversation.timer-set':
      return { type: 'timer-set', step: fact.data.step };
    case 'conversation.timer-ended':
      return { type: 'timer', step: fact.data.step };
    case 'conversation.step-done': {
      const { step, result: value, resultFile: file, failed } = fact.data;
      const result = await load({ value, file }, settings.files);
      return {
        type: 'done',
        step,
        ...(result === undefined ? {} : { result }),
        ...(failed === undefined ? {} : { failed }),
      };
    }
    case 'conversation.ended':
      return { type: 'ended', reason: fact.data.reason };
    default:
      return undefined;
  }
}

type Shown = { agentId: AgentId; seat: number; name: string; role?: string; away?: true };

async function memberOf({ agentId, away, ...seat }: Shown, { workerOf }: RecordSettings): Promise<MemberForCode> {
  const { seat: nth, name, role } = seat;
  const shown = { seat: nth, name, ...(role === undefined ? {} : { role }), ...(away ? { away } : {}) };
  return { id: agentId, ...shown, worker: await workerOf(agentId) };
}

type Said = Extract<ConversationFact, { type: 'conversation.said' }>['data'];

/** What was said, as pages and code know it: a text, and further values for the page. */
export async function messageOf({ message: value, messageFile: file }: Said, files: Pick<Files, 'get'>) {
  const message = (await load({ value, file }, files)) as { text?: unknown; task_data?: unknown } | undefined;
  const { text, task_data: data } = message ?? {};
  const isData = typeof data === 'object' && data !== null && !Array.isArray(data);
  return {
    text: typeof text === 'string' ? text : '',
    ...(isData ? { task_data: data as Record<string, unknown> } : {}),
  };
}

async function saidOf(said: Said, { files }: RecordSettings): Promise<Heard> {
  const { number, by, agentId, seat, to, step } = said;
  const speaker = by === 'member' ? (agentId ?? '') : by === 'bot' ? botIn(seat ?? 0) : by;
  return {
    ...{ type: 'said', number, by: speaker },
    ...(to ? { to } : {}),
    ...(await messageOf(said, files)),
    ...(step === undefined ? {} : { step }),
  };
}
