import type { Bot, Conversation } from './room.ts';
import type { Worker } from './worker.ts';

export * from './ask-model.ts';
export type * from './room.ts';
export type { Worker };

/** The values of an item of the data, or of a page of an onboarding. */
type Values = Record<string, unknown>;
type Later<Value> = Value | Promise<Value>;

/** A submitted unit. */
export type Submission<Item, Answer> = { worker: Worker; unit: string; item: Item; answer: Answer };

/** What `onSubmitted` gets: the unit, and what it may do for the worker, by the names of qualifications. */
export type Submitted<Item, Answer> = Submission<Item, Answer> & {
  /** Grants a qualification to the worker when this call has returned; the value is 1 if none is given. */
  grant(name: string, value?: number): void;
  /** Revokes it. */
  revoke(name: string): void;
};

/** An onboarding page that a worker has submitted: what they saw, and what they gave. */
export type OnboardingSubmission = { worker: Worker; inputs: Values; outputs: unknown };

/** A gold unit: its item, and the answer that is known to be right. The key tells it from others; by default it is made of the item. */
export type Gold<Item, Answer> = { key?: string; item: Item; expected?: Partial<Answer> };

/** A worker's units so far over all runs of the task: those that are not gold, and gold units by result. */
export type WorkerRecord = { worker: Worker; completed: number; correct: number; incorrect: number };

/** Onboarding: the pages that a worker sees before the first unit. */
export type Onboarding = { data: Values | Values[] | ((worker: Worker) => Later<Values | Values[]>) };

/** Screening: what a worker's first unit is, and whether they pass it. */
export type Screening<Item, Answer> = {
  /** The item: from a list by the worker, the next of a generator, by a function; false for an ordinary item. */
  item: false | Item[] | Iterator<Item> | AsyncIterator<Item> | ((worker: Worker) => Later<Item | null | undefined>);
  /** Whether the worker passes; null leaves it open. */
  passes?(submission: Submission<Item, Answer>): Later<boolean | null>;
};

/** Gold units: which there are, which answers are right, and when a worker gets one. */
export type GoldUnits<Item, Answer> = {
  /** All of them, each given to a worker once; or use `item`. */
  items?: Gold<Item, Answer>[];
  /** One that this worker has not had; `had` has the keys of the others. */
  item?(worker: Worker, had: readonly string[]): Later<Gold<Item, Answer> | null | undefined>;
  isCorrect?(submission: Submission<Item, Answer>): Later<boolean>;
  /** Whether the worker's next unit is a gold one. */
  isDue?(record: WorkerRecord & { minGolds: number }): Later<boolean>;
  /** Whether the worker may go on. */
  keepsQualified?(record: WorkerRecord & { maxIncorrect: number }): Later<boolean>;
};

/** A call of a procedure by a worker's page. In an onboarding there is no unit, and the item is the page's data. */
export type ProcedureCall<Item = Values> = {
  worker: Worker;
  unit?: string;
  item: Item;
  agent: string;
  /** The id of the call; the same again when a call that was not answered before a crash is made again. */
  call: string;
  /** Aborted when the time is over. */
  signal: AbortSignal;
};

/** A procedure: from what the page sends to what it gets, both as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what a page sends is for the task to know, and to check.
export type Procedure<Item = any> = (args: any, call: ProcedureCall<Item>) => unknown;

/** An error whose message the worker reads: throw it in a procedure. Of other errors they read that it did not work. */
export class ProcedureError extends Error {
  override readonly name = 'ProcedureError';
}

/** What the data function gets: how many items are in use already, and the task's config. */
export type DataRequest = { skip: number; config: Values };
type Rows<Item> = Iterable<Item> | AsyncIterable<Item>;

/** How the value that a worker holds is compared. */
export type Comparator =
  | ('Exists' | 'DoesNotExist' | 'EqualTo' | 'NotEqualTo' | 'LessThan' | 'LessThanOrEqualTo')
  | ('GreaterThan' | 'GreaterThanOrEqualTo' | 'In' | 'NotIn');

/** A qualification that workers must hold: its name, or how its value compares, for workers of all providers or of some. */
export type RequiredQualification =
  | string
  | { name: string; comparator?: Comparator; value?: number | number[]; providers?: string[] };

/** The code of a task. Every part may be left out. */
export type TaskDefinition<Item = Values, Answer = Values> = {
  /** The items: a list, or a function that gives a list or a generator. It counts if the config has no `data`. */
  data?: Item[] | ((request: DataRequest) => Later<Rows<Item>>);
  /** What workers must hold, beside what the config asks of them. */
  qualifications?: RequiredQualification[];
  onboarding?: Onboarding;
  validateOnboarding?(submission: OnboardingSubmission): Later<boolean | { passed: boolean; explanation?: string }>;
  /** Whether this worker may have this item. */
  mayWork?(worker: Worker, item: Item): Later<boolean>;
  /** Called for every submitted unit, at least once. */
  onSubmitted?(submitted: Submitted<Item, Answer>): Later<void>;
  screening?: Screening<Item, Answer>;
  gold?: GoldUnits<Item, Answer>;
  /** What the page may call while a worker is at work, by name. */
  procedures?: Readonly<Record<string, Procedure<Item>>>;
  /** Leads a conversation of several workers: one for each item. */
  conversation?: Conversation<Item>;
  /** Speaks for each bot in a seat that no worker took. */
  bot?: Bot<Item>;
};

/** What is known when the code is loaded: the task's config, with the values of its secrets. */
export type Setup = { config: Values };

type Defined<Item, Answer> = TaskDefinition<Item, Answer> | ((setup: Setup) => Later<TaskDefinition<Item, Answer>>);

/**
 * Defines the code of a task, or a function that makes it from the config; export what this returns as the default of `task.ts`.
 * Name the types of an item and of an answer once, `defineTask<Item, Answer>({…})`, and every function has them.
 */
export function defineTask<Item = Values, Answer = Values>(task: Defined<Item, Answer>): Defined<Item, Answer> {
  return task;
}
