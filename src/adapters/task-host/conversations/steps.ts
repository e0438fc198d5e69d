import { isDeepStrictEqual } from 'node:util';
import {
  botIn,
  type ConversationAction,
  type ConversationEvent,
  type ConversationStep,
  isBot,
} from '../../../runtime/ports/conversation-code.ts';

/** The code does not do again what is recorded. */
export class NotTheSame extends Error {
  override readonly name = 'NotTheSame';
  constructor(step: number, before: string, now: string) {
    const advice = 'Use room.run for whatever may differ, and change the code between conversations';
    super(`the code does not do again what it did: its step ${step} was ${before}, and now it is ${now}. ${advice}`);
  }
}

/** An event about a step. */
type StepEvent = Extract<ConversationEvent, { step?: number }> & { step: number };

/** A step that the code has made; a run has no result until it is computed. */
type Made = {
  action: ConversationAction;
  isReady: boolean;
  /** Whether the record has it. */
  isRecorded: boolean;
  resolve(value: unknown): void;
  reject(error: Error): void;
};

/** A step that was just made: its number, and what comes of it. */
export type NewStep = { step: number; outcome: Promise<unknown> };

/** The most bytes of the steps in one reply; one that is larger comes alone. */
const mostBytes = 2_000_000;

/** The steps of the code of one conversation. `onMade` is called for each, and once more when it can be recorded only later. */
export function stepsOf(onMade: (isReady: boolean) => void) {
  const all: Made[] = [];
  /** All before this one are recorded. */
  let firstOpen = 0;
  let isOver = false;

  function make(action: ConversationAction, isReady: boolean): NewStep {
    const step = all.length;
    const outcome = new Promise<unknown>((resolve, reject) => {
      // Nothing is done after the end.
      if (!isOver) all.push({ action, isReady, isRecorded: false, resolve, reject });
    });
    // The code need not wait for what it does.
    outcome.catch(() => undefined);
    if (!isOver) onMade(isReady);
    return { step, outcome };
  }

  return {
    get count() {
      return all.length;
    },
    make: (action: ConversationAction) => make(action, true),
    /** A step whose action is not known until something is computed. */
    makeLater: (name: string) => make({ run: { name } }, false),
    /** What was computed for it. */
    complete(step: number, action: ConversationAction): void {
      const made = all[step];
      if (!made || isOver || made.isReady || made.isRecorded) return;
      made.action = action;
      made.isReady = true;
      onMade(true);
    },
    /** Notes that the record has a step; throws `NotTheSame` if it is another one. */
    note(event: StepEvent): void {
      const made = all[event.step];
      if (!made || !isSame(made.action, event))
        throw new NotTheSame(event.step, recordedWords(event), made ? actionWords(made.action) : 'nothing');
      made.isRecorded = true;
    },
    /** For whom the code says something in a step, bots included. */
    hearersOf(step: number): string[] | undefined {
      const action = all[step]?.action;
      return action && 'say' in action ? action.say.to : undefined;
    },
    isRecorded: (step: number) => all[step]?.isRecorded === true,
    resolve: (step: number, value: unknown) => all[step]?.resolve(value),
    reject: (step: number, error: Error) => all[step]?.reject(error),
    /** Nothing more is made. */
    end() {
      isOver = true;
    },
    /** Those that can be recorded and are not, as far as they fit into a reply. */
    unrecorded(): { steps: ConversationStep[]; isAll: boolean } {
      const steps: ConversationStep[] = [];
      let bytes = 0;
      while (all[firstOpen]?.isRecorded) firstOpen++;
      for (let step = firstOpen; step < all.length; step++) {
        const made = all[step]!;
        if (!made.isReady || made.isRecorded) continue;
        const next = { step, ...made.action };
        bytes += Buffer.byteLength(JSON.stringify(next));
        if (steps.length > 0 && bytes > mostBytes) return { steps, isAll: false };
        steps.push(next);
      }
      return { steps, isAll: true };
    },
  };
}

export type Steps = ReturnType<typeof stepsOf>;

function isSame(action: ConversationAction, event: StepEvent): boolean {
  switch (event.type) {
    case 'said':
      return 'say' in action && isSameSaying(action.say, event);
    case 'turn-given':
    case 'turn-over':
      return 'turn' in action && action.turn.member === event.member;
    case 'timer-set':
    case 'timer':
      return 'timer' in action;
    case 'done':
      // What cannot be done fails, whatever it is.
      return 'run' in action || event.result === undefined;
  }
}

type Said = Extract<ConversationEvent, { type: 'said' }>;
type Say = Extract<ConversationAction, { say: unknown }>['say'];

/** No page gets what is for a bot, and a record need not say that a bot hears it. */
const peopleIn = (to: readonly string[] | undefined) => to?.filter((id) => !isBot(id));

const isSameSaying = ({ text, task_data = {}, to, as }: Say, said: Said): boolean =>
  text === said.text &&
  said.by === (as === undefined ? 'task' : botIn(as)) &&
  isDeepStrictEqual(peopleIn(to), peopleIn(said.to)) &&
  isDeepStrictEqual(task_data, said.task_data ?? {});

const mostShownLetters = 60;
const shown = (text: string) =>
  JSON.stringify(text.length > mostShownLetters ? `${text.slice(0, mostShownLetters)}…` : text);
const sayingWords = (text: string, by: string) => `to say ${shown(text)} as ${by}`;

function actionWords(action: ConversationAction): string {
  if ('say' in action) return sayingWords(action.say.text, action.say.as === undefined ? 'task' : botIn(action.say.as));
  if ('turn' in action) return `to ask ${action.turn.member}`;
  return 'timer' in action ? 'to wait for some time' : `to run ${shown(action.run.name)}`;
}

function recordedWords(event: StepEvent): string {
  switch (event.type) {
    case 'said':
      return sayingWords(event.text, event.by);
    case 'turn-given':
    case 'turn-over':
      return `to ask ${event.member}`;
    case 'timer-set':
    case 'timer':
      return 'to wait for some time';
    case 'done':
      return 'to run something';
  }
}
