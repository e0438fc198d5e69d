import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { assertSafeSqlite, type Database, isDamage, openToRead } from '../../../projections/store/database.ts';
import { deadLetterCount } from '../../../projections/store/dead-letters.ts';
import { type Damage, Damaged } from '../../../runtime/integrity/damage.ts';
import type { Audited, Change, ReadModel, Rebuilt } from '../../../runtime/ports/read-model.ts';
import { refuse } from '../refusals.ts';
import { runnableModule } from '../run-module.ts';
import { errorOf } from '../thread-failure.ts';
import { openAsking } from './asking.ts';
import { newShared, noteBusiness, noteWaiting } from './courtesy.ts';
import { removeOthers } from './files.ts';
import type { Asked, ThreadData, Told } from './messages.ts';
import { openWaiters } from './waiters.ts';

type Settings = Omit<ThreadData, 'shared'> & {
  say: (sentence: string) => void;
  /** Hears that rows and log do not go together any more. */
  onDamaged?: (damages: readonly Damage[]) => void;
  /** Ends the opening. */
  signal?: AbortSignal;
};

/** How long the thread may take to end by itself, and how long a thread that died stays dead, in ms. */
const farewell = 5_000;
const recovery = 1_000;
/** For so long rows are trusted that have just been looked through or made again, in ms. */
const mendRestMs = 60_000;
const damagedNow = 'What is shown is damaged on the disk and is being made again from the log.';

/**
 * Starts the thread and resolves when the log is audited and the rows in `folder` can be read; rows of another version are
 * made again first. Throws `Damaged` if something is missing in the log, or if the rows know anything else.
 */
export async function openReadModel({ say, onDamaged, signal, ...data }: Settings): Promise<ReadModel> {
  assertSafeSqlite();
  const waiters = openWaiters();
  const shared = newShared();
  const stopNoting = noteBusiness(shared);
  const listeners = new Set<(change: Change) => void>();
  let db: Database | undefined;
  let file: string | undefined;
  let broadcast = 0;
  let problems: string[] = [];
  let death: string | undefined;
  let lastAudit: Promise<unknown> = Promise.resolve();
  let closed = false;
  let hasOpened = false;
  let isDamaged = false;
  let mending = false;
  let mendedAt = Number.NEGATIVE_INFINITY;

  function reopen(opened: string) {
    death = undefined;
    if (opened === file) return;
    // Whoever still reads the old rows keeps them; they go when nobody does.
    db = openToRead(opened, { memoryMiB: 64 });
    file = opened;
    removeOthers(data.folder, opened, 'older');
  }

  function changed(change: Change) {
    waiters.moved(change.sequence);
    for (const listener of listeners) listener(change);
  }

  const rebuilding = openAsking<Rebuilt>();
  const auditing = openAsking<Audited>();

  function hear(told: Told) {
    if ('projected' in told) return changed(told.projected);
    if ('opened' in told) {
      reopen(told.opened.file);
      return changed({ sequence: told.opened.sequence, runs: [] });
    }
    if ('broadcast' in told) broadcast = told.broadcast;
    if ('problems' in told) problems = told.problems;
    if ('said' in told) say(told.said);
    if ('mending' in told) hearMending(told.mending);
    hearLong(told);
    if ('damaged' in told) {
      isDamaged = true;
      if (hasOpened) onDamaged?.(told.damaged);
    }
  }

  function hearMending(isUnderWay: boolean) {
    if (mending && !isUnderWay) mendedAt = performance.now();
    mending = isUnderWay;
  }

  function hearLong(told: Told) {
    if ('rebuilding' in told) rebuilding.progress(told.rebuilding);
    if ('rebuilt' in told) rebuilding.resolve(told.rebuilt);
    if ('notRebuilt' in told) rebuilding.reject(errorOf(told.notRebuilt));
    if ('auditing' in told) auditing.progress(told.auditing);
    if ('audited' in told) auditing.resolve(told.audited);
    if ('notAudited' in told) auditing.reject(errorOf(told.notAudited));
  }

  /** A life of the thread: `opened` when rows can be read, `over` when it has ended. */
  function live() {
    const { file, execArgv } = runnableModule('./thread', import.meta.url);
    const thread = new Worker(file, { workerData: { ...data, shared } satisfies ThreadData, execArgv });
    let fault: Error | undefined;
    const opened = new Promise<void>((resolve, reject) => {
      thread.on('message', (told: Told) => {
        hear(told);
        if ('opened' in told) resolve();
        if ('damaged' in told) reject(new Damaged(told.damaged));
      });
      thread.on('error', (error) => {
        fault = error;
      });
      thread.on('exit', () => reject(fault ?? new Error('The thread of the read model ended.')));
    });
    const over = new Promise<void>((resolve) => thread.on('exit', () => resolve()));
    opened.catch(() => undefined);
    return { thread, opened, over, fault: () => fault };
  }

  let life = live();
  const end = () => void life.thread.terminate();
  signal?.addEventListener('abort', end);
  try {
    await life.opened;
    hasOpened = true;
    signal?.removeEventListener('abort', end);
  } catch (error) {
    stopNoting();
    await life.thread.terminate();
    db?.$client.close();
    throw signal?.aborted ? signal.reason : error;
  }

  async function keepAlive() {
    for (;;) {
      await life.over;
      // What is missing was said, and is there again at every try.
      if (closed || isDamaged) return;
      const reason = life.fault()?.message ?? 'it ended';
      mending = false;
      death = `What is shown is not being brought up to date: ${reason}. It is being started again.`;
      rebuilding.reject(new Error(reason));
      auditing.reject(new Error(reason));
      await wait(recovery, undefined, { ref: false });
      if (closed) return;
      life = live();
    }
  }
  void keepAlive();

  const ask = (asked: Asked) => life.thread.postMessage(asked);
  function mend() {
    if (mending || closed || performance.now() - mendedAt < mendRestMs) return;
    mending = true;
    ask('mend');
  }
  function lettersIn(from: Database): number {
    try {
      return deadLetterCount(from);
    } catch (error) {
      if (!isDamage(error)) throw error;
      mend();
      return 0;
    }
  }
  const rows = () => {
    if (!db) throw new Error('The read model has no rows yet.');
    return db;
  };

  return {
    get db() {
      return rows();
    },
    shared,
    sequence: waiters.sequence,
    broadcast: () => broadcast,
    reached: (sequence, timeoutMs) =>
      sequence <= waiters.sequence() ? Promise.resolve() : noteWaiting(shared, waiters.reached(sequence, timeoutMs)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    rebuild(onProgress) {
      if (death) return Promise.reject(new Error(death));
      if (rebuilding.isUnderWay()) return Promise.reject(refuse('read-model/rebuilding'));
      ask('rebuild');
      return rebuilding.begin(onProgress);
    },
    audit(onProgress) {
      const begin = () => {
        if (death) return Promise.reject(new Error(death));
        ask('audit');
        return auditing.begin(onProgress);
      };
      // One after another: their progress could not be told apart.
      const result = lastAudit.then(begin);
      lastAudit = result.catch(() => undefined);
      return result;
    },
    mend,
    problems() {
      const letters = lettersIn(rows());
      const unread = letters === 1 ? '1 fact' : `${letters} facts`;
      return [
        ...(mending ? [damagedNow] : []),
        ...(death ? [death] : problems),
        ...(letters ? [`${unread} in the log could not be read here and stand aside; the rest goes on.`] : []),
      ];
    },
    async close() {
      closed = true;
      stopNoting();
      waiters.close();
      ask('close');
      const kill = setTimeout(() => life.thread.terminate(), farewell);
      await life.over;
      clearTimeout(kill);
      db?.$client.close();
    },
  };
}
