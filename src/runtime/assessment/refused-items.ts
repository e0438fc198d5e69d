import type { OpenRun } from '../open-run.ts';
import type { TaskWorker } from '../ports/task-functions.ts';

/** The items that the code of a task refused to workers a moment ago, so that a page that is opened again does not ask about all of them. */
export type RefusedItems = {
  /** Those of a worker with these qualifications in a run, by the index of their assignment; add to it what is refused, or what the code fails for. */
  of(run: OpenRun, worker: TaskWorker): Map<number, 'refused' | 'failed'>;
  /** Forgets those of a run. */
  forget(run: OpenRun): void;
};

const memoryMs = 60_000;
const maxWorkers = 1000;
const maxItems = 1_000_000;

/** Remembers refusals for a minute, and until the worker's qualifications change. */
export function openRefusedItems(now: () => number): RefusedItems {
  const known = new Map<string, { until: number; qualifications: string; items: Map<number, 'refused' | 'failed'> }>();
  const total = () => [...known.values()].reduce((sum, { items }) => sum + items.size, 0);

  return {
    of({ runId }, { id, qualifications: values }) {
      const key = `${runId} ${id}`;
      const qualifications = JSON.stringify(values);
      const found = known.get(key);
      if (found && found.until > now() && found.qualifications === qualifications) return found.items;
      known.delete(key);
      if (known.size >= maxWorkers || total() >= maxItems) known.clear();
      const items = new Map<number, 'refused' | 'failed'>();
      known.set(key, { until: now() + memoryMs, qualifications, items });
      return items;
    },
    forget({ runId }) {
      for (const key of known.keys()) if (key.startsWith(`${runId} `)) known.delete(key);
    },
  };
}
