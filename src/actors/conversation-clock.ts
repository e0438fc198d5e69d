import type { AnyNewFact } from '../events/catalog.ts';
import { ConversationResumed, ConversationTimerEnded, ConversationTurnOver } from '../events/conversation.ts';
import type { AssignmentId } from '../events/ids.ts';
import type { Todo } from './actor.ts';
import { type ConversationAt, conversationAt, deadlineAt, handedIn, later } from './conversation-at.ts';
import type { Member } from './conversation-context.ts';
import { closesWaiting, confirmationIsOver, leaves, seatCloses, waitIsOver } from './leaving.ts';
import { hasStopped, type Run } from './run.ts';

/** Something that a conversation waits for, and what follows once its time has come. */
type Wait = { due: string; leadsTo: (now: string) => AnyNewFact[] };

/** Due before all times. */
const atOnce = '';

/** The first of what a conversation waits for. */
function firstOf(run: Run, at: ConversationAt): Wait | undefined {
  let first: Wait | undefined;
  for (const wait of waitsOf(run, at)) if (!first || wait.due < first.due) first = wait;
  return first;
}

function waitsOf(run: Run, at: ConversationAt): Wait[] {
  const { conversation } = at;
  const { confirmUntil, settleBy, members } = conversation.context;
  if (conversation.matches('talking')) return waitsOfTalk(run, at);
  if (conversation.matches('ended'))
    return [{ due: settleBy ?? atOnce, leadsTo: () => members.map((member) => handedIn(run, at, member)) }];
  if (hasStopped(run)) return [{ due: atOnce, leadsTo: (now) => closesWaiting(run, at, 'run-stopped', now) }];
  if (conversation.matches('confirming'))
    return [{ due: confirmUntil ?? atOnce, leadsTo: (now) => confirmationIsOver(run, at, now) }];
  return [
    ...awayOf(run, at),
    ...members.map((member) => ({
      due: member.waitUntil ?? atOnce,
      leadsTo: (now: string) => waitIsOver(run, at, member, now),
    })),
  ];
}

function waitsOfTalk(run: Run, at: ConversationAt): Wait[] {
  const { members, timers, vacant } = at.conversation.context;
  const { assignmentId } = at;
  return [
    ...timers.map(({ step, due }) => ({ due, leadsTo: () => [ConversationTimerEnded({ assignmentId, step })] })),
    ...members.flatMap((member) => (member.turn ? [turnOf(run, at, member, member.turn)] : [])),
    ...awayOf(run, at),
    ...vacant.map(({ seat, until }) => ({
      due: hasStopped(run) ? atOnce : until,
      leadsTo: (now: string) => seatCloses(run, at, seat, now),
    })),
  ];
}

function turnOf(
  run: Run,
  at: ConversationAt,
  member: Member,
  { step, until, mayPass }: NonNullable<Member['turn']>,
): Wait {
  const { assignmentId } = at;
  const { agentId } = member;
  const passes = () => [ConversationTurnOver({ assignmentId, agentId, step })];
  return { due: until, leadsTo: mayPass ? passes : (now) => leaves(run, at, member, 'turn-over', now) };
}

const awayOf = (run: Run, at: ConversationAt): Wait[] =>
  at.conversation.context.members.flatMap((member) =>
    member.awayUntil === undefined
      ? []
      : [{ due: member.awayUntil, leadsTo: (now: string) => leaves(run, at, member, 'disconnected', now) }],
  );

/** What the first thing leads to that is due by now; nothing, if nothing is. */
export function advance(run: Run, at: ConversationAt, now: string): AnyNewFact[] {
  const first = firstOf(run, at);
  return first && first.due <= now ? first.leadsTo(now) : [];
}

/**
 * After an interruption of the server, in which nobody could act: no time is over before a lost member would have to be back. Nothing,
 * if no time is so near.
 */
export function resumed(run: Run, at: ConversationAt, now: string): AnyNewFact[] {
  const until = later(now, at.settings.dropoutSeconds);
  const first = firstOf(run, at);
  if (first?.due === atOnce) return [];
  const times = [first?.due, ...at.conversation.context.members.map((member) => deadlineOf(run, member))];
  if (!times.some((time) => time !== undefined && time < until)) return [];
  return [ConversationResumed({ assignmentId: at.assignmentId, until })];
}

/** That of the unit of a member. */
function deadlineOf(run: Run, { agentId }: Member): string | undefined {
  const { unitId } = run.agents.get(agentId)?.context ?? {};
  return unitId && deadlineAt(run, unitId);
}

/**
 * What one conversation waits for: that time passes, as `advance-conversation` with a due time or, without, at once; and while it goes
 * on for the code of the task, as `run-conversation`. Nothing once it is over.
 */
export function todoOf(run: Run, assignmentId: AssignmentId): Todo[] {
  const at = conversationAt(run, assignmentId);
  if (!at) return [];
  const first = firstOf(run, at);
  const talk = at.conversation.matches('talking') ? [{ do: 'run-conversation', key: assignmentId }] : [];
  if (!first) return talk;
  const { due } = first;
  const wait = { do: 'advance-conversation', key: `${assignmentId}/${due || 'now'}` };
  return [...talk, due === atOnce ? wait : { ...wait, due }];
}

/** What all conversations of a run wait for. */
export const todo = (run: Run): Todo[] =>
  [...run.conversations.states.entries()].flatMap(([id]) => todoOf(run, id as AssignmentId));
