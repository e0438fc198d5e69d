import { type Fact, read } from '../events/catalog.ts';
import {
  type CommitDraft,
  CommitTooLarge,
  Conflict,
  type Log,
  LogDamaged,
  LogFull,
  LogUnavailable,
} from '../events/log.ts';
import { batchSize } from './batch.ts';
import type { Handled } from './command-handler.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** What a command led to, once that is on disk: its facts, and the sequence of the last commit before or with them. */
export type Outcome = { facts: readonly Fact[]; sequence: number };

/** Where commits are stored, and what happens meanwhile. */
export type CommitSettings = {
  log: Log;
  /** Whose commits these are: a run's id, or `WORKSPACE`. */
  stream: string;
  commitId: () => string;
  /** Waits before the log is called again, `attempt` counting from 1. */
  pause: (attempt: number) => Promise<void>;
  /** Waits a moment for more commands before the next commit; called only after a commit of many. */
  gather?: () => Promise<void>;
  /** Why nothing can be recorded right now, if so: every command is refused with it. */
  refusalNow?: () => Refusal | undefined;
  /** Called with each commit once it is stored or replayed, in order. */
  onStored?: (commit: { sequence: number; facts: readonly Fact[] }) => void;
};

type PendingCommand = {
  /** Decides the command against the state as it is now. */
  handle: () => Handled;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
};
type HandledCommand = PendingCommand & Handled;

/** The commands of a mailbox on their way to disk. */
type CommitQueue = {
  readonly settings: CommitSettings;
  /** The most bytes that the log takes in one commit. */
  readonly maxCommitBytes: number;
  /** Begins a new state; `finish` puts it in place of the old one. */
  readonly startOver: () => { evolve: (fact: Fact) => void; finish: () => void };
  /** The sequence of the last stored commit. */
  sequence: number;
  /** The sequence of the last commit that `onStored` was called with. */
  notified: number;
  /** Handled, in order, and not yet on its way to disk. */
  handled: HandledCommand[];
  /** The commit that is on its way to disk. */
  inFlight: HandledCommand[];
  /** Set while the state is ahead of what is stored: commands wait here until it is read again. */
  untilReload?: PendingCommand[];
  isStoring: boolean;
  isCutOff: boolean;
  /** Why this mailbox has stopped for good. */
  failure?: unknown;
};

const maxPendingCommands = 20_000;
/** From this many commands a commit on, fewer and larger commits serve everybody better. */
const minCommandsToGather = 8;
/** Then waiting commands are refused; after the first attempt already, when nothing can be recorded at all. */
const maxUnansweredAttempts = 3;

/** A queue that stands at what the log holds. */
export async function openCommitQueue(
  settings: CommitSettings,
  startOver: CommitQueue['startOver'],
): Promise<CommitQueue> {
  const { maxCommitBytes = Number.POSITIVE_INFINITY } = settings.log;
  const queue: CommitQueue = {
    ...{ settings, maxCommitBytes, startOver },
    ...{ sequence: 0, notified: 0, handled: [], inFlight: [], untilReload: undefined },
    ...{ isStoring: false, isCutOff: false, failure: undefined },
  };
  await load(queue);
  return queue;
}

/** Handles a command and resolves once that is on disk; throws refusals. */
export function enqueue(queue: CommitQueue, handle: () => Handled): Promise<Outcome> {
  if (queue.failure) return Promise.reject(queue.failure);
  const refusal = queue.settings.refusalNow?.() ?? (queue.isCutOff ? refuse('log/unavailable') : undefined);
  if (refusal) return Promise.reject(refusal);
  const pending = queue.handled.length + (queue.untilReload?.length ?? 0);
  if (pending >= maxPendingCommands) return Promise.reject(refuse('log/busy'));
  return new Promise((resolve, reject) => {
    accept(queue, { handle, resolve, reject });
    if (!queue.isStoring) void storeAll(queue).catch((error) => stop(queue, error));
  });
}

/** Handles a command at once, or keeps it until the state is read again. */
function accept(queue: CommitQueue, pending: PendingCommand) {
  if (queue.untilReload) {
    queue.untilReload.push(pending);
    return;
  }
  // Of a command that is handled again nothing is kept of the first time, above all no refusal.
  const { handle, resolve, reject } = pending;
  const handled = handle();
  if (handled.isStateBroken) queue.untilReload = [];
  queue.handled.push({ handle, resolve, reject, ...handled });
}

/** Stores what was handled, commit by commit, until nothing is left. */
async function storeAll(queue: CommitQueue) {
  queue.isStoring = true;
  while (queue.handled.length || queue.untilReload) {
    const broken = queue.untilReload ? queue.handled.findIndex(({ isStateBroken }) => isStateBroken) : -1;
    if (broken >= 0) {
      settle(queue, queue.handled.splice(broken, 1));
      await reload(queue, queue.handled);
      continue;
    }
    const batch = queue.handled.splice(0, batchSize(queue.handled, queue.maxCommitBytes));
    queue.inFlight = batch;
    try {
      await store(queue, batch);
    } catch (error) {
      await recover(queue, error, batch);
    }
    queue.inFlight = [];
    if (batch.length >= minCommandsToGather) await queue.settings.gather?.();
  }
  queue.isStoring = false;
}

async function store(queue: CommitQueue, batch: HandledCommand[]) {
  const json = batch.flatMap((one) => one.json);
  if (json.length) {
    const { log, stream, commitId } = queue.settings;
    const draft: CommitDraft = { id: commitId(), run: stream, json };
    queue.sequence = await untilAnswered(queue, () => log.append(draft, queue.sequence));
    const facts = batch.flatMap((one) => one.facts);
    notify(queue, queue.sequence, facts);
  }
  settle(queue, batch);
}

/** Each commit is notified once, also when the state is read again. */
function notify(queue: CommitQueue, sequence: number, facts: readonly Fact[]) {
  if (sequence <= queue.notified) return;
  queue.notified = sequence;
  queue.settings.onStored?.({ sequence, facts });
}

function settle(queue: CommitQueue, done: HandledCommand[]) {
  const { sequence } = queue;
  for (const { facts, refusal, resolve, reject } of done) {
    if (refusal) reject(refusal);
    else resolve({ facts, sequence });
  }
}

/** Calls the log until it replies; an unknown outcome is retried under the same commit id. */
async function untilAnswered<Answer>(queue: CommitQueue, call: () => Promise<Answer>): Promise<Answer> {
  const { refusalNow, pause } = queue.settings;
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await call();
      queue.isCutOff = false;
      return answer;
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      if (attempt >= maxUnansweredAttempts || refusalNow?.()) cutOff(queue);
      await pause(attempt);
    }
  }
}

/** Refuses all that wait. Their facts may still be stored: then the same command again finds it done. */
function cutOff(queue: CommitQueue) {
  queue.isCutOff = true;
  for (const { reject } of allPending(queue)) reject(refuse('log/unavailable'));
}

const allPending = (queue: CommitQueue): PendingCommand[] => [
  ...queue.inFlight,
  ...queue.handled,
  ...(queue.untilReload ?? []),
];

/** Reads everything again from the first fact; until that is done, others see the old state. */
async function load(queue: CommitQueue) {
  const { log, stream } = queue.settings;
  const { evolve, finish } = queue.startOver();
  let end = 0;
  for await (const commit of log.read(stream)) {
    const facts = commit.facts.map(read);
    for (const fact of facts) evolve(fact);
    end = commit.sequence;
    notify(queue, end, facts);
  }
  finish();
  queue.sequence = end;
}

/** Back to what the log holds; then these commands and those that came meanwhile are handled again, in order. */
async function reload(queue: CommitQueue, again: PendingCommand[]) {
  queue.untilReload ??= [];
  await untilAnswered(queue, () => load(queue));
  const pending = [...again, ...queue.untilReload];
  queue.untilReload = undefined;
  queue.handled = [];
  for (const one of pending) accept(queue, one);
}

/** A commit that is certainly not stored: after a conflict everything is handled again, else its commands are refused. */
async function recover(queue: CommitQueue, error: unknown, batch: HandledCommand[]) {
  if (error instanceof Conflict) return reload(queue, [...batch, ...queue.handled]);
  // What was decided rests on commits that are gone.
  if (error instanceof LogDamaged) throw error;
  await reload(queue, queue.handled);
  const reason = refusalFor(error) ?? error;
  for (const { reject, refusal } of batch) reject(refusal ?? reason);
}

function refusalFor(error: unknown): Refusal | undefined {
  if (error instanceof LogFull) return refuse('log/full');
  return error instanceof CommitTooLarge ? refuse('request/too-large') : undefined;
}

/** The history cannot be read any more: this mailbox fails with the reason, and others go on. */
function stop(queue: CommitQueue, error: unknown) {
  queue.failure = error;
  for (const { reject } of allPending(queue)) reject(error);
  queue.handled = [];
  queue.isStoring = false;
}
