import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { StoredCommit } from '../../../events/log.ts';

/** Two numbers that the main thread shares with others: whether it is busy, and how many callers wait for rows. */
type Shared = Int32Array;
export const newShared = (): Shared => new Int32Array(new SharedArrayBuffer(8));

const busyIndex = 0;
const waitingIndex = 1;

/** The main thread counts as busy when it works for this share of its time. */
const busyShare = 0.85;
const sampleIntervalMs = 25;
/** How long a commit may be held back. */
const maxLagMs = 2000;

/** Notes in `shared` whether this thread is busy; returns a function that stops it. */
export function noteLoad(shared: Shared): () => void {
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    Atomics.store(shared, busyIndex, performance.eventLoopUtilization(now, before).utilization > busyShare ? 1 : 0);
    before = now;
  }, sampleIntervalMs).unref();
  return () => clearInterval(timer);
}

/** Notes in `shared` that a caller waits for rows until the promise settles: no commit is held back then. */
export function noteWaiting<Result>(shared: Shared, waiting: Promise<Result>): Promise<Result> {
  Atomics.add(shared, waitingIndex, 1);
  return waiting.finally(() => Atomics.sub(shared, waitingIndex, 1));
}

/** Whether the main thread is busy and no caller waits for rows. */
export const isBusy = (shared: Shared) =>
  Atomics.load(shared, busyIndex) === 1 && Atomics.load(shared, waitingIndex) === 0;

/** When a commit was decided, in ms since 1970, from its first fact. */
function timeOf({ json }: StoredCommit): number {
  const [, at = ''] = /"at":"([^"]*)"/.exec(json[0] ?? '') ?? [];
  return Date.parse(at) || 0;
}

/**
 * Holds commits back while the main thread is busy, since workers' requests have priority over current lists. No commit is held
 * back for longer than `maxLagMs`, and none while a caller waits for rows.
 */
export async function* withBackpressure(
  commits: AsyncIterable<StoredCommit>,
  shared: Shared,
): AsyncIterable<StoredCommit> {
  for await (const commit of commits) {
    while (isBusy(shared) && Date.now() - timeOf(commit) < maxLagMs) await pause(sampleIntervalMs);
    yield commit;
  }
}
