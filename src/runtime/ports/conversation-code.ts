import type { TaskWorker } from './task-worker.ts';

type Values = Record<string, unknown>;

/** A seat of a conversation and who is in it, as the task's code gets it; a bot has the id `bot:` and its seat. */
export type ConversationSeat = { seat: number; name: string; role?: string };
/** A worker in a seat; the id is that of the agent. */
/** `away` is somebody whose page is gone when the conversation begins. */
export type ConversationMember = ConversationSeat & { id: string; worker: TaskWorker; away?: true };

/** The id of the bot in a seat. */
export const botIn = (seat: number): string => `bot:${seat}`;

/** Whether an id is that of a bot. */
export const isBot = (id: string): boolean => id.startsWith('bot:');

/** Something that the record of a conversation says, for the code that leads it; `step` is the number of a step that the code made. */
export type ConversationEvent = { at: string } & (
  | { type: 'began'; members: ConversationMember[]; bots: ConversationSeat[] }
  | { type: 'joined'; member: ConversationMember }
  | { type: 'left'; member: string; reason: string }
  | { type: 'away' | 'back'; member: string }
  /** `by` and `to` are ids of members or bots; or by is `task` or `requester`. */
  | {
      type: 'said';
      number: number;
      by: string;
      to?: string[];
      text: string;
      task_data?: Values;
      step?: number;
    }
  | { type: 'turn-given' | 'turn-over'; step: number; member: string }
  | { type: 'timer-set' | 'timer'; step: number }
  /** What was computed; or, with neither, a step that led to nothing, such as a turn of somebody who had left. */
  | { type: 'done'; step: number; result?: unknown; failed?: string }
  | { type: 'ended'; reason: string }
);

/** What the code of a conversation does. */
export type ConversationAction =
  /** To everybody, or to members and bots by id; as the task, or as the bot in a seat. */
  | { say: { text: string; task_data?: Values; to?: string[]; as?: number } }
  | { turn: { member: string; seconds?: number; form?: unknown; mayPass?: boolean } }
  | { timer: { seconds: number } }
  | { run: { name: string; result?: unknown; failed?: string } };

/** An action with its number, counted from 0 in the order in which the code makes them. */
export type ConversationStep = { step: number } & ConversationAction;

/** An activation of the code of a conversation: the events from number `from` on, counted from 0. */
export type ConversationActivation = {
  room: string;
  item: Values;
  from: number;
  events: ConversationEvent[];
  /** Whether further recorded events follow in the next activation, so that nothing is to be computed yet. */
  more?: boolean;
};

/**
 * All steps that the record does not have, as far as they fit; also those of an earlier activation. `open` while the code goes on; `ended` when it has
 * returned, `failed` when it threw or did not do again what is recorded. `unknown` if events before `from` are missing here.
 */
export type ConversationProgress =
  | { unknown: true }
  | { steps: ConversationStep[]; open: boolean; ended?: { data?: unknown }; failed?: string };
