/** Counts how many requests each worker sent in the current minute. */
type WorkerRate = {
  /** Counts a request and returns whether it is within the limit. */
  allows(worker: string): boolean;
};

const minuteMs = 60_000;
const maxPerMinute = 30;

/** Allows each worker `maxPerMinute` requests in a calendar minute. */
export function openWorkerRate(now: () => number): WorkerRate {
  let minute = 0;
  let counts = new Map<string, number>();
  return {
    allows(worker) {
      const current = Math.floor(now() / minuteMs);
      if (current !== minute) counts = new Map();
      minute = current;
      const count = (counts.get(worker) ?? 0) + 1;
      counts.set(worker, count);
      return count <= maxPerMinute;
    },
  };
}
