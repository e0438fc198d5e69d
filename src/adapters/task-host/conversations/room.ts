import type { Asked, BotRoom, Member, Message, NextOptions, Room, Saying, SayOptions } from '../../../client/room.ts';
import type { ConversationAction } from '../../../runtime/ports/conversation-code.ts';
import { membersIn, mostNameLetters, requireSeconds, wordsOf } from './arguments.ts';
import { askerOf } from './asking.ts';
import { hears } from './people.ts';
import { requireOutsideRun } from './runs.ts';
import type { Script, Speaker } from './script.ts';

/** Makes the room that the task's own code gets, or that of a bot. */
export function roomFor(script: Script, speaker: Speaker): Room | BotRoom {
  const { people, steps, computations, messages } = script;
  const { me, reader } = speaker;

  const make = (action: ConversationAction) => steps.make(action).outcome;
  /** Null, but not before it is recorded: a loop around it would never let go. */
  const nothing = () => make({ timer: { seconds: 0 } }).then(() => null);

  function say(saying: Saying, { to, as }: SayOptions = {}): Promise<Message | null> {
    requireOutsideRun('say');
    const words = wordsOf(saying, 'say');
    const speaks = as ?? me;
    if (speaks && !membersIn(people, speaks, 'say')[0]!.isBot) throw new TypeError('room.say can only speak as a bot');
    const hearing = to === undefined ? undefined : membersIn(people, to, 'say').map(({ id }) => id);
    const action = { ...words, ...(hearing ? { to: hearing } : {}), ...(speaks ? { as: speaks.seat } : {}) };
    const { step, outcome } = steps.make({ say: action });
    script.saidBy.set(step, reader);
    return outcome as Promise<Message | null>;
  }

  function next({ from, seconds }: NextOptions = {}): Promise<Message | null> {
    requireOutsideRun('next');
    const meant = from === undefined ? undefined : membersIn(people, from, 'next');
    if (seconds !== undefined) requireSeconds(seconds, 'next');
    const unread = reader.take(meant);
    if (unread) return Promise.resolve(unread);
    if (meant?.every(({ hasLeft }) => hasLeft)) return nothing();
    const { message, cancel } = reader.wait(meant);
    if (seconds !== undefined) void make({ timer: { seconds } }).then(cancel);
    return message;
  }

  function random(): number {
    requireOutsideRun('random');
    return script.random();
  }

  function listen(to: 'leave' | 'join', listener: (member: Member) => unknown): void {
    requireOutsideRun(to === 'leave' ? 'onLeave' : 'onJoin');
    if (typeof listener !== 'function')
      throw new TypeError(`room.on${to === 'leave' ? 'Leave' : 'Join'} needs a function`);
    script.listeners[to].push(listener);
  }

  const room: Room = {
    ...{ id: script.room, item: script.item, say, next, now: () => script.now, random },
    get members() {
      return people.present();
    },
    get messages() {
      return me ? messages.filter((message) => message.from === me || hears(me, message)) : [...messages];
    },
    ask: askerOf(script, speaker, { say, nothing }),
    sleep(seconds) {
      requireOutsideRun('sleep');
      requireSeconds(seconds, 'sleep');
      return make({ timer: { seconds } }).then(() => undefined);
    },
    run<Value>(name: string, compute: (signal: AbortSignal) => Value | Promise<Value>) {
      requireOutsideRun('run');
      if (typeof name !== 'string' || typeof compute !== 'function')
        throw new TypeError('room.run needs a name and a function');
      if (name.length > mostNameLetters)
        throw new TypeError(`room.run needs a name of at most ${mostNameLetters} characters`);
      return computations.add(name, compute) as Promise<Value>;
    },
    onLeave: (listener) => listen('leave', listener),
    onJoin: (listener) => listen('join', listener),
    end(data) {
      requireOutsideRun('end');
      script.end({ ended: { data } });
      return new Promise(() => undefined);
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const message = await next();
        if (message) yield message;
      }
    },
  };
  return me ? withBot(room, speaker, me) : room;
}

/** The room of a bot has its properties live, too. */
function withBot(room: Room, speaker: Speaker, me: Member): BotRoom {
  const asked = (): Promise<Asked> => {
    requireOutsideRun('asked');
    const first = speaker.asked.shift();
    if (first) return Promise.resolve(first);
    return new Promise((resolve) => {
      speaker.takeUp = (asked) => {
        speaker.takeUp = undefined;
        resolve(asked);
      };
    });
  };
  return Object.defineProperties({ me, asked } as BotRoom, Object.getOwnPropertyDescriptors(room));
}
