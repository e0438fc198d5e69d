import type { EndReason, LeavingReason } from '../events/conversation.ts';
import type { ConversationSettings } from '../events/conversation-settings.ts';
import type { AgentId } from '../events/ids.ts';
import * as agents from './agent.ts';
import { isWaiting, memberOf } from './conversation.ts';
import { assignmentOf, conversationAt, isSeat, seatOf } from './conversation-at.ts';
import { isWaitPaid } from './leaving.ts';
import type { Run } from './run.ts';
import { roomsBefore } from './waiting-rooms.ts';

const leftAs: Record<LeavingReason, string> = {
  disconnected: 'disconnect',
  returned: 'returned',
  'turn-over': 'timeout',
  'time-over': 'timeout',
  'not-confirmed': 'timeout',
  waited: 'expired',
};

/** What the page of somebody who has just left shows; whoever was paid for waiting gets the button to hand in. */
export const statusOnLeaving = (reason: LeavingReason, isPaid: boolean): string =>
  reason === 'waited' && isPaid ? 'partner disconnect' : leftAs[reason];

/** The ends that pages show as the loss of a partner. */
const lost: ReadonlySet<EndReason> = new Set(['too-few', 'code-failed', 'time-over', 'by-requester', 'run-stopped']);

/**
 * What the page of an agent shows, in the words that pages know: `waiting`, `in task`, `partner disconnect` (with a button to hand in;
 * also for those who were paid for waiting), `disconnect`, `timeout`, `returned`, `expired`, or that of an agent whose work is over.
 */
export function statusIn(run: Run, agentId: AgentId): string | undefined {
  const agent = run.agents.get(agentId);
  if (!agent) return undefined;
  if (!isSeat(run, agent.context.unitId)) return agents.statusOf(agent);
  const at = conversationAt(run, assignmentOf(run, agentId));
  if (!at || !memberOf(at.conversation, agentId)) {
    const reason = run.conversations.leftFor.get(agentId);
    return reason && !agents.isJudged(agent)
      ? statusOnLeaving(reason, agents.hasSubmitted(agent))
      : agents.statusOf(agent);
  }
  if (isWaiting(at.conversation)) return 'waiting';
  const { endedFor } = at.conversation.context;
  return endedFor && lost.has(endedFor) ? 'partner disconnect' : 'in task';
}

/**
 * What somebody who waits can be told: how many are there of how many, how many rooms are filled before, until when they wait at most,
 * and until when they have to confirm.
 */
export type WaitShown = {
  present: number;
  seats: number;
  roomsBefore?: number;
  waitUntil?: string;
  confirmUntil?: string;
  confirmed: boolean;
  /** What happens at the end of the wait; `end` also for whoever was paid for waiting in this run. */
  afterWaiting: ConversationSettings['afterWaiting'];
};

/** Undefined unless this agent waits for a conversation to begin. */
export function waitOf(run: Run, agentId: AgentId): WaitShown | undefined {
  const agent = run.agents.get(agentId);
  if (!agent || !isSeat(run, agent.context.unitId)) return undefined;
  const { at, member } = seatOf(run, agentId) ?? {};
  if (!at || !member || !isWaiting(at.conversation)) return undefined;
  const { members, confirmUntil } = at.conversation.context;
  const { waitUntil, confirmed = false } = member;
  const present = members.filter(({ awayUntil }) => awayUntil === undefined).length;
  const before = roomsBefore(run.conversations.waiting, at.index);
  const { seats } = at.settings;
  const ends = at.settings.afterWaiting === 'pay' && !isWaitPaid(run, at, member);
  const afterWaiting = ends ? 'end' : at.settings.afterWaiting;
  return { present, seats, roomsBefore: before, waitUntil, confirmUntil, confirmed, afterWaiting };
}
