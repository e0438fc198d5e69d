/** For each run, the workers who got no unit, by the reason; since this process began. */
export type RefusedWorkers = {
  note(run: string, worker: string, reason: string): void;
  /** They got a unit after all. */
  forget(run: string, worker: string): void;
  /** How many workers were refused last for each reason, the most first, then by the reason. */
  counts(run: string): { reason: string; workers: number }[];
};

/** Per run; further workers are not counted. */
const maxWorkers = 10_000;

/** Counts each worker once, for the reason that they heard last. */
export function openRefusedWorkers(): RefusedWorkers {
  const runs = new Map<string, Map<string, string>>();
  return {
    note(run, worker, reason) {
      const workers = runs.get(run) ?? new Map<string, string>();
      runs.set(run, workers);
      if (workers.has(worker) || workers.size < maxWorkers) workers.set(worker, reason);
    },
    forget: (run, worker) => void runs.get(run)?.delete(worker),
    counts(run) {
      const counted = new Map<string, number>();
      for (const reason of runs.get(run)?.values() ?? []) counted.set(reason, (counted.get(reason) ?? 0) + 1);
      const counts = [...counted].map(([reason, workers]) => ({ reason, workers }));
      return counts.sort((one, other) => other.workers - one.workers || (one.reason < other.reason ? -1 : 1));
    },
  };
}
