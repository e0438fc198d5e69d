import type { AnyNewFact } from '../events/catalog.ts';
import {
  ConversationEnded,
  ConversationSeatClosed,
  type EndReason,
  type LeavingReason,
} from '../events/conversation.ts';
import type { StoredFile } from '../events/file.ts';
import * as assignments from './assignment.ts';
import { begin, beginOrAsk } from './beginning.ts';
import { isWaiting } from './conversation.ts';
import { type ConversationAt, goes, handedIn, later, openExpire } from './conversation-at.ts';
import type { Member } from './conversation-context.ts';
import { assignmentAt, hasStopped, type Run } from './run.ts';

/** What the task's code or a requester says about the end. */
export type EndNote = { data?: unknown; dataFile?: StoredFile; note?: string };

/** A conversation that goes on ends, and those who stayed can hand in. */
export const ends = (
  run: Run,
  at: ConversationAt,
  reason: EndReason,
  now: string,
  said: EndNote = {},
): AnyNewFact[] => [
  ConversationEnded({
    assignmentId: at.assignmentId,
    reason,
    settleBy: later(now, at.settings.settleSeconds),
    ...said,
  }),
  ...openExpire(run, at),
];

/** A member is lost, or leaves: in a waiting room their seat is open again, in a conversation that goes on the policy of the run decides. */
export function leaves(run: Run, at: ConversationAt, member: Member, reason: LeavingReason, now: string): AnyNewFact[] {
  if (isWaiting(at.conversation)) return goes(run, at, member, reason, { reopens: true });
  if (at.conversation.matches('ended')) return [handedIn(run, at, member)];
  const { dropout, waitSeconds } = at.settings;
  const people = at.conversation.context.members.length - 1;
  if (dropout === 'replace' && people > 0 && !hasStopped(run)) {
    const openUntil = later(now, waitSeconds);
    return goes(run, at, member, reason, { reopens: true, openUntil });
  }
  const gone = goes(run, at, member, reason, { reopens: false });
  const isOver = dropout === 'wait' || dropout === 'end' || !areEnough(at, people);
  return isOver ? [...gone, ...ends(run, at, 'too-few', now)] : gone;
}

/** Whether a conversation goes on with so many people and its bots; one that needs all of them to begin goes on with any if it shall go on without. */
function areEnough({ conversation, settings }: ConversationAt, people: number): boolean {
  const { seats, minimum, dropout } = settings;
  const least = dropout === 'go_on' && minimum >= seats ? 1 : minimum;
  return people > 0 && people + conversation.context.bots.length >= least;
}

/** Nobody came for a seat that was offered again. */
export function seatCloses(run: Run, at: ConversationAt, seat: number, now: string): AnyNewFact[] {
  const { members, vacant } = at.conversation.context;
  if (!areEnough(at, members.length)) return ends(run, at, 'too-few', now);
  const { assignmentId } = at;
  const closed = openExpire(run, at).slice(vacant.length - 1);
  return [ConversationSeatClosed({ assignmentId, seat }), ...closed];
}

/** Whether a wait that leads to nothing is paid: once for each worker in a run, so that nobody is paid again and again for an open page. */
export const isWaitPaid = (run: Run, { settings }: ConversationAt, { workerId }: Member): boolean =>
  settings.afterWaiting !== 'end' && !run.conversations.paidForWaiting.has(workerId);

/** A member is paid for waiting, and the seat is open again unless the run is over or the conversation ends with this. */
function paidForWaiting(run: Run, at: ConversationAt, member: Member, now: string, why: string, reopens: boolean) {
  const [left] = goes(run, at, member, 'waited', { reopens: true });
  const waited = Date.parse(now) - Date.parse(member.waitUntil ?? now) + at.settings.waitSeconds * 1000;
  const answer = { ended: why, waited_seconds: Math.max(0, Math.round(waited / 1000)) };
  const again = reopens && !hasStopped(run) ? [assignments.extended(assignmentAt(run, at.index))] : [];
  return [...(left ? [left] : []), handedIn(run, at, member, answer), ...again];
}

/** The wait of a member is over. */
export function waitIsOver(run: Run, at: ConversationAt, member: Member, now: string): AnyNewFact[] {
  const { afterWaiting } = at.settings;
  const { members } = at.conversation.context;
  if (member.awayUntil !== undefined) return goes(run, at, member, 'disconnected', { reopens: true });
  if (mayBeginWithFewer(at, members)) {
    const latest = later(member.waitUntil ?? now, at.settings.confirmSeconds);
    return beginOrAsk(run, at, members, now, { bots: afterWaiting === 'bot', latest });
  }
  return isWaitPaid(run, at, member)
    ? paidForWaiting(run, at, member, now, 'not-filled', true)
    : goes(run, at, member, 'waited', { reopens: true });
}

/** Whether those who are there are enough once somebody's wait is over. */
function mayBeginWithFewer({ settings }: ConversationAt, members: readonly Member[]): boolean {
  const here = members.filter(({ awayUntil }) => awayUntil === undefined).length;
  return settings.afterWaiting === 'bot' ? here > 0 : settings.afterWaiting === 'go_on' && here >= settings.minimum;
}

/** The time to confirm is over: those who did not have left, the others begin if the wait of one is over and they are enough, else they wait on. */
export function confirmationIsOver(run: Run, at: ConversationAt, now: string): AnyNewFact[] {
  const { members } = at.conversation.context;
  const stay = members.filter(({ confirmed }) => confirmed);
  const gone = members.filter(({ confirmed }) => !confirmed);
  const begins = stay.some(({ waitUntil = '' }) => waitUntil <= now) && mayBeginWithFewer(at, stay);
  return [
    ...gone.flatMap((member) => goes(run, at, member, 'not-confirmed', { reopens: !begins })),
    ...(begins ? begin(run, at, stay, { bots: at.settings.afterWaiting === 'bot' }) : []),
  ];
}

/** A waiting room is closed: those who are there are paid for their wait, unless the run pays nobody for that. */
export function closesWaiting(
  run: Run,
  at: ConversationAt,
  reason: 'run-stopped' | 'by-requester',
  now: string,
  said: EndNote = {},
): AnyNewFact[] {
  const { members } = at.conversation.context;
  const isPaid = (member: Member) => member.awayUntil === undefined && isWaitPaid(run, at, member);
  return [
    ...members.flatMap((member) =>
      isPaid(member)
        ? paidForWaiting(run, at, member, now, reason, false)
        : goes(run, at, member, 'waited', { reopens: false }),
    ),
    ...ends(run, at, reason, now, said),
  ];
}

/** The deadline of a member's unit has passed: a conversation that goes on is over with it, and nobody who stayed goes unpaid. */
export function timeIsOver(run: Run, at: ConversationAt, member: Member, now: string): AnyNewFact[] {
  if (isWaiting(at.conversation)) return goes(run, at, member, 'time-over', { reopens: true });
  const ending = at.conversation.matches('ended') ? [] : ends(run, at, 'time-over', now);
  return [...ending, handedIn(run, at, member)];
}
