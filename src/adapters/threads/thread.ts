import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { EventListeners, Protocol } from '../request-reply/messages.ts';
import { openRequests, type Requests } from '../request-reply/requests.ts';
import type { RunnableModule } from '../run-module.ts';
import { errorOf, type Failure } from './thread-failure.ts';

/** A thread with a protocol. */
export type Thread<P extends Protocol> = Requests<P> & {
  /** Resolves when the thread has ended, with the error that ended it, if one did. */
  exited: Promise<Error | undefined>;
  /** Whether the process stays alive for this thread. */
  keepProcess(isKept: boolean): void;
  /** Closes the thread and resolves when it has ended; ends it by force after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
  /** Ends the thread at once; pending requests reject with the reason. */
  terminate(reason: Error): Promise<void>;
};

type ThreadOptions<P extends Protocol> = {
  module: RunnableModule;
  /** The `workerData` of the thread. */
  data?: unknown;
  onEvent: EventListeners<P>;
  /** Called when the thread has ended, before its pending requests reject. */
  onExit?: () => void;
  /** The error of pending requests if the thread ends without an error. */
  toEndedError: () => Error;
};

/** Starts a thread. When it ends, for any reason, its pending requests reject. */
export function startThread<P extends Protocol>(options: ThreadOptions<P>): Thread<P> {
  const { module, data, onEvent, onExit, toEndedError } = options;
  const worker = new Worker(module.file, { execArgv: module.execArgv, workerData: data });
  const { receive, end, ...requests } = openRequests<P>({
    post: (message, transferred) => worker.postMessage(message, transferred),
    toError: (reason) => errorOf(reason as Failure),
    onEvent,
  });
  worker.on('message', receive);
  let fault: Error | undefined;
  worker.on('error', (error: Error) => {
    fault = error;
  });
  const exited = new Promise<Error | undefined>((resolve) => {
    worker.once('exit', () => {
      onExit?.();
      end(fault ?? toEndedError());
      resolve(fault);
    });
  });

  return {
    ...requests,
    exited,
    keepProcess: (isKept) => (isKept ? worker.ref() : worker.unref()),
    async close(timeoutMs) {
      worker.postMessage({ close: true });
      const timer = setTimeout(() => void worker.terminate(), timeoutMs);
      await exited;
      clearTimeout(timer);
    },
    async terminate(reason) {
      end(reason);
      await worker.terminate();
    },
  };
}

/** A thread that starts on demand, again after it has ended. */
type ThreadOnDemand<P extends Protocol> = Pick<Requests<P>, 'request' | 'notify'> & {
  isRunning(): boolean;
  /** Refuses further requests; `end` ends the running thread. */
  close(end: (running: Thread<P>) => Promise<void>): Promise<void>;
};

type OnDemandOptions<P extends Protocol> = Omit<ThreadOptions<P>, 'onExit'> & {
  /** How many requests may be pending. */
  maxPending: number;
  toTooManyError: (maxPending: number) => Error;
  toClosedError: () => Error;
  /** How long the thread stays after its last request; by default until it is closed. */
  idleMs?: number;
};

/** Opens a thread that starts with its first request. */
export function openOnDemand<P extends Protocol>(options: OnDemandOptions<P>): ThreadOnDemand<P> {
  const { maxPending, toTooManyError, toClosedError, idleMs } = options;
  let thread: Thread<P> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;

  function running(): Thread<P> {
    if (thread) return thread;
    const started = startThread<P>({
      ...options,
      onExit() {
        if (thread === started) thread = undefined;
      },
    });
    thread = started;
    return started;
  }

  function endWhenIdle(used: Thread<P>) {
    if (idleMs === undefined || thread !== used || used.pending() > 0) return;
    clearTimeout(idle);
    idle = setTimeout(() => {
      thread = undefined;
      void used.terminate(options.toEndedError());
    }, idleMs).unref();
  }

  return {
    isRunning: () => thread !== undefined,
    async request(verb, params, onProgress) {
      if (isClosed) throw toClosedError();
      if (thread && thread.pending() >= maxPending) throw toTooManyError(maxPending);
      clearTimeout(idle);
      const used = running();
      try {
        return await used.request(verb, params, onProgress);
      } finally {
        endWhenIdle(used);
      }
    },
    notify(verb, params) {
      if (!isClosed) running().notify(verb, params);
    },
    async close(end) {
      isClosed = true;
      clearTimeout(idle);
      if (thread) await end(thread);
    },
  };
}

type KeepAliveOptions<P extends Protocol> = {
  start: () => Thread<P>;
  /** How long to wait before a restart. */
  restartDelayMs: number;
  /** Called with the error that ended the thread, if there was one; returns whether to restart it. */
  onDeath: (fault: Error | undefined) => boolean;
  /** Called with the new thread after a restart. */
  onRestart: (thread: Thread<P>) => void;
};

/** Restarts a thread whenever it has ended, until `onDeath` returns false or `signal` aborts. */
export async function keepAlive<P extends Protocol>(
  first: Thread<P>,
  { start, restartDelayMs, onDeath, onRestart }: KeepAliveOptions<P>,
  signal: AbortSignal,
): Promise<void> {
  for (let thread = first; ; ) {
    const fault = await thread.exited;
    if (signal.aborted || !onDeath(fault)) return;
    await pause(restartDelayMs, undefined, { ref: false });
    if (signal.aborted) return;
    thread = start();
    onRestart(thread);
  }
}
