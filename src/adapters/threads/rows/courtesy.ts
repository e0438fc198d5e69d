import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { StoredCommit } from '../../../events/log.ts';

/** Two numbers that the main thread and the thread that follows the log share: whether it is busy, and how many wait for rows. */
export type Shared = Int32Array;
export const newShared = (): Shared => new Int32Array(new SharedArrayBuffer(8));

const busyAt = 0;
const waitingAt = 1;

/** How much of its time the main thread works when it counts as busy; how often that is looked at, in ms. */
const busyShare = 0.85;
const lookEvery = 25;
/** How far behind the log followers may fall out of courtesy, in ms. */
const mostBehind = 2000;

/** Keeps the shared note of how busy this thread is; gives a way to stop. */
export function noteBusiness(shared: Shared): () => void {
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    Atomics.store(shared, busyAt, performance.eventLoopUtilization(now, before).utilization > busyShare ? 1 : 0);
    before = now;
  }, lookEvery).unref();
  return () => clearInterval(timer);
}

/** Notes that someone waits for rows for as long as the promise is pending: then courtesy ends. */
export function noteWaiting<Result>(shared: Shared, waiting: Promise<Result>): Promise<Result> {
  Atomics.add(shared, waitingAt, 1);
  return waiting.finally(() => Atomics.sub(shared, waitingAt, 1));
}

/** Whether the main thread has its hands full, and nobody waits for rows. */
export const isBusy = (shared: Shared) => Atomics.load(shared, busyAt) === 1 && Atomics.load(shared, waitingAt) === 0;

/** When a commit was decided, in ms since 1970, as its first fact says. */
function timeOf({ json }: StoredCommit): number {
  const [, at = ''] = /"at":"([^"]*)"/.exec(json[0] ?? '') ?? [];
  return Date.parse(at) || 0;
}

/**
 * Lets commits through, but not while the main thread has its hands full: whoever hands in an answer comes before whoever
 * looks at a list. Nobody falls behind by more than two seconds for that, and nobody who waits for rows is kept.
 */
export async function* politely(commits: AsyncIterable<StoredCommit>, shared: Shared): AsyncIterable<StoredCommit> {
  for await (const commit of commits) {
    while (isBusy(shared) && Date.now() - timeOf(commit) < mostBehind) await pause(lookEvery);
    yield commit;
  }
}
