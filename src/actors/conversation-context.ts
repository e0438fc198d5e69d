import type { ConversationFact, EndReason } from '../events/conversation.ts';
import type { AgentId, WorkerId } from '../events/ids.ts';
import type { UnitFact } from '../events/unit.ts';
import { noSteps, type Steps, stepsAfter } from './steps.ts';

/** Somebody in a seat; what they said is in the log alone. */
export type Member = {
  agentId: AgentId;
  workerId: WorkerId;
  seat: number;
  group?: string;
  /** In a waiting room: when their wait is over, and whether they said that they are still there. */
  waitUntil?: string;
  confirmed?: boolean;
  /** When they are lost, if they are away. */
  awayUntil?: string;
  /** Whoever is asked again before they said something has one turn, the later one. */
  turn?: { step: number; until: string; mayPass?: boolean; isForm?: boolean };
  name?: string;
  role?: string;
  /** The ids that their page gave its last messages. */
  recent: readonly string[];
};

/** What is known of a conversation. */
export type Context = {
  /** Those who are there or away, in the order in which they came; after the end, those who have not handed in. */
  members: readonly Member[];
  /** Seats that are offered again, and until when. */
  vacant: readonly { seat: number; until: string }[];
  bots: readonly { seat: number; name: string; role?: string }[];
  confirmUntil?: string;
  /** How many people have taken part so far. */
  named: number;
  messages: number;
  steps: Steps;
  timers: readonly { step: number; due: string }[];
  settleBy?: string;
  /** After an interruption of the server: no time is over before, also that of no unit. */
  notBefore?: string;
  endedFor?: EndReason;
};

/** What is known before its first fact. */
export const blank: Context = {
  ...{ members: [], vacant: [], bots: [], named: 0, messages: 0 },
  ...{ steps: noSteps, timers: [] },
};

/** How many ids of messages are kept for each member: as many as a page may send again when it comes back. */
const maxRecent = 64;

/** The facts that a conversation is told from. */
export type Event = ConversationFact | UnitFact;
type Named<Type extends Event['type']> = Extract<Event, { type: Type }>['data'];

/** What a fact changes of its member. */
export function changesOf({ type, data }: Event): Partial<Member> | undefined {
  switch (type) {
    case 'conversation.confirmed':
      return { confirmed: true };
    case 'conversation.member-away':
      return { awayUntil: data.until };
    case 'conversation.member-back':
      return { awayUntil: undefined };
    case 'conversation.turn-over':
      return { turn: undefined };
    case 'conversation.turn-given': {
      const { step, until, mayPass, form } = data;
      const how = { ...(mayPass ? { mayPass } : {}), ...(form === undefined ? {} : { isForm: true }) };
      return { turn: { step, until, ...how } };
    }
  }
  return undefined;
}

/** Somebody took a seat. */
export function joined({ members, vacant, named }: Context, data: Named<'conversation.joined'>): Partial<Context> {
  const { assignmentId: _, ...who } = data;
  return {
    members: [...members, { ...who, recent: [] }],
    vacant: vacant.filter(({ seat }) => seat !== data.seat),
    named: data.name === undefined ? named : named + 1,
  };
}

/** Members are shown as the beginning says, and nobody waits any more. */
export function began({ members, named }: Context, data: Named<'conversation.began'>): Partial<Context> {
  const shownAs = new Map(
    data.members.map(({ agentId, name, role }) => [agentId, { name, ...(role ? { role } : {}) }]),
  );
  return {
    members: members.map(({ waitUntil: _, confirmed: __, ...member }) => ({
      ...member,
      ...shownAs.get(member.agentId),
    })),
    bots: data.bots,
    named: named + data.members.length,
    confirmUntil: undefined,
  };
}

/** Those who stay have to confirm anew. */
export function left({ members, vacant }: Context, data: Named<'conversation.member-left'>): Partial<Context> {
  const { agentId, openUntil } = data;
  const seat = members.find((member) => member.agentId === agentId)?.seat;
  const isOffered = openUntil !== undefined && seat !== undefined;
  return {
    members: without(members, agentId).map(({ confirmed: _, ...member }) => member),
    vacant: isOffered ? [...vacant, { seat, until: openUntil }] : vacant,
    confirmUntil: undefined,
  };
}

/** A message ends the turn of whoever said it. */
export function said(context: Context, data: Named<'conversation.said'>): Partial<Context> {
  const { agentId, messageId, step, number } = data;
  const members = context.members.map((member) => {
    if (member.agentId !== agentId) return member;
    const recent = messageId === undefined ? member.recent : [...member.recent.slice(1 - maxRecent), messageId];
    return { ...member, recent, turn: undefined };
  });
  return { members, messages: number, steps: stepsAfter(context.steps, step) };
}

/** None of the times of those who are in it is over before then; the code's own timers stay. */
export function resumed(context: Context, until: string): Partial<Context> {
  const { members, vacant, confirmUntil, settleBy, notBefore = until } = context;
  const atLeast = <Time extends string | undefined>(time: Time) => (time !== undefined && time < until ? until : time);
  return {
    notBefore: atLeast(notBefore),
    members: members.map((member) => ({
      ...member,
      ...(member.waitUntil === undefined ? {} : { waitUntil: atLeast(member.waitUntil) }),
      ...(member.awayUntil === undefined ? {} : { awayUntil: atLeast(member.awayUntil) }),
      ...(member.turn ? { turn: { ...member.turn, until: atLeast(member.turn.until) } } : {}),
    })),
    vacant: vacant.map(({ seat, until: end }) => ({ seat, until: atLeast(end) })),
    ...(confirmUntil === undefined ? {} : { confirmUntil: atLeast(confirmUntil) }),
    ...(settleBy === undefined ? {} : { settleBy: atLeast(settleBy) }),
  };
}

/** The members but for one. */
export const without = (members: readonly Member[], agentId: AgentId) =>
  members.filter((one) => one.agentId !== agentId);
