import type { ConversationActivation, ConversationProgress } from './conversation-code.ts';
import type { TaskWorker } from './task-worker.ts';

export type { TaskWorker };

type Values = Record<string, unknown>;

/** How a worker has done so far over all runs of the task: units that are not gold, and gold units by result. */
export type GoldRecord = { completed: number; correct: number; incorrect: number };

/** A gold unit: its item, the answer that is known to be right if code does not judge it, and a key that tells it from others. */
export type GoldItem = { key: string; item: Values; expected?: Values };

/** What is to be granted or revoked, by the name of the qualification. */
export type TaskAction = { grant: string; value?: number } | { revoke: string };

/** A submitted unit. */
export type TaskSubmission = { worker: TaskWorker; unit: string; item: Values; answer: unknown };

/** A call of a procedure by a page; `unit` and the item are missing in an onboarding, whose page is the item then. */
export type ProcedureCall = {
  name: string;
  args: unknown;
  worker: TaskWorker;
  agent: string;
  /** The id of the call: the same when a call comes again. */
  call: string;
  unit?: string;
  item: Values;
  /** How long it may take. */
  seconds: number;
};

/** The functions that a task's code may define, by name: what each takes, and what it gives. All values are plain JSON. */
export type TaskFunctionTypes = {
  /** The pages of the onboarding of a worker: one, or several in order. */
  onboardingData: { takes: { worker: TaskWorker }; gives: Values | Values[] };
  /** Whether an onboarding page was answered well; `inputs` is the page, `outputs` what was submitted. */
  validateOnboarding: {
    takes: { worker: TaskWorker; inputs: Values; outputs: unknown };
    gives: boolean | { passed: boolean; explanation?: string };
  };
  /** For each of these items, whether the worker may have it. */
  mayWork: { takes: { worker: TaskWorker; items: Values[] }; gives: boolean[] };
  /** Called for every submitted unit, at least once; gives what is to be granted and revoked. */
  onSubmitted: { takes: TaskSubmission; gives: TaskAction[] | null };
  /** The item of a screening unit for a worker; null if there is none. */
  screeningItem: { takes: { worker: TaskWorker }; gives: Values | null };
  /** Whether a worker has passed screening with this unit; null leaves it open. */
  passesScreening: { takes: TaskSubmission; gives: boolean | null };
  /** A gold unit that the worker has not had; `had` are the keys of those they have had. Null if none is left. */
  goldItem: { takes: { worker: TaskWorker; had: string[] }; gives: GoldItem | null };
  /** Whether a gold unit was answered well. */
  isGoldCorrect: { takes: TaskSubmission; gives: boolean };
  /** Whether the next unit of a worker is a gold one. */
  needsGold: { takes: GoldRecord & { worker: TaskWorker; minGolds: number }; gives: boolean };
  /** Whether a worker may go on, given their gold units. */
  keepsQualified: { takes: GoldRecord & { worker: TaskWorker; maxIncorrect: number }; gives: boolean };
  /** Runs a procedure that a page has called: its result, or a sentence for the worker. A call that was not answered before a crash comes again. */
  procedure: { takes: ProcedureCall; gives: { result?: unknown } | { refused: string } };
  /** Goes on with the code of a conversation; several activations of one room are made one after the other. */
  conversation: { takes: ConversationActivation; gives: ConversationProgress };
};

export type TaskFunction = keyof TaskFunctionTypes;

/** The `cause` of a refusal of a call for which no process could be started. */
export const notStarted = 'not-started';

/**
 * The functions of a task's own code, in a process of its own. A call rejects with a `Refusal` in one sentence: `task/code-failed` with the
 * line that failed, or `task/not-answering` after its time limit. A process that ended or hung is replaced for the next call.
 */
export type TaskFunctions = {
  /** Those that the code defines. */
  readonly names: ReadonlySet<TaskFunction>;
  /** What it declares beside them: requirements as a config writes them, and how many different gold items it has. */
  readonly declares?: {
    qualifications?: readonly unknown[];
    gold_items?: number;
    procedures?: readonly string[];
    conversation?: boolean;
    bot?: boolean;
  };
  /**
   * Calls a function when the code of a conversation has something new without an event; without a room when the code was started anew, and what it computed
   * for any conversation is lost: an activation of each open one goes on with it.
   */
  onWake?(listener: (room?: string) => void): void;
  call<Name extends TaskFunction>(
    name: Name,
    takes: TaskFunctionTypes[Name]['takes'],
  ): Promise<TaskFunctionTypes[Name]['gives']>;
  close(): Promise<void>;
};
