import { Refusal } from '../../../actors/refusal.ts';
import { RowsDamaged } from '../../../projections/store/database.ts';
import type { Chunk, ParamsOf } from '../../request-reply/messages.ts';
import { runnableModule } from '../../run-module.ts';
import { startThread, type Thread } from '../thread.ts';
import type { ExportProtocol, Outcome, Step } from './protocol.ts';

/** One export, with a thread of its own. */
export type Session = Pick<Thread<ExportProtocol>, 'request'> & {
  write(
    params: ParamsOf<ExportProtocol, 'write'>,
    onProgress: (step: Step) => void,
  ): AsyncGenerator<Chunk, Outcome, undefined>;
  /** Ends the export; its thread is kept for the next one only if the export had ended. */
  close(): void;
};

type PooledThread = { thread: Thread<ExportProtocol>; retirement?: NodeJS.Timeout };

/** Threads for exports, of which at most one is idle. */
export type Pool = { threads: Set<PooledThread>; idle?: PooledThread };

/** How long an idle thread is kept: starting one takes longer than a small export. */
const idleMs = 30_000;

const endedEarly = () => new Error('The thread of an export ended before its export.');

/** A pool without a thread; they start when they are needed. */
export const newPool = (): Pool => ({ threads: new Set() });

/** Begins an export in the idle thread, or in a new one. */
export function beginSession(pool: Pool): Session {
  const pooled = pool.idle ?? start(pool);
  pool.idle = undefined;
  clearTimeout(pooled.retirement);
  const { thread } = pooled;
  thread.keepProcess(true);
  let hasEnded = false;
  let isClosed = false;
  /** After these errors the thread has closed its rows and can take another export. */
  function failed(error: unknown): never {
    hasEnded = error instanceof Refusal || error instanceof RowsDamaged;
    throw error;
  }

  return {
    request: (verb, params) => thread.request(verb, params).catch(failed),
    async *write(params, onProgress) {
      try {
        const outcome = yield* thread.stream('write', params, onProgress);
        hasEnded = true;
        return outcome;
      } catch (error) {
        return failed(error);
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      if (hasEnded && !pool.idle && pool.threads.has(pooled)) keepIdle(pool, pooled);
      else end(pool, pooled);
    },
  };
}

/** Ends all threads, and every export in them. */
export function closePool(pool: Pool): void {
  for (const pooled of pool.threads) end(pool, pooled);
}

function start(pool: Pool): PooledThread {
  const thread = startThread<ExportProtocol>({
    module: runnableModule('src/adapters/threads/export/thread'),
    onEvent: {},
    onExit: () => forget(pool, pooled),
    toEndedError: endedEarly,
  });
  const pooled: PooledThread = { thread };
  pool.threads.add(pooled);
  return pooled;
}

function keepIdle(pool: Pool, pooled: PooledThread): void {
  pool.idle = pooled;
  pooled.thread.keepProcess(false);
  pooled.retirement = setTimeout(() => end(pool, pooled), idleMs).unref();
}

function end(pool: Pool, pooled: PooledThread): void {
  forget(pool, pooled);
  clearTimeout(pooled.retirement);
  void pooled.thread.terminate(endedEarly());
}

function forget(pool: Pool, pooled: PooledThread): void {
  pool.threads.delete(pooled);
  if (pool.idle === pooled) pool.idle = undefined;
}
