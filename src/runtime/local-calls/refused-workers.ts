import type { RefusedRows } from '../ports/refused-rows.ts';

/** For each run, the workers who got no unit, by the reason. */
export type RefusedWorkers = {
  note(run: string, worker: string, reason: string): void;
  /** The reason no longer holds. */
  forget(run: string, worker: string): void;
  /** The run is over. */
  forgetRun(run: string): void;
  /** Each worker with the reason that they heard last. */
  of(run: string): ReadonlyMap<string, string>;
  /** How many workers were refused last for each reason, the most first, then by the reason. */
  counts(run: string): { reason: string; workers: number }[];
};

/** Per run; of more, those who were noted first are left out. */
const maxWorkers = 10_000;
/** So many are left out at once, so that not each further worker costs the removal of another. */
const leftOutAtOnce = 1000;

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

  function add(run: string, worker: string, reason: string): void {
    const known = runs.get(run) ?? { reasons: new Map<string, string>(), counts: new Map<string, number>() };
    runs.set(run, known);
    known.reasons.set(worker, reason);
    known.counts.set(reason, (known.counts.get(reason) ?? 0) + 1);
  }

  function makeRoom(run: string): void {
    const { reasons } = runs.get(run) ?? {};
    if (!reasons || reasons.size < maxWorkers) return;
    const first = [...reasons.keys()].slice(0, leftOutAtOnce);
    for (const worker of first) leaveOut(run, worker);
    rows.remove(run, first);
  }

  for (const { run, worker, reason } of rows.all()) add(run, worker, reason);

  return {
    note(run, worker, reason) {
      if (runs.get(run)?.reasons.get(worker) === reason) return;
      // Removed first, so that who was noted last stays at the end.
      if (!leaveOut(run, worker)) makeRoom(run);
      add(run, worker, reason);
      rows.keep(run, worker, reason);
    },
    forget(run, worker) {
      if (leaveOut(run, worker)) rows.remove(run, [worker]);
    },
    forgetRun(run) {
      if (runs.delete(run)) rows.removeRun(run);
    },
    of: (run) => runs.get(run)?.reasons ?? new Map(),
    counts: (run) =>
      [...(runs.get(run)?.counts ?? [])]
        .map(([reason, workers]) => ({ reason, workers }))
        .sort((one, other) => other.workers - one.workers || (one.reason < other.reason ? -1 : 1)),
  };
}
