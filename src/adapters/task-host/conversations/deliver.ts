import type { BotRoom, Member, Message } from '../../../client/room.ts';
import type { ConversationEvent } from '../../../runtime/ports/conversation-code.ts';
import { hears } from './people.ts';
import { type Reader, readerOf } from './reader.ts';
import { roomFor } from './room.ts';
import type { Script, Speaker, Turn } from './script.ts';

type Type = ConversationEvent['type'];
type EventOf<Name extends Type> = Extract<ConversationEvent, { type: Name }>;

/** Gives an event to the code of a conversation; throws `NotTheSame` if it is about a step that the code has not made. */
export function deliver(script: Script, event: ConversationEvent): void {
  script.now = Date.parse(event.at);
  if ('step' in event && event.step !== undefined) script.steps.note({ ...event, step: event.step });
  const handle = handlers[event.type] as (script: Script, event: ConversationEvent) => void;
  handle(script, event);
}

const setHere = (script: Script, { type, member }: EventOf<'away' | 'back'>) =>
  script.people.setHere(member, type === 'back');
/** The code need not know. */
const nothing = () => undefined;

const handlers: { [Name in Type]: (script: Script, event: EventOf<Name>) => void } = {
  began,
  joined(script, { member }) {
    tell(script, 'join', script.people.join(member));
  },
  left,
  away: setHere,
  back: setHere,
  said,
  'turn-given': nothing,
  // Whoever was asked again before they said something had one turn, which is over with the later one.
  'turn-over': (script, { step, member }) =>
    finishTurns(script, (turn) => turn.member.id === member && turn.step !== undefined && turn.step <= step),
  'timer-set': nothing,
  timer: ({ steps }, { step }) => steps.resolve(step, null),
  done(script, { step, result, failed }) {
    const { steps, computations } = script;
    finishTurns(script, (turn) => turn.step === step);
    if (failed !== undefined) steps.reject(step, new Error(failed));
    else steps.resolve(step, computations.has(step) ? result : null);
  },
  ended: (script) => script.end({ over: true }),
};

function began(script: Script, { members, bots }: EventOf<'began'>): void {
  const { people, speakers, code, running } = script;
  for (const member of members) people.join(member);
  const own: Speaker = { reader: readerOf(), asked: [], isRunning: true };
  const { bot } = code;
  const spoken = bots.map((seat) => {
    const speaker = { me: people.addBot(seat), reader: readerOf(), asked: [], isRunning: bot !== undefined };
    return speaker satisfies Speaker;
  });
  // All are there before the first of them speaks.
  speakers.push(own, ...spoken);
  void running(async () => script.end({ ended: { data: await code.conversation(roomFor(script, own)) } }));
  if (!bot) return;
  for (const speaker of spoken)
    void running(async () => {
      await bot.call(code, roomFor(script, speaker) as BotRoom, speaker.me);
      speaker.isRunning = false;
      finishTurns(script, ({ member }) => member === speaker.me);
    });
}

function finish(script: Script, turn: Turn, message: Message | null): void {
  script.turns.delete(turn);
  turn.reply(message);
}

function finishTurns(script: Script, isMeant: (turn: Turn) => boolean): void {
  for (const turn of script.turns) if (isMeant(turn)) finish(script, turn, null);
}

function said(script: Script, event: EventOf<'said'>): void {
  const { people, messages, steps, speakers, saidBy, turns } = script;
  const { step = -1 } = event;
  const message = people.messageOf({ ...event, to: steps.hearersOf(step) ?? event.to });
  messages.push(message);
  steps.resolve(step, message);
  const done = new Set<Reader | undefined>([saidBy.get(step)]);
  for (const turn of turns) {
    const isGiven = turn.step === undefined ? step >= turn.beganAt : steps.isRecorded(turn.step);
    if (turn.member !== message.from || !isGiven) continue;
    done.add(turn.reader);
    finish(script, turn, message);
  }
  for (const { me, reader } of speakers) if (!done.has(reader) && hears(me, message)) reader.offer(message);
}

function left(script: Script, event: EventOf<'left'>): void {
  const member = script.people.leave(event.member);
  if (!member) return;
  finishTurns(script, (turn) => turn.member === member);
  for (const { reader } of script.speakers) reader.noteLeft();
  tell(script, 'leave', member);
}

function tell({ listeners, running }: Script, about: keyof Script['listeners'], member: Member): void {
  for (const listener of listeners[about]) void running(() => listener(member));
}
