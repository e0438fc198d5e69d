import type { RefusedRows } from '../ports/refused-rows.ts';

/** For each run, the workers who got no unit, by the reason. */
export type RefusedWorkers = {
  note(run: string, worker: string, reason: string): void;
  /** The reason no longer holds. */
  forget(run: string, worker: string): void;
  /** How many workers were refused last for each reason, the most first, then by the reason. */
  counts(run: string): { reason: string; workers: number }[];
};

/** Per run; further workers are not counted. */
const maxWorkers = 10_000;

type InRun = { reasons: Map<string, string>; counts: Map<string, number> };

/** Counts each worker once, for the reason that they heard last; begins with those that `rows` has. */
export function openRefusedWorkers(rows: RefusedRows): RefusedWorkers {
  const runs = new Map<string, InRun>();

  function leaveOut(run: string, worker: string): boolean {
    const { reasons, counts } = runs.get(run) ?? {};
    const reason = reasons?.get(worker);
    if (reason === undefined) return false;
    reasons?.delete(worker);
    const left = (counts?.get(reason) ?? 1) - 1;
    if (left > 0) counts?.set(reason, left);
    else counts?.delete(reason);
    return true;
  }

  function add(run: string, worker: string, reason: string): boolean {
    const known = runs.get(run) ?? { reasons: new Map<string, string>(), counts: new Map<string, number>() };
    runs.set(run, known);
    if (known.reasons.size >= maxWorkers) return false;
    known.reasons.set(worker, reason);
    known.counts.set(reason, (known.counts.get(reason) ?? 0) + 1);
    return true;
  }

  for (const { run, worker, reason } of rows.all()) add(run, worker, reason);

  return {
    note(run, worker, reason) {
      if (runs.get(run)?.reasons.get(worker) === reason) return;
      leaveOut(run, worker);
      if (add(run, worker, reason)) rows.keep(run, worker, reason);
      else rows.remove(run, worker);
    },
    forget(run, worker) {
      if (leaveOut(run, worker)) rows.remove(run, worker);
    },
    counts: (run) =>
      [...(runs.get(run)?.counts ?? [])]
        .map(([reason, workers]) => ({ reason, workers }))
        .sort((one, other) => other.workers - one.workers || (one.reason < other.reason ? -1 : 1)),
  };
}
