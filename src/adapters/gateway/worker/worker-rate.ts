/** Counts how often each worker asked in the present minute. */
export type WorkerRate = {
  /** Counts a question; whether it may be answered. */
  allows(worker: string): boolean;
};

const minuteMs = 60_000;
const maxPerMinute = 30;

/** Allows each worker thirty questions a minute; nothing is remembered beyond that minute. */
export function openWorkerRate(now: () => number): WorkerRate {
  let minute = 0;
  let asked = new Map<string, number>();
  return {
    allows(worker) {
      const current = Math.floor(now() / minuteMs);
      if (current !== minute) asked = new Map();
      minute = current;
      const times = (asked.get(worker) ?? 0) + 1;
      asked.set(worker, times);
      return times <= maxPerMinute;
    },
  };
}
