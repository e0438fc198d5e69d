/** Remembers who came in vain, for ten minutes. */
export type TurnedAway = {
  note(run: string, worker: string): void;
  /** How many workers of late found nothing to do in this run. */
  count(run: string): number;
};

const memoryMs = 10 * 60_000;
/** More than so many need not be told apart. */
const most = 10_000;

/** Counts the workers for whom there was nothing, by run; each once, however often they come. */
export function openTurnedAway(now: () => number): TurnedAway {
  const runs = new Map<string, Map<string, number>>();
  return {
    note(run, worker) {
      const workers = runs.get(run) ?? new Map<string, number>();
      runs.set(run, workers);
      // Whoever came again is the newest again.
      workers.delete(worker);
      if (workers.size < most) workers.set(worker, now());
    },
    count(run) {
      const workers = runs.get(run);
      if (!workers) return 0;
      for (const [worker, at] of workers) {
        if (at > now() - memoryMs) break;
        workers.delete(worker);
      }
      return workers.size;
    },
  };
}
