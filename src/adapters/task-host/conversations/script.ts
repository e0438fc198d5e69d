import type { Asked, BotRoom, Member, Message, Room } from '../../../client/room.ts';
import { type People, peopleOf } from './people.ts';
import { randomOf } from './random.ts';
import type { Reader } from './reader.ts';
import { type Computations, computationsOf } from './runs.ts';
import { type Steps, stepsOf } from './steps.ts';
import { withStrays } from './strays.ts';

/** A turn that was asked for, and the part of the code that gets the reply; a turn of a bot is no step. */
export type Turn = {
  member: Member;
  reader: Reader;
  /** How many steps there were before it. */
  beganAt: number;
  step?: number;
  reply(message: Message | null): void;
};

/** The part of the code that speaks for a bot, or, without one, the task's own. */
export type Speaker = {
  me?: Member;
  reader: Reader;
  /** What the bot was asked and has not taken up. */
  asked: Asked[];
  takeUp?: (asked: Asked) => void;
  /** Whether its code runs. */
  isRunning: boolean;
};

/** The code that a task defines for conversations. */
export type ConversationCode = {
  conversation(room: Room): unknown;
  bot?(room: BotRoom, me: Member): unknown;
};

/** How the code of a conversation has ended; `over` if others have ended the conversation. */
export type Ending = { ended: { data?: unknown } } | { failed: unknown } | { over: true };

type Listener = (member: Member) => unknown;

/** The code of one conversation while it runs, and all that it knows. */
export type Script = {
  room: string;
  item: Record<string, unknown>;
  code: ConversationCode;
  people: People;
  steps: Steps;
  computations: Computations;
  messages: Message[];
  turns: Set<Turn>;
  speakers: Speaker[];
  /** Which part of the code has made a step that says something. */
  saidBy: Map<number, Reader>;
  listeners: { leave: Listener[]; join: Listener[] };
  /** The time of the latest event, in milliseconds. */
  now: number;
  random(): number;
  ending(): Ending | undefined;
  /** Ends it; only the first time counts. */
  end(how: Ending): void;
  /** Runs some of the code; what it throws ends the conversation. */
  running(part: () => unknown): Promise<void>;
};

type Settings = Pick<Script, 'room' | 'item' | 'code'> & {
  /** An error of the code in one sentence. */
  faultOf: (error: unknown) => string;
  /** Called when the code has made a step, and whether it can be recorded already; and when the code has ended. */
  onMade: (isReady: boolean) => void;
};

/** Opens the code of a conversation, which begins with the first event and goes on with the others. */
export function openScript({ faultOf, onMade, ...about }: Settings): Script {
  const steps = stepsOf(onMade);
  const computations = computationsOf(steps, faultOf);
  let ending: Ending | undefined;

  function end(how: Ending): void {
    if (ending) return;
    ending = how;
    steps.end();
    computations.end();
    onMade(true);
  }

  return {
    ...about,
    ...{ people: peopleOf(), steps, computations, messages: [], turns: new Set(), speakers: [], saidBy: new Map() },
    listeners: { leave: [], join: [] },
    now: 0,
    random: randomOf(about.room),
    ending: () => ending,
    end,
    async running(part) {
      const fail = (failed: unknown) => end({ failed });
      try {
        await withStrays(fail, part);
      } catch (error) {
        fail(error);
      }
    },
  };
}
