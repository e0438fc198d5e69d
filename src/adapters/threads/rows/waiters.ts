import { refuse } from '../refusals.ts';

type Waiter = { sequence: number; resolve: () => void; reject: (error: Error) => void; timer: NodeJS.Timeout };

/** Where the rows are, and who waits for them to get further. */
export function openWaiters() {
  let sequence = 0;
  const waiting = new Set<Waiter>();

  function leave(waiter: Waiter) {
    clearTimeout(waiter.timer);
    waiting.delete(waiter);
  }

  return {
    sequence: () => sequence,
    /** The rows have got there. */
    moved(to: number) {
      sequence = to;
      for (const waiter of waiting) {
        if (waiter.sequence > sequence) continue;
        leave(waiter);
        waiter.resolve();
      }
    },
    /** Resolves when the rows are at `wanted`; refuses after `timeoutMs`. */
    reached(wanted: number, timeoutMs: number): Promise<void> {
      if (wanted <= sequence) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          leave(waiter);
          reject(refuse('read-model/behind'));
        };
        const waiter: Waiter = { sequence: wanted, resolve, reject, timer: setTimeout(giveUp, timeoutMs) };
        waiting.add(waiter);
      });
    },
    /** Nothing will move any more. */
    close() {
      for (const waiter of waiting) {
        leave(waiter);
        waiter.reject(refuse('read-model/behind'));
      }
    },
  };
}
