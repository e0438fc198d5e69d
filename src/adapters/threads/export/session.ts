import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { runnableModule } from '../run-module.ts';
import { errorOf } from '../thread-failure.ts';
import type { Job, Said, Told } from './messages.ts';

/** One export in its thread, as seen from outside. */
export type Session = {
  /** What it says next; throws what it refuses, and what breaks it. */
  next(): Promise<Said>;
  tell(told: Told): void;
  /** Ends it, wherever it is. */
  close(): void;
};

/** Threads for exports: each has one at a time, and one that is done stays for a while for whoever comes next. */
export type Threads = { begin(job: Job): Session; close(): void };

type Thread = { next(): Promise<Said>; tell(told: Told): void; rest(): void; wake(): void; end(): void };

/** How long a thread with nothing to do stays, in ms: starting one takes longer than a small export. */
const restMs = 30_000;

/** Opens threads for exports; none is started before it is needed. */
export function openThreads(): Threads {
  const threads = new Set<Thread>();
  let resting: Thread | undefined;

  function start(): Thread {
    const { file, execArgv } = runnableModule('thread', import.meta.url);
    const worker = new Worker(file, { execArgv });
    const inbox = on(worker, 'message', { close: ['exit'] });
    let retiring: NodeJS.Timeout | undefined;
    const thread: Thread = {
      async next() {
        const { value, done } = await inbox.next();
        if (done) throw new Error('The thread of an export ended before its export.');
        return (value as [Said])[0];
      },
      tell: (told) => worker.postMessage(told),
      rest() {
        worker.unref();
        retiring = setTimeout(() => thread.end(), restMs).unref();
      },
      wake() {
        clearTimeout(retiring);
        worker.ref();
      },
      end() {
        gone();
        clearTimeout(retiring);
        void inbox.return?.();
        void worker.terminate();
      },
    };
    function gone() {
      threads.delete(thread);
      if (resting === thread) resting = undefined;
    }
    // While nobody waits for what it says, an error without a listener would end the house.
    worker.on('error', gone);
    worker.on('exit', gone);
    threads.add(thread);
    return thread;
  }

  return {
    begin(job) {
      const thread = resting ?? start();
      resting = undefined;
      thread.wake();
      thread.tell({ begin: job });
      let isDone = false;
      let isClosed = false;
      return {
        async next() {
          const said = await thread.next();
          if (typeof said !== 'object') return said;
          const isFailure = 'refused' in said || 'damaged' in said || 'failed' in said;
          isDone = 'ended' in said || isFailure;
          if (isFailure) throw errorOf(said);
          return said;
        },
        tell: thread.tell,
        close() {
          if (isClosed) return;
          isClosed = true;
          if (!isDone || resting || !threads.has(thread)) return thread.end();
          resting = thread;
          thread.rest();
        },
      };
    },
    close() {
      for (const thread of threads) thread.end();
    },
  };
}
