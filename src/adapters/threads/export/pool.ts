import { Refusal } from '../../../actors/refusal.ts';
import { RowsDamaged } from '../../../projections/store/database.ts';
import type { Chunk, ParamsOf } from '../../request-reply/messages.ts';
import { runnableModule } from '../../run-module.ts';
import { startThread, type Thread } from '../thread.ts';
import type { ExportProtocol, Outcome, Step } from './protocol.ts';

/** One export in a thread that it has for itself. */
export type Session = Pick<Thread<ExportProtocol>, 'request'> & {
  write(
    params: ParamsOf<ExportProtocol, 'write'>,
    onProgress: (step: Step) => void,
  ): AsyncGenerator<Chunk, Outcome, undefined>;
  /** Ends the export if it has not ended; its thread stays for the next one only if it has. */
  close(): void;
};

type PooledThread = { thread: Thread<ExportProtocol>; retirement?: NodeJS.Timeout };

/** Threads for exports, of which at most one rests. */
export type Pool = { threads: Set<PooledThread>; resting?: PooledThread };

/** How long a thread without an export stays: to start one takes longer than a small export. */
const restMs = 30_000;

const endedEarly = () => new Error('The thread of an export ended before its export.');

/** A pool without a thread; they start when they are needed. */
export const newPool = (): Pool => ({ threads: new Set() });

/** Begins an export in the thread that rests, or in a new one. */
export function beginSession(pool: Pool): Session {
  const pooled = pool.resting ?? start(pool);
  pool.resting = undefined;
  clearTimeout(pooled.retirement);
  const { thread } = pooled;
  thread.keepProcess(true);
  let hasEnded = false;
  let isClosed = false;
  /** After these errors the thread has closed its rows and can go on with another export. */
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
      if (hasEnded && !pool.resting && pool.threads.has(pooled)) rest(pool, pooled);
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

function rest(pool: Pool, pooled: PooledThread): void {
  pool.resting = pooled;
  pooled.thread.keepProcess(false);
  pooled.retirement = setTimeout(() => end(pool, pooled), restMs).unref();
}

function end(pool: Pool, pooled: PooledThread): void {
  forget(pool, pooled);
  clearTimeout(pooled.retirement);
  void pooled.thread.terminate(endedEarly());
}

function forget(pool: Pool, pooled: PooledThread): void {
  pool.threads.delete(pooled);
  if (pool.resting === pooled) pool.resting = undefined;
}
