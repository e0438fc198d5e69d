import { assign, type SnapshotFrom, setup } from 'xstate';
import type { ConversationFact, EndReason } from '../events/conversation.ts';
import type { AgentId, WorkerId } from '../events/ids.ts';
import type { UnitFact } from '../events/unit.ts';
import { actorOf } from './actor.ts';
import { noSteps, type Steps, stepsAfter } from './steps.ts';

// ── State machine ────────────────────────────────────────────────────────────

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

type Context = {
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
  endedFor?: EndReason;
};

const blank: Context = {
  ...{ members: [], vacant: [], bots: [], named: 0, messages: 0 },
  ...{ steps: noSteps, timers: [] },
};

/** How many ids of messages are kept for each member: as many as a page may send again when it comes back. */
const maxRecent = 64;

type Event = ConversationFact | UnitFact;
type Named<Type extends Event['type']> = Extract<Event, { type: Type }>['data'];

/** What a fact changes of its member. */
function changesOf({ type, data }: Event): Partial<Member> | undefined {
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

function joined({ members, vacant, named }: Context, data: Named<'conversation.joined'>): Partial<Context> {
  const { assignmentId: _, ...who } = data;
  return {
    members: [...members, { ...who, recent: [] }],
    vacant: vacant.filter(({ seat }) => seat !== data.seat),
    named: data.name === undefined ? named : named + 1,
  };
}

function began({ members, named }: Context, data: Named<'conversation.began'>): Partial<Context> {
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
function left({ members, vacant }: Context, data: Named<'conversation.member-left'>): Partial<Context> {
  const { agentId, openUntil } = data;
  const seat = members.find((member) => member.agentId === agentId)?.seat;
  const isOffered = openUntil !== undefined && seat !== undefined;
  return {
    members: without(members, agentId).map(({ confirmed: _, ...member }) => member),
    vacant: isOffered ? [...vacant, { seat, until: openUntil }] : vacant,
    confirmUntil: undefined,
  };
}

function said(context: Context, data: Named<'conversation.said'>): Partial<Context> {
  const { agentId, messageId, step, number } = data;
  const members = context.members.map((member) => {
    if (member.agentId !== agentId) return member;
    const recent = messageId === undefined ? member.recent : [...member.recent.slice(1 - maxRecent), messageId];
    return { ...member, recent, turn: undefined };
  });
  return { members, messages: number, steps: stepsAfter(context.steps, step) };
}

/** None of the times of those who are in it is over before then; the code's own timers stay. */
function resumed({ members, vacant, confirmUntil, settleBy }: Context, until: string): Partial<Context> {
  const atLeast = <Time extends string | undefined>(time: Time) => (time !== undefined && time < until ? until : time);
  return {
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

const without = (members: readonly Member[], agentId: AgentId) => members.filter((one) => one.agentId !== agentId);

const aside = {
  'unit.submitted': { actions: 'noteSettled' },
  'conversation.resumed': { actions: 'noteResumed' },
} as const;
const presence = {
  'conversation.member-away': { actions: 'noteMember' },
  'conversation.member-back': { actions: 'noteMember' },
} as const;
const end = { 'conversation.ended': { target: 'ended', actions: 'noteEnd' } } as const;
const begin = { 'conversation.began': { target: 'talking', actions: 'noteBegan' } } as const;

/** The life of a conversation: people wait for each other, are asked whether they are still there, talk, and hand in. */
export const machine = setup({
  types: {} as { context: Context; events: Event },
  actions: {
    noteJoined: assign(({ event, context }) =>
      event.type === 'conversation.joined' ? joined(context, event.data) : {},
    ),
    noteAsked: assign(({ event }) =>
      event.type === 'conversation.confirmation-asked' ? { confirmUntil: event.data.until } : {},
    ),
    noteBegan: assign(({ event, context }) => (event.type === 'conversation.began' ? began(context, event.data) : {})),
    noteSaid: assign(({ event, context }) => (event.type === 'conversation.said' ? said(context, event.data) : {})),
    noteLeft: assign(({ event, context }) =>
      event.type === 'conversation.member-left' ? left(context, event.data) : {},
    ),
    noteMember: assign(({ event, context: { members } }) => {
      const changes = changesOf(event);
      if (!changes || !('agentId' in event.data)) return {};
      const { agentId } = event.data;
      return { members: members.map((member) => (member.agentId === agentId ? { ...member, ...changes } : member)) };
    }),
    noteStep: assign(({ event, context: { steps, timers } }) => {
      if (!('step' in event.data) || event.data.step === undefined) return {};
      const { step } = event.data;
      return {
        steps: stepsAfter(steps, step),
        ...(event.type === 'conversation.timer-set' ? { timers: [...timers, { step, due: event.data.due }] } : {}),
      };
    }),
    noteTimer: assign(({ event, context: { timers } }) =>
      event.type === 'conversation.timer-ended'
        ? { timers: timers.filter(({ step }) => step !== event.data.step) }
        : {},
    ),
    noteSeat: assign(({ event, context: { vacant } }) =>
      event.type === 'conversation.seat-closed'
        ? { vacant: vacant.filter(({ seat }) => seat !== event.data.seat) }
        : {},
    ),
    noteEnd: assign(({ event, context: { members } }) => {
      if (event.type !== 'conversation.ended') return {};
      const { settleBy, reason } = event.data;
      const kept = members.map((member) => ({ ...member, turn: undefined }));
      return { members: kept, vacant: [], timers: [], steps: noSteps, settleBy, endedFor: reason };
    }),
    noteResumed: assign(({ event, context }) =>
      event.type === 'conversation.resumed' ? resumed(context, event.data.until) : {},
    ),
    noteSettled: assign(({ event, context: { members } }) =>
      event.type === 'unit.submitted' ? { members: without(members, event.data.agentId) } : {},
    ),
  },
}).createMachine({
  id: 'conversation',
  context: blank,
  initial: 'initial',
  states: {
    // A waiting room that everybody has left is forgotten, and may then be closed.
    initial: { on: { ...end, 'conversation.joined': { target: 'waiting', actions: 'noteJoined' } } },
    waiting: {
      on: {
        ...aside,
        ...presence,
        ...begin,
        ...end,
        'conversation.joined': { actions: 'noteJoined' },
        'conversation.member-left': { actions: 'noteLeft' },
        'conversation.confirmation-asked': { target: 'confirming', actions: 'noteAsked' },
      },
    },
    confirming: {
      on: {
        ...aside,
        ...presence,
        ...begin,
        ...end,
        'conversation.confirmed': { actions: 'noteMember' },
        'conversation.member-left': { target: 'waiting', actions: 'noteLeft' },
      },
    },
    talking: {
      on: {
        ...aside,
        ...presence,
        ...end,
        'conversation.joined': { actions: 'noteJoined' },
        'conversation.member-left': { actions: 'noteLeft' },
        'conversation.seat-closed': { actions: 'noteSeat' },
        'conversation.said': { actions: 'noteSaid' },
        'conversation.turn-given': { actions: ['noteMember', 'noteStep'] },
        'conversation.turn-over': { actions: 'noteMember' },
        'conversation.timer-set': { actions: 'noteStep' },
        'conversation.timer-ended': { actions: 'noteTimer' },
        'conversation.step-done': { actions: 'noteStep' },
      },
    },
    ended: { on: aside },
  },
});

/** A conversation as a fold over its facts. */
export const conversation = actorOf(machine);
export type Conversation = SnapshotFrom<typeof machine>;

/** Whether its people wait for each other, or for the last of them to confirm. */
export const isWaiting = (one: Conversation): boolean => one.matches('waiting') || one.matches('confirming');

/** The member that an agent is, if they are one. */
export const memberOf = ({ context }: Conversation, agentId: AgentId): Member | undefined =>
  context.members.find((one) => one.agentId === agentId);
