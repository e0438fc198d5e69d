import { assign, type SnapshotFrom, setup } from 'xstate';
import type { AgentId } from '../events/ids.ts';
import { actorOf } from './actor.ts';
import {
  began,
  blank,
  type Context,
  changesOf,
  type Event,
  joined,
  left,
  type Member,
  resumed,
  said,
  without,
} from './conversation-context.ts';
import { noSteps, stepsAfter } from './steps.ts';

// ── State machine ────────────────────────────────────────────────────────────

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
