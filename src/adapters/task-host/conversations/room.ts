import { isDeepStrictEqual } from 'node:util';
import { plainJson } from '../../../actors/plain-json.ts';
import type {
  Asked,
  AskOptions,
  BotRoom,
  Member,
  Message,
  NextOptions,
  Room,
  Saying,
  SayOptions,
} from '../../../client/room.ts';
import type { ConversationAction } from '../../../runtime/ports/conversation-code.ts';
import { mostStepBytes, requireOutsideRun } from './runs.ts';
import { hears, type Script, type Speaker } from './script.ts';

type Values = Record<string, unknown>;

/** A value as JSON gives it back; throws what is wrong with it. */
function plain<Value>(value: Value, what: string): Value {
  const given = plainJson(value);
  if ('fault' in given) throw new TypeError(`in what ${what} got: ${given.fault}`);
  const bytes = Buffer.byteLength(given.json);
  if (bytes > mostStepBytes)
    throw new TypeError(`${what} got ${bytes} bytes, and at most ${mostStepBytes} can be sent`);
  return JSON.parse(given.json) as Value;
}

function wordsOf(saying: Saying, method: string): { text: string; task_data?: Values } {
  const { text, ...data }: { text: unknown } & Values =
    typeof saying === 'object' && saying !== null ? saying : { text: saying };
  if (typeof text !== 'string') throw new TypeError(`room.${method} needs a text, or an object with "text"`);
  const words = plain({ text, ...(Object.keys(data).length > 0 ? { task_data: data } : {}) }, `room.${method}`);
  return words.task_data && isDeepStrictEqual(words.task_data, {}) ? { text } : words;
}

const longestSeconds = 30 * 24 * 3600;

function requireSeconds(seconds: number, method: string): void {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= longestSeconds))
    throw new TypeError(`room.${method} needs a number of seconds from 0 to ${longestSeconds}`);
}

function requireForm(form: AskOptions['form']): void {
  const isQuestion = (one: unknown): boolean => {
    const { question, type, choices } = Object(one) as Values;
    const isChoice = type === 'choices' && Array.isArray(choices) && choices.length > 0;
    return typeof question === 'string' && (isChoice || type === 'text');
  };
  if (form !== undefined && !(Array.isArray(form) && form.length > 0 && form.every(isQuestion)))
    throw new TypeError(
      'the form of room.ask must be a list of {question, type: "text"} and {question, type: "choices", choices}',
    );
}

/** Makes the room that the task's own code gets, or that of a bot. */
export function roomFor(script: Script, speaker: Speaker): Room | BotRoom {
  const { people, steps, turns, speakers, computations, messages } = script;
  const { me, reader } = speaker;

  const make = (action: ConversationAction) => steps.make(action).outcome;
  /** Null, but not before it is recorded: a loop around it would never let go. */
  const nothing = () => make({ timer: { seconds: 0 } }).then(() => null);

  function membersIn(given: Member | readonly Member[], method: string): readonly Member[] {
    const list = Array.isArray(given) ? [...given] : [given];
    for (const one of list)
      if (one === undefined || one === null || people.of(one.id) !== one)
        throw new TypeError(`room.${method} needs members of this room`);
    return list;
  }

  function say(saying: Saying, { to, as }: SayOptions = {}): Promise<Message | null> {
    requireOutsideRun('say');
    const words = wordsOf(saying, 'say');
    const speaks = as ?? me;
    if (speaks && !membersIn(speaks, 'say')[0]!.isBot) throw new TypeError('room.say can only speak as a bot');
    const hearing = to === undefined ? undefined : membersIn(to, 'say').map(({ id }) => id);
    const action = { ...words, ...(hearing ? { to: hearing } : {}), ...(speaks ? { as: speaks.seat } : {}) };
    return make({ say: action }) as Promise<Message | null>;
  }

  function next({ from, seconds }: NextOptions = {}): Promise<Message | null> {
    requireOutsideRun('next');
    const meant = from === undefined ? undefined : membersIn(from, 'next');
    if (seconds !== undefined) requireSeconds(seconds, 'next');
    const unread = reader.take(meant);
    if (unread) return Promise.resolve(unread);
    if (meant?.every(({ hasLeft }) => hasLeft)) return nothing();
    const { message, cancel } = reader.wait(meant);
    if (seconds !== undefined) void make({ timer: { seconds } }).then(cancel);
    return message;
  }

  function askBot(member: Member, asked: Asked, seconds?: number): Promise<Message | null> {
    const bot = speakers.find((one) => one.me === member);
    if (!bot?.isRunning) return nothing();
    return new Promise((resolve) => {
      const turn = { member, reader, beganAt: steps.count, reply: resolve };
      turns.add(turn);
      if (bot.takeUp) bot.takeUp(asked);
      else bot.asked.push(asked);
      if (seconds === undefined) return;
      void make({ timer: { seconds } }).then(() => {
        if (turns.delete(turn)) resolve(null);
      });
    });
  }

  function askOne(member: Member, words: Asked, { form, seconds, mayPass }: AskOptions): Promise<Message | null> {
    if (member.isBot) return askBot(member, { ...words, ...(form ? { form } : {}) }, seconds);
    const limits = { ...(seconds === undefined ? {} : { seconds }), ...(mayPass ? { mayPass } : {}) };
    const beganAt = steps.count;
    return new Promise((resolve) => {
      const { step } = steps.make({ turn: { member: member.id, ...limits, ...(form ? { form } : {}) } });
      turns.add({ member, reader, beganAt, step, reply: resolve });
    });
  }

  function ask(members: Member | readonly Member[], text?: Saying | null, options: AskOptions = {}): Promise<unknown> {
    requireOutsideRun('ask');
    const asked = membersIn(members, 'ask');
    requireForm(options.form);
    if (options.seconds !== undefined) requireSeconds(options.seconds, 'ask');
    const form = options.form && plain(options.form, 'room.ask');
    const words = text === undefined || text === null ? undefined : wordsOf(text, 'ask');
    if (text !== undefined && text !== null && asked.length > 0) void say(text, { to: asked });
    const told = { text: words?.text ?? '', data: words?.task_data ?? {} };
    const replies = asked.map((member) => askOne(member, told, { ...options, form }));
    if (!Array.isArray(members)) return replies[0]!;
    return replies.length === 0 ? nothing().then(() => []) : Promise.all(replies);
  }

  function listen(to: 'leave' | 'join', listener: (member: Member) => unknown): void {
    if (typeof listener !== 'function')
      throw new TypeError(`room.on${to === 'leave' ? 'Leave' : 'Join'} needs a function`);
    script.listeners[to].push(listener);
  }

  const room: Room = {
    ...{ id: script.room, item: script.item, say, next, now: script.now, random: script.random },
    get members() {
      return people.present();
    },
    get messages() {
      return me ? messages.filter((message) => message.from === me || hears(me, message)) : [...messages];
    },
    ask: ask as Room['ask'],
    async sleep(seconds) {
      requireOutsideRun('sleep');
      requireSeconds(seconds, 'sleep');
      await make({ timer: { seconds } });
    },
    run<Value>(name: string, compute: (signal: AbortSignal) => Value | Promise<Value>) {
      requireOutsideRun('run');
      if (typeof name !== 'string' || typeof compute !== 'function')
        throw new TypeError('room.run needs a name and a function');
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
