import { setTimeout as pause } from 'node:timers/promises';

type Settings = {
  /** All open to-dos, as functions that perform them. */
  open: () => (() => Promise<unknown>)[];
  /** Called with the first failure of a series. */
  onFailure: (failure: unknown) => void;
  /** Whether the others wait when one fails, since they would fail as well. */
  stopsAtFailure?: boolean;
  /** How many are performed at the same time; 1 by default. */
  concurrent?: number;
  /** Waits so long before it performs, so that to-dos which come one by one can be performed together. */
  gatherMs?: number;
};

/** A loop over to-dos. */
export type TodoLoop = {
  /** Starts to perform all open to-dos, until there are none. */
  wake(): void;
  /** The same at once, also in a pause after a failure: its cause may be gone. */
  retryNow(): void;
  /** Resolves when no to-do is open. */
  settled(): Promise<void>;
  close(): void;
};

const minPauseMs = 200;
const maxPauseMs = 30_000;

/** Performs to-dos in their order, those of the last process first, and retries what fails after a growing pause. */
export function performTodos({
  open,
  onFailure,
  stopsAtFailure = false,
  concurrent = 1,
  gatherMs = 0,
}: Settings): TodoLoop {
  let loop: Promise<void> | undefined;
  let isAwakened = false;
  let closed = false;
  let retrying = new AbortController();

  /** Performs all to-dos that are open now; resolves to the last failure, if any. */
  async function performOpen(): Promise<unknown> {
    let failure: unknown;
    const todos = open();
    for (let at = 0; at < todos.length; at += concurrent) {
      if (closed) return undefined;
      if (stopsAtFailure && failure !== undefined) return failure;
      const some = todos.slice(at, at + concurrent).map((perform) =>
        perform().catch((error: unknown) => {
          failure = error;
        }),
      );
      await Promise.all(some);
    }
    return failure;
  }

  async function performAll() {
    let hasReported = false;
    for (let attempt = 0; !closed; attempt++) {
      if (gatherMs > 0) await pause(gatherMs, undefined, { ref: false });
      isAwakened = false;
      // Before the attempt: what changes in its course ends the pause after it, too.
      retrying = new AbortController();
      const { signal } = retrying;
      const failure = await performOpen();
      if (failure === undefined && !isAwakened) return;
      if (failure === undefined || closed) continue;
      if (!hasReported) onFailure(failure);
      hasReported = true;
      const pauseMs = Math.min(minPauseMs * 2 ** attempt, maxPauseMs);
      await pause(pauseMs, undefined, { ref: false, signal }).catch(() => {
        attempt = -1;
      });
    }
  }

  function wake() {
    isAwakened = true;
    if (closed || loop) return;
    loop = performAll().finally(() => {
      loop = undefined;
    });
  }

  wake();
  return {
    wake,
    retryNow() {
      wake();
      retrying.abort();
    },
    settled: async () => {
      while (loop) await loop;
    },
    close() {
      closed = true;
    },
  };
}

/** Work in progress by name: concurrent calls share it. */
export function sharedWork() {
  const underway = new Map<string, Promise<unknown>>();
  return <Result>(name: string, perform: () => Promise<Result>): Promise<Result> => {
    const pending = underway.get(name);
    if (pending) return pending as Promise<Result>;
    const performing = perform().finally(() => underway.delete(name));
    underway.set(name, performing);
    return performing;
  };
}
