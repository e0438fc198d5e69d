import type { Worker } from './worker.ts';

type Values = Record<string, unknown>;
type Later<Value> = Value | Promise<Value>;

/** Somebody in a conversation: a worker, or a bot of the task in a seat that no worker took. */
export type Member = {
  readonly id: string;
  /** Their place, counted from 0. */
  readonly seat: number;
  /** The name that the others read. */
  readonly name: string;
  /** That of the seat in `roles` of the config. */
  readonly role?: string;
  /** Undefined for a bot. */
  readonly worker?: Worker;
  readonly isBot: boolean;
  /** Whether their page is connected at present; a bot always is. */
  readonly isHere: boolean;
  /** Whether they have left the conversation, for whatever reason. */
  readonly hasLeft: boolean;
};

/** Something that was said, and is on disk. */
export type Message = {
  /** Counted from 1 in each conversation. */
  readonly number: number;
  /** Who said it: a worker, a bot, the task's code, or a requester who watches. */
  readonly by: 'member' | 'bot' | 'task' | 'requester';
  /** The worker or bot; null for the others. */
  readonly from: Member | null;
  /** Who alone heard it; undefined if everybody did. */
  readonly to?: readonly Member[];
  readonly text: string;
  /** What else came with it, such as `form_responses`. */
  readonly data: Readonly<Values>;
  /** When it was recorded, ISO 8601. */
  readonly at: string;
};

/** A question of a form that is shown instead of the text box. */
export type FormQuestion =
  | { question: string; type: 'choices'; choices: string[] }
  | { question: string; type: 'text'; choices?: undefined };

/** What to say: a text, or a text with further values for the page, which reads them as `task_data`. */
export type Saying = string | ({ text: string } & Values);

/** How something is said. */
export type SayOptions = {
  /** Who alone hears it; everybody by default. */
  to?: Member | readonly Member[];
  /** The bot that says it; by default it is the task, or the bot whose code this is. */
  as?: Member;
};

/** Which message to wait for. */
export type NextOptions = {
  from?: Member | readonly Member[];
  /** After how many seconds to give null instead. */
  seconds?: number;
};

/** How somebody is asked. */
export type AskOptions = {
  /** Questions to answer instead of writing a text; the answers are in `data.form_responses` of the reply. */
  form?: readonly FormQuestion[];
  /** How long they have; by default `turn_time_limit_in_seconds` of the config. */
  seconds?: number;
  /** Whether somebody who says nothing in time stays; without it they leave the conversation. */
  mayPass?: boolean;
};

/** A conversation, as the code of the task sees and leads it. Of what is awaited here nothing is lost when a process ends. */
export type Room<Item = Values> = AsyncIterable<Message> & {
  readonly id: string;
  readonly item: Item;
  /** Those who have not left, by seat; it changes while the code waits. */
  readonly members: readonly Member[];
  /** Everything that was said so far. */
  readonly messages: readonly Message[];
  /** The time of the latest event, in milliseconds; the same when the code runs again, unlike `Date.now()`. */
  now(): number;
  /** A number from 0 up to 1, at random for each conversation; the same when the code runs again, unlike `Math.random()`. */
  random(): number;
  /** Says something to everybody or some; resolves when it is recorded. Null if it was not said any more. */
  say(saying: Saying, options?: SayOptions): Promise<Message | null>;
  /** The next message of a worker, a bot or a requester that was not given yet; null when the time is over, or nobody is left whom it could be from. */
  next(options?: NextOptions): Promise<Message | null>;
  /** Asks a member to speak, says the text to them alone, and gives their reply; null if they said nothing in time, or left. */
  ask(member: Member, text?: Saying | null, options?: AskOptions): Promise<Message | null>;
  /** Asks several at the same time; gives their replies in that order when all have replied. */
  ask(members: readonly Member[], text?: Saying | null, options?: AskOptions): Promise<(Message | null)[]>;
  sleep(seconds: number): Promise<void>;
  /**
   * Computes something once and records it: the reply of a model, a random choice, a look at a file. When the code runs again after a
   * restart, it gets what was recorded. An error is recorded, too, and thrown again. `signal` is aborted when the conversation is over.
   */
  run<Value>(name: string, compute: (signal: AbortSignal) => Later<Value>): Promise<Value>;
  /** Calls a function whenever a member has left. */
  onLeave(listener: (member: Member) => Later<void>): void;
  /** Calls a function whenever somebody has come into the seat of a member who left. */
  onJoin(listener: (member: Member) => Later<void>): void;
  /** Ends the conversation with this data; nothing after it is done. The same as returning the data. */
  end(data?: unknown): Promise<never>;
};

/** A request to a bot to speak: what `room.ask` was called with. */
export type Asked = { text: string; data: Readonly<Values>; form?: readonly FormQuestion[] };

/** A conversation as the code of a bot sees it: it hears what is said to everybody or to the bot, and speaks as the bot. */
export type BotRoom<Item = Values> = Room<Item> & {
  readonly me: Member;
  /** Resolves when the bot is asked to speak; its next words are the reply. */
  asked(): Promise<Asked>;
};

/** Leads a conversation from its beginning to its end; what it returns is the data of the conversation. */
export type Conversation<Item = Values> = (room: Room<Item>) => unknown;

/** Speaks for a bot in a seat that no worker took. */
export type Bot<Item = Values> = (room: BotRoom<Item>, me: Member) => Later<void>;
