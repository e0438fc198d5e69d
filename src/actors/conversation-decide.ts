import type { AnyNewFact } from '../events/catalog.ts';
import {
  ConversationConfirmed,
  ConversationMemberAway,
  ConversationMemberBack,
  ConversationSaid,
  ConversationStepDone,
  ConversationTimerSet,
  ConversationTurnGiven,
} from '../events/conversation.ts';
import type { StoredFile } from '../events/file.ts';
import type { AgentId, AssignmentId } from '../events/ids.ts';
import { begin, beginOrAsk, isComplete } from './beginning.ts';
import { isWaiting, memberOf } from './conversation.ts';
import { assignmentOf, type ConversationAt, conversationAt, later, seatOf } from './conversation-at.ts';
import { advance, resumed } from './conversation-clock.ts';
import { closesWaiting, type EndNote, ends } from './leaving.ts';
import { refuse } from './refusals.ts';
import { openPlacesOf } from './reserved.ts';
import type { Run } from './run.ts';
import { hasStep, maxStepsAhead } from './steps.ts';

/** What is said, as it is or as a stored file of JSON if it is large. */
export type Message = { message?: Record<string, unknown>; messageFile?: StoredFile };

/** How many messages a conversation takes, and how long each may be as JSON, in bytes of UTF-8. */
export type MessageLimits = { messages: number; bytes: number };

/** What the code of the task did: a step that is recorded already changes nothing. Without `seconds`, a turn takes as long as the settings say; whoever may not pass it leaves if they say nothing. */
export type StepCommand = { type: 'conversation.step'; assignmentId: AssignmentId; step: number; now: string } & (
  | ({ does: 'say'; to?: AgentId[]; seat?: number; limits?: MessageLimits } & Message)
  | { does: 'turn'; agentId: AgentId; seconds?: number; form?: unknown; mayPass?: boolean }
  | { does: 'timer'; seconds: number }
  | { does: 'result'; result?: unknown; resultFile?: StoredFile; failed?: string }
);

/** What happens in a conversation; times are ISO 8601. */
export type ConversationCommand =
  | StepCommand
  /** `answersForm` as `answersForm` says it of the whole message, also where that is stored as a file. */
  | ({
      type: 'conversation.say';
      agentId: AgentId;
      messageId?: string;
      answersForm?: boolean;
      limits?: MessageLimits;
    } & Message)
  | ({
      type: 'conversation.say-as-requester';
      assignmentId: AssignmentId;
      to?: AgentId[];
      limits?: MessageLimits;
    } & Message)
  | { type: 'conversation.confirm'; agentId: AgentId; now: string }
  | { type: 'conversation.note-away'; agentId: AgentId; now: string }
  | { type: 'conversation.note-back'; agentId: AgentId; now: string }
  /** After an interruption of the server. */
  | { type: 'conversation.resume'; assignmentId: AssignmentId; now: string }
  /** Records the first thing that is due by now; again, until nothing is. */
  | { type: 'conversation.advance'; assignmentId: AssignmentId; now: string }
  | ({
      type: 'conversation.end';
      assignmentId: AssignmentId;
      now: string;
      reason: 'done' | 'code-failed' | 'by-requester';
    } & EndNote);

/** Whether a message has the answers to a form. */
export const answersForm = ({ task_data: data }: Record<string, unknown>): boolean =>
  typeof data === 'object' && data !== null && 'form_responses' in data;

/** Whether a command is about a conversation. */
export const isConversationCommand = (command: { type: string }): command is ConversationCommand =>
  command.type.startsWith('conversation.');

/** Returns an empty list for what is known or does not matter any more; throws refusals. */
export function decide(command: ConversationCommand, run: Run): AnyNewFact[] {
  switch (command.type) {
    case 'conversation.say':
      return say(command, run);
    case 'conversation.say-as-requester':
      return sayAsRequester(command, run);
    case 'conversation.step':
      return takeStep(command, run);
    case 'conversation.confirm':
      return confirm(command, run);
    case 'conversation.note-away':
    case 'conversation.note-back':
      return notePresence(command, run);
    case 'conversation.advance': {
      const at = conversationAt(run, command.assignmentId);
      return at ? advance(run, at, command.now) : [];
    }
    case 'conversation.resume': {
      const at = conversationAt(run, command.assignmentId);
      return at ? resumed(run, at, command.now) : [];
    }
    case 'conversation.end': {
      const { type: _, assignmentId, now, reason, ...said } = command;
      const at = conversationAt(run, assignmentId);
      if (!at || at.conversation.matches('ended')) return [];
      if (!isWaiting(at.conversation)) return ends(run, at, reason, now, said);
      if (reason !== 'by-requester') throw refuse('conversation/not-begun');
      return closesWaiting(run, at, reason, now, said);
    }
  }
}

type Said = Omit<Parameters<typeof ConversationSaid>[0], 'assignmentId' | 'number'>;

function saidIn({ assignmentId, conversation }: ConversationAt, { by, ...said }: Said): AnyNewFact {
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return ConversationSaid({ assignmentId, number: conversation.context.messages + 1, by, ...given });
}

/** The conversation, if it goes on; throws before its beginning and after its end. */
function talking(run: Run, assignmentId: AssignmentId): ConversationAt {
  const at = conversationAt(run, assignmentId);
  if (!at || at.conversation.matches('ended')) throw refuse('conversation/over');
  if (isWaiting(at.conversation)) throw refuse('conversation/not-begun');
  return at;
}

function say(command: Extract<ConversationCommand, { type: 'conversation.say' }>, run: Run): AnyNewFact[] {
  const { agentId, messageId, answersForm: answers, message, messageFile, limits } = command;
  const assignmentId = assignmentOf(run, agentId);
  const present = conversationAt(run, assignmentId);
  const member = present && memberOf(present.conversation, agentId);
  if (messageId !== undefined && member?.recent.includes(messageId)) return [];
  const at = talking(run, assignmentId);
  if (!member) throw refuse('conversation/not-a-member', { agent: agentId });
  assertWithin(at, { message, messageFile }, limits);
  // Answers to a form are for the code alone, also those that come after the turn: they may be about the others.
  const to = answers || member.turn?.isForm ? [] : undefined;
  return [saidIn(at, { by: 'member', agentId, to, message, messageFile, messageId })];
}

function sayAsRequester(
  command: Extract<ConversationCommand, { type: 'conversation.say-as-requester' }>,
  run: Run,
): AnyNewFact[] {
  const { assignmentId, to, message, messageFile, limits } = command;
  const at = talking(run, assignmentId);
  const stranger = to?.find((agentId) => !memberOf(at.conversation, agentId));
  if (stranger !== undefined) throw refuse('conversation/no-such-member', { agent: stranger });
  assertWithin(at, { message, messageFile }, limits);
  return [saidIn(at, { by: 'requester', to, message, messageFile })];
}

function assertWithin({ conversation }: ConversationAt, message: Message, limits: MessageLimits | undefined) {
  if (!limits) return;
  const { messages } = limits;
  if (conversation.context.messages >= messages) throw refuse('conversation/too-many-messages', { most: messages });
  assertShort(message, limits);
}

const encoder = new TextEncoder();

/** Throws `conversation/message-too-long` for a message of too many bytes. */
export function assertShort({ message, messageFile }: Message, { bytes: most }: Pick<MessageLimits, 'bytes'>): void {
  const bytes = messageFile?.size ?? encoder.encode(JSON.stringify(message) ?? '').length;
  if (bytes > most) throw refuse('conversation/message-too-long', { most });
}

/** What the code did for somebody who has left leads to nothing, which is recorded, so that the step is known. */
function takeStep(command: StepCommand, run: Run): AnyNewFact[] {
  const { assignmentId, step, now } = command;
  const at = conversationAt(run, assignmentId);
  if (!at?.conversation.matches('talking') || hasStep(at.conversation.context.steps, step)) return [];
  const { steps } = at.conversation.context;
  if (step > steps.next + maxStepsAhead) throw refuse('conversation/step-out-of-order', { step, next: steps.next });
  switch (command.does) {
    case 'say': {
      const { to, seat, message, messageFile, limits } = command;
      assertWithin(at, { message, messageFile }, limits);
      return [saidIn(at, { by: seat === undefined ? 'task' : 'bot', seat, to, message, messageFile, step })];
    }
    case 'turn': {
      const { agentId, seconds, form, mayPass } = command;
      const member = memberOf(at.conversation, agentId);
      if (!member) return [ConversationStepDone({ assignmentId, step })];
      const until = later(now, seconds ?? at.settings.turnSeconds);
      const how = {
        ...(form === undefined ? {} : { form }),
        ...(mayPass ? { mayPass: true as const } : {}),
      };
      return [ConversationTurnGiven({ assignmentId, agentId, step, until, ...how })];
    }
    case 'timer':
      return [ConversationTimerSet({ assignmentId, step, due: later(now, command.seconds) })];
    case 'result': {
      const { result, resultFile, failed } = command;
      return [
        ConversationStepDone({
          ...{ assignmentId, step },
          ...(result === undefined ? {} : { result }),
          ...(resultFile ? { resultFile } : {}),
          ...(failed === undefined ? {} : { failed }),
        }),
      ];
    }
  }
}

/** The last one who confirms begins the conversation. */
function confirm({ agentId }: Extract<ConversationCommand, { type: 'conversation.confirm' }>, run: Run): AnyNewFact[] {
  const { at, member } = seatOf(run, agentId) ?? {};
  if (!at || !member) throw refuse('conversation/not-a-member', { agent: agentId });
  if (!at.conversation.matches('confirming') || member.confirmed) return [];
  const { assignmentId, settings, conversation } = at;
  const { members } = conversation.context;
  const isLast = members.every((one) => one.confirmed || one.agentId === agentId);
  const bots = settings.afterWaiting === 'bot';
  return [ConversationConfirmed({ assignmentId, agentId }), ...(isLast ? begin(run, at, members, { bots }) : [])];
}

/** A full waiting room that missed somebody begins when they are back. */
function notePresence(
  { type, agentId, now }: Extract<ConversationCommand, { type: `conversation.note-${string}` }>,
  run: Run,
): AnyNewFact[] {
  const { at, member } = seatOf(run, agentId) ?? {};
  if (!at || !member || at.conversation.matches('ended')) return [];
  const { assignmentId, settings, conversation, index } = at;
  const isAway = member.awayUntil !== undefined;
  if (type === 'conversation.note-away') {
    if (isAway) return [];
    return [ConversationMemberAway({ assignmentId, agentId, until: later(now, settings.dropoutSeconds) })];
  }
  if (!isAway) return [];
  const members = conversation.context.members.map((one) =>
    one.agentId === agentId ? { ...one, awayUntil: undefined } : one,
  );
  const open = openPlacesOf(run.freeUnits, index).length;
  const begins = conversation.matches('waiting') && isComplete(settings.seats, open, members);
  return [ConversationMemberBack({ assignmentId, agentId }), ...(begins ? beginOrAsk(run, at, members, now) : [])];
}
