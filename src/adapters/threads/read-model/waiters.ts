import { refuse } from '../refusals.ts';

type Waiter = { sequence: number; resolve: () => void; reject: (error: Error) => void; timer: NodeJS.Timeout };

/** The sequence of the rows, and the callers who wait for a later one. */
export function openWaiters() {
  let sequence = 0;
  const waiting = new Set<Waiter>();

  function leave(waiter: Waiter) {
    clearTimeout(waiter.timer);
    waiting.delete(waiter);
  }

  return {
    sequence: () => sequence,
    /** Notes that the rows are at this sequence. */
    moved(to: number) {
      sequence = to;
      for (const waiter of waiting) {
        if (waiter.sequence > sequence) continue;
        leave(waiter);
        waiter.resolve();
      }
    },
    /** Resolves when the rows are at `target`; refuses after `timeoutMs`. */
    reached(target: number, timeoutMs: number): Promise<void> {
      if (target <= sequence) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          leave(waiter);
          reject(refuse('read-model/behind'));
        };
        const waiter: Waiter = { sequence: target, resolve, reject, timer: setTimeout(giveUp, timeoutMs) };
        waiting.add(waiter);
      });
    },
    /** Refuses all waiting callers. */
    close() {
      for (const waiter of waiting) {
        leave(waiter);
        waiter.reject(refuse('read-model/behind'));
      }
    },
  };
}
