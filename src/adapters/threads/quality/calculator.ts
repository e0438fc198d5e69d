import { Worker } from 'node:worker_threads';
import { refuse } from '../refusals.ts';
import { runnableModule } from '../run-module.ts';
import { errorOf } from '../thread-failure.ts';
import type { Ask, Computed, Said, Wish } from './messages.ts';

/** The thread that computes figures, as seen from outside: it starts when it is needed, and ends when it is not. */
export type Calculator = {
  /** Computes from the rows in a file; refuses with `quality/too-many` while too much is under way. */
  compute(file: string, wish: Wish): Promise<Computed>;
  close(): void;
};

type Waiting = { resolve: (computed: Computed) => void; reject: (error: Error) => void };

/** So many figures may wait for each other. */
const mostWaiting = 20;
/** How long the thread keeps what it has read after its last work, in ms. */
const idleMs = 300_000;

/** Opens the calculator; nothing runs until something is to be computed. */
export function openCalculator(): Calculator {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  function end(reason: () => Error) {
    clearTimeout(idle);
    void thread?.terminate();
    thread = undefined;
    for (const { reject } of waiting.values()) reject(reason());
    waiting.clear();
  }

  function hear(said: Said) {
    const asker = waiting.get(said.id);
    if (!asker) return;
    waiting.delete(said.id);
    if (waiting.size === 0) idle = setTimeout(() => end(gone), idleMs).unref();
    if ('computed' in said) return asker.resolve(said.computed);
    asker.reject(errorOf(said));
  }

  function start(): Worker {
    const { file, execArgv } = runnableModule('thread', import.meta.url);
    const started = new Worker(file, { execArgv });
    started.on('message', hear);
    // Whoever comes next gets a new thread; those who wait for this one hear why it broke.
    let fault: Error | undefined;
    started.on('error', (error: Error) => {
      fault = error;
    });
    started.on('exit', () => {
      if (thread === started) end(() => fault ?? gone());
    });
    return started;
  }

  return {
    compute(file, wish) {
      if (waiting.size >= mostWaiting) return Promise.reject(refuse('quality/too-many', { most: mostWaiting }));
      clearTimeout(idle);
      thread ??= start();
      const ask: Ask = { id: ++last, file, wish };
      thread.postMessage(ask);
      return new Promise((resolve, reject) => waiting.set(ask.id, { resolve, reject }));
    },
    close: () => end(() => refuse('quality/not-ready')),
  };
}

const gone = () => new Error('The thread that computes figures ended before they were computed.');
