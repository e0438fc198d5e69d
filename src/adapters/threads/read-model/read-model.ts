import { assertSafeSqlite, type Database, isDamage, openToRead } from '../../../projections/store/database.ts';
import { deadLetterCount } from '../../../projections/store/dead-letters.ts';
import { skippedSentence } from '../../../projections/store/skipped-facts.ts';
import { type Damage, Damaged } from '../../../runtime/integrity/damage.ts';
import type { Change, ReadModel, RebuildProgress, Rebuilt } from '../../../runtime/ports/read-model.ts';
import { runnableModule } from '../../run-module.ts';
import { refuse } from '../refusals.ts';
import { keepAlive, startThread, type Thread } from '../thread.ts';
import { newShared, noteLoad, noteWaiting } from './backpressure.ts';
import { removeOthers } from './files.ts';
import type { RowsData, RowsProtocol } from './protocol.ts';
import { openWaiters } from './waiters.ts';

type Options = Omit<RowsData, 'shared'> & {
  /** Called with a sentence for the daemon's output. */
  onNotice: (sentence: string) => void;
  /** Called when rows and log contradict each other. */
  onDamaged?: (damages: readonly Damage[]) => void;
  /** Aborts the opening. */
  signal?: AbortSignal;
};

/** The read model as the main thread sees it. */
type State = Pick<Options, 'onNotice' | 'onDamaged'> & {
  data: RowsData;
  waiters: ReturnType<typeof openWaiters>;
  listeners: Set<(change: Change) => void>;
  thread?: Thread<RowsProtocol>;
  rows?: { db: Database; file: string };
  broadcast: number;
  problems: string[];
  /** Why the thread does not run, in a sentence. */
  death?: string;
  damages?: readonly Damage[];
  isRebuilding: boolean;
  isMending: boolean;
  /** When rows were last checked or rebuilt, as `performance.now()`. */
  mendedMs: number;
  closing: AbortController;
};

/** How long the thread may take to close before it is ended. */
const closeTimeoutMs = 5_000;
const restartDelayMs = 1_000;
/** How long rows are not checked again after a check or a rebuild. */
const mendRestMs = 60_000;
const cacheMiB = 64;
const damagedNow = 'The read model is damaged or was deleted, and is being rebuilt from the log.';

/**
 * Starts the thread and resolves when the log is audited and the rows in `folder` can be read; rows of another version are
 * rebuilt first. Throws `Damaged` if commits are missing in the log, or if the rows know other ones.
 */
export async function openReadModel({ onNotice, onDamaged, signal, ...folders }: Options): Promise<ReadModel> {
  assertSafeSqlite();
  const state: State = {
    onNotice,
    onDamaged,
    data: { ...folders, shared: newShared() },
    waiters: openWaiters(),
    listeners: new Set(),
    broadcast: 0,
    problems: [],
    isRebuilding: false,
    isMending: false,
    mendedMs: Number.NEGATIVE_INFINITY,
    closing: new AbortController(),
  };
  const stopNoting = noteLoad(state.data.shared);
  state.closing.signal.addEventListener('abort', stopNoting);
  try {
    await openFirst(state, signal);
  } catch (error) {
    state.closing.abort();
    await state.thread?.terminate(ended());
    state.rows?.db.$client.close();
    throw signal?.aborted ? signal.reason : error;
  }
  const onRestart = (thread: Thread<RowsProtocol>) => {
    state.thread = thread;
  };
  const options = { start: () => start(state), restartDelayMs, onDeath: onDeathOf(state), onRestart };
  void keepAlive(running(state), options, state.closing.signal);
  return readModelOf(state);
}

/** Starts the first thread and waits until it has opened its rows. */
async function openFirst(state: State, signal: AbortSignal | undefined): Promise<void> {
  const abort = () => void running(state).terminate(ended());
  signal?.addEventListener('abort', abort);
  try {
    await new Promise<void>((resolve, reject) => {
      state.thread = start(state, resolve);
      state.thread.exited.then((fault) => reject(state.damages ? new Damaged(state.damages) : (fault ?? ended())));
    });
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function start(state: State, onOpened?: () => void): Thread<RowsProtocol> {
  return startThread<RowsProtocol>({
    module: runnableModule('src/adapters/threads/read-model/thread'),
    data: state.data,
    toEndedError: ended,
    onEvent: {
      opened({ file, sequence }) {
        state.death = undefined;
        reopen(state, file);
        onChanged(state, { sequence, runs: [] });
        onOpened?.();
      },
      projected: (change) => onChanged(state, change),
      broadcast(sequence) {
        state.broadcast = sequence;
      },
      problems(problems) {
        state.problems = problems;
      },
      notice: (sentence) => state.onNotice(sentence),
      mending(isMending) {
        if (state.isMending && !isMending) state.mendedMs = performance.now();
        state.isMending = isMending;
      },
      damaged(damages) {
        state.damages = damages;
        // During the opening the caller gets them as an error.
        if (state.rows) state.onDamaged?.(damages);
      },
    },
  });
}

const ended = () => new Error('The thread of the read model ended.');

function running({ thread }: State): Thread<RowsProtocol> {
  if (!thread) throw new Error('The read model has no thread yet.');
  return thread;
}

function rowsOf({ rows }: State): Database {
  if (!rows) throw new Error('The read model has no rows yet.');
  return rows.db;
}

function reopen(state: State, file: string): void {
  if (state.rows?.file === file) return;
  // Statements that still read the old rows keep them open; the garbage collector closes them.
  state.rows = { file, db: openToRead(file, { memoryMiB: cacheMiB }) };
  removeOthers(state.data.folder, file, 'older');
}

function onChanged({ waiters, listeners }: State, change: Change): void {
  waiters.moved(change.sequence);
  for (const listener of listeners) listener(change);
}

const onDeathOf = (state: State) => (fault: Error | undefined) => {
  // Another start would find the same damages.
  if (state.damages) return false;
  state.isMending = false;
  const reason = fault?.message ?? 'it ended';
  state.death = `The screens are not being updated: ${reason}. The read model is being restarted.`;
  return true;
};

function mend(state: State): void {
  // A thread checks its rows when it starts.
  if (state.isMending || state.death || state.closing.signal.aborted) return;
  if (performance.now() - state.mendedMs < mendRestMs) return;
  state.isMending = true;
  running(state).notify('mend', undefined);
}

/** Reads from the rows; if they are damaged, has them mended and returns `undefined`. */
function readOrMend<Result>(state: State, read: (db: Database) => Result): Result | undefined {
  try {
    return read(rowsOf(state));
  } catch (error) {
    if (!isDamage(error)) throw error;
    mend(state);
    return undefined;
  }
}

function problemsOf(state: State): string[] {
  const letters = readOrMend(state, deadLetterCount) ?? 0;
  const unread = letters === 1 ? '1 fact in the log is' : `${letters} facts in the log are`;
  return [
    ...(state.isMending ? [damagedNow] : []),
    ...(state.death ? [state.death] : state.problems),
    ...(letters ? [`${unread} unreadable for this version and quarantined. Everything else works.`] : []),
  ];
}

async function rebuild(state: State, onProgress: (progress: RebuildProgress) => void): Promise<Rebuilt> {
  if (state.death) throw new Error(state.death);
  if (state.isRebuilding) throw refuse('read-model/rebuilding');
  state.isRebuilding = true;
  try {
    return await running(state).request('rebuild', undefined, onProgress);
  } finally {
    state.isRebuilding = false;
  }
}

function readModelOf(state: State): ReadModel {
  const { waiters, listeners, data } = state;
  return {
    get db() {
      return rowsOf(state);
    },
    shared: data.shared,
    sequence: waiters.sequence,
    broadcast: () => state.broadcast,
    reached: (sequence, timeoutMs) =>
      sequence <= waiters.sequence()
        ? Promise.resolve()
        : noteWaiting(data.shared, waiters.reached(sequence, timeoutMs)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    rebuild: (onProgress) => rebuild(state, onProgress),
    async audit(onProgress) {
      if (state.death) throw new Error(state.death);
      return running(state).request('audit', undefined, onProgress);
    },
    mend: () => mend(state),
    problems: () => problemsOf(state),
    notes() {
      const sentence = readOrMend(state, skippedSentence);
      return sentence === undefined ? [] : [sentence];
    },
    async close() {
      state.closing.abort();
      waiters.close();
      await running(state).close(closeTimeoutMs);
      state.rows?.db.$client.close();
    },
  };
}
