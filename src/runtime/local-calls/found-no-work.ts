/** The workers who found no work in the last 10 minutes. */
export type FoundNoWork = {
  note(run: string, worker: string): void;
  /** How many workers found no work in this run in the last 10 minutes. */
  count(run: string): number;
};

const memoryMs = 10 * 60_000;
/** Per run; further workers are not counted. */
const maxWorkers = 10_000;

/** Counts the workers for whom a run had no work, each once. */
export function openFoundNoWork(now: () => number): FoundNoWork {
  const runs = new Map<string, Map<string, number>>();
  return {
    note(run, worker) {
      const workers = runs.get(run) ?? new Map<string, number>();
      runs.set(run, workers);
      // Deleted first, so that the oldest entries stay at the front.
      workers.delete(worker);
      if (workers.size < maxWorkers) workers.set(worker, now());
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
