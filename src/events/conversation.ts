import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { StoredFile } from './file.ts';
import { AgentId, AssignmentId, WorkerId } from './ids.ts';

/** A conversation has the id of its assignment: its seats are taken with the units of that. */
const conversation = z.object({ assignmentId: AssignmentId });
const member = conversation.extend({ agentId: AgentId });
/** What the task's code did, counted from 0 in the order in which it does things. */
const step = z.int().nonnegative();
const time = z.iso.datetime();
const seat = z.int().nonnegative();
/** As whom others see somebody. */
const shown = { name: z.string(), role: z.string().optional() };
/** A value as it is, or as a stored file of JSON if it is large. */
const file = StoredFile.optional();

/** Why a member is none any more. */
export const LeavingReason = z.enum(['disconnected', 'returned', 'turn-over', 'not-confirmed', 'time-over', 'waited']);
export type LeavingReason = z.infer<typeof LeavingReason>;
/** Why a conversation is over. */
export const EndReason = z.enum(['done', 'too-few', 'time-over', 'by-requester', 'code-failed', 'run-stopped']);
export type EndReason = z.infer<typeof EndReason>;
/** Who can say something: a member, the code of the task for itself or as a bot in a seat, or a requester who watches. */
export const Speaker = z.enum(['member', 'task', 'bot', 'requester']);

export const ConversationJoined = defineFact('conversation.joined', {
  says: 'A worker took a seat in the waiting room of a conversation, or one that had become free in a conversation that goes on.',
  data: member.extend({
    workerId: WorkerId,
    seat,
    /** What the pairing of the run compares. */
    group: z.string().optional(),
    /** In a waiting room: when their wait is over. */
    waitUntil: time.optional(),
    /** In a conversation that goes on. */
    name: z.string().optional(),
    role: z.string().optional(),
  }),
});
export const ConversationConfirmationAsked = defineFact('conversation.confirmation-asked', {
  says: 'The conversation can begin: everybody was asked whether they are still there, and has until then to say so.',
  data: conversation.extend({ until: time }),
});
export const ConversationConfirmed = defineFact('conversation.confirmed', {
  says: 'A member is still there.',
  data: member,
});
export const ConversationBegan = defineFact('conversation.began', {
  says: 'The conversation began with these people, and bots of the task in these seats.',
  data: conversation.extend({
    members: z.array(z.object({ agentId: AgentId, seat, ...shown, away: z.literal(true).optional() })),
    bots: z.array(z.object({ seat, ...shown })),
  }),
});
export const ConversationSaid = defineFact('conversation.said', {
  says: 'Somebody said something, to everybody or to some.',
  data: conversation.extend({
    /** Counted from 1 in each conversation. */
    number: z.int().positive(),
    by: Speaker,
    agentId: AgentId.optional(),
    /** That of a bot. */
    seat: seat.optional(),
    /** Who alone hears it; without, everybody. */
    to: z.array(AgentId).optional(),
    message: z.record(z.string(), z.unknown()).optional(),
    messageFile: file,
    /** The id that the page gave it, by which it is known when it comes again. */
    messageId: z.string().optional(),
    step: step.optional(),
  }),
});
export const ConversationTurnGiven = defineFact('conversation.turn-given', {
  says: 'A member was asked to speak until then; their next message ends the turn.',
  data: member.extend({
    step,
    until: time,
    form: z.unknown().optional(),
    /** Whether the member stays if they say nothing. */
    mayPass: z.literal(true).optional(),
  }),
});
export const ConversationTurnOver = defineFact('conversation.turn-over', {
  says: 'A member said nothing during a turn that they may pass.',
  data: member.extend({ step }),
});
export const ConversationTimerSet = defineFact('conversation.timer-set', {
  says: 'The code of the task waits until then.',
  data: conversation.extend({ step, due: time }),
});
export const ConversationTimerEnded = defineFact('conversation.timer-ended', {
  says: 'The time for which the code of the task waited is over.',
  data: conversation.extend({ step }),
});
export const ConversationStepDone = defineFact('conversation.step-done', {
  says: 'The code of the task computed something that is not computed again, or did something that led to nothing.',
  data: conversation.extend({
    step,
    result: z.unknown().optional(),
    resultFile: file,
    /** Why it failed. */
    failed: z.string().optional(),
  }),
});
export const ConversationMemberAway = defineFact('conversation.member-away', {
  says: 'The page of a member has not been heard from; they are lost then.',
  data: member.extend({ until: time }),
});
export const ConversationMemberBack = defineFact('conversation.member-back', {
  says: 'A member who was away is back.',
  data: member,
});
export const ConversationResumed = defineFact('conversation.resumed', {
  says: 'The server goes on after an interruption, in which members could do nothing: none of their times is over before then.',
  data: conversation.extend({ until: time }),
});
export const ConversationMemberLeft = defineFact('conversation.member-left', {
  says: 'A member is none any more; until then, if that is said, their seat is open to somebody else.',
  data: member.extend({ reason: LeavingReason, openUntil: time.optional() }),
});
export const ConversationSeatClosed = defineFact('conversation.seat-closed', {
  says: 'Nobody came for a seat that had become free, and the conversation goes on without.',
  data: conversation.extend({ seat }),
});
export const ConversationEnded = defineFact('conversation.ended', {
  says: 'The conversation is over; whoever has not handed in by then is submitted.',
  data: conversation.extend({
    reason: EndReason,
    settleBy: time,
    data: z.unknown().optional(),
    dataFile: file,
    note: z.string().optional(),
  }),
});

export const conversationFacts = [
  ConversationJoined,
  ConversationConfirmationAsked,
  ConversationConfirmed,
  ConversationBegan,
  ConversationSaid,
  ConversationTurnGiven,
  ConversationTurnOver,
  ConversationTimerSet,
  ConversationTimerEnded,
  ConversationStepDone,
  ConversationMemberAway,
  ConversationMemberBack,
  ConversationResumed,
  ConversationMemberLeft,
  ConversationSeatClosed,
  ConversationEnded,
] as const;
export type ConversationFact = FactOf<typeof conversationFacts>;
