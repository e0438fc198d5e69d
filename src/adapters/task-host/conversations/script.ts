import { createHash } from 'node:crypto';
import type { Asked, BotRoom, Member, Message, Room } from '../../../client/room.ts';
import type { ConversationEvent } from '../../../runtime/ports/conversation-code.ts';
import { peopleOf } from './people.ts';
import { type Reader, readerOf } from './reader.ts';
import { type Computations, computationsOf } from './runs.ts';
import { stepsOf } from './steps.ts';

/** A turn that was asked for, and the part of the code that gets the reply. */
export type Turn = {
  member: Member;
  reader: Reader;
  beganAt: number;
  step?: number;
  reply(message: Message | null): void;
};

/** The part of the code that speaks for a bot, or, without a member, the task's own. */
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

/** How the code of a conversation has ended. */
export type Ending = { ended: { data?: unknown } } | { failed: unknown } | { over: true };

type Settings = {
  room: string;
  item: Record<string, unknown>;
  code: ConversationCode;
  /** An error of the code in one sentence. */
  faultOf: (error: unknown) => string;
  /** Called when the code has made a step or has ended. */
  onMade: () => void;
  /** Makes what the code gets. */
  roomFor: (script: Script, speaker: Speaker) => Room | BotRoom;
};

/** A run of the code of one conversation, and all that it knows. */
export type Script = ReturnType<typeof scriptOf>;

/** Opens the code of a conversation, which begins with the first event and does nothing else without one. */
export function scriptOf({ room, item, code, faultOf, onMade, roomFor }: Settings) {
  const people = peopleOf();
  const steps = stepsOf(onMade);
  const computations: Computations = computationsOf(steps, faultOf);
  const messages: Message[] = [];
  const turns = new Set<Turn>();
  const speakers: Speaker[] = [];
  const listeners = { leave: [] as ((member: Member) => unknown)[], join: [] as ((member: Member) => unknown)[] };
  let ending: Ending | undefined;
  let latest = 0;

  function end(how: Ending): void {
    if (ending) return;
    ending = how;
    steps.end();
    computations.end();
    onMade();
  }

  /** Runs some of the code; what it throws ends the conversation. */
  const running = async (part: () => unknown): Promise<unknown> => {
    try {
      return await part();
    } catch (failed) {
      end({ failed });
      return undefined;
    }
  };

  function begin({ members, bots }: Extract<ConversationEvent, { type: 'began' }>): void {
    for (const member of members) people.join(member);
    const seated = bots.map((seat) => people.addBot(seat));
    const own: Speaker = { reader: readerOf(), asked: [], isRunning: true };
    speakers.push(own);
    for (const me of seated) speakers.push({ me, reader: readerOf(), asked: [], isRunning: code.bot !== undefined });
    // All are there before the first of them speaks.
    void running(async () => end({ ended: { data: await code.conversation(roomFor(script, own)) } }));
    for (const speaker of speakers.slice(1))
      void running(async () => {
        await code.bot?.(roomFor(script, speaker) as BotRoom, speaker.me!);
        speaker.isRunning = false;
        for (const turn of turns) if (turn.member === speaker.me) finishTurn(turn, null);
      });
  }

  function finishTurn(turn: Turn, message: Message | null): void {
    turns.delete(turn);
    turn.reply(message);
  }

  function hear(event: Extract<ConversationEvent, { type: 'said' }>): void {
    const message = people.messageOf(event);
    messages.push(message);
    if (event.step !== undefined) steps.resolve(event.step, message);
    const replied = new Set<Reader>();
    for (const turn of turns) {
      const isGiven = turn.step === undefined ? (event.step ?? -1) >= turn.beganAt : steps.isRecorded(turn.step);
      if (turn.member !== message.from || !isGiven) continue;
      replied.add(turn.reader);
      finishTurn(turn, message);
    }
    for (const { me, reader } of speakers) if (!replied.has(reader) && hears(me, message)) reader.offer(message);
  }

  const finishTurns = (isMeant: (turn: Turn) => boolean) => {
    for (const turn of turns) if (isMeant(turn)) finishTurn(turn, null);
  };

  function leave(id: string): void {
    const member = people.leave(id);
    if (!member) return;
    finishTurns((turn) => turn.member === member);
    for (const { reader } of speakers) reader.noteLeft();
    for (const listener of listeners.leave) void running(() => listener(member));
  }

  function deliver(event: ConversationEvent): void {
    latest = Date.parse(event.at);
    if ('step' in event && event.step !== undefined) steps.note({ ...event, step: event.step });
    switch (event.type) {
      case 'began':
        return begin(event);
      case 'joined': {
        const member = people.join(event.member);
        for (const listener of listeners.join) void running(() => listener(member));
        return;
      }
      case 'left':
        return leave(event.member);
      case 'away':
      case 'back':
        return people.setHere(event.member, event.type === 'back');
      case 'said':
        return hear(event);
      case 'turn-over':
        return finishTurns(({ step }) => step === event.step);
      case 'timer':
        return steps.resolve(event.step, null);
      case 'done': {
        finishTurns(({ step }) => step === event.step);
        if (event.failed !== undefined) return steps.reject(event.step, new Error(event.failed));
        const isRun = computations.has(event.step);
        return steps.resolve(event.step, isRun ? event.result : null);
      }
      case 'ended':
        return end({ over: true });
    }
  }

  const script = {
    ...{ room, item, people, steps, computations, messages, turns, speakers, listeners, deliver, end },
    ending: () => ending,
    now: () => latest,
    random: randomOf(room),
  };
  return script;
}

/** Whether a part of the code is given a message: the task hears what others say, a bot what is meant for all or for it. */
export function hears(me: Member | undefined, { from, by, to }: Message): boolean {
  if (me === undefined) return by !== 'task';
  return from !== me && (to === undefined || to.includes(me));
}

/** Numbers at random, the same in each run of the code; mulberry32 by Tommy Ettinger. */
function randomOf(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32BE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
