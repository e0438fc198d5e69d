import { setTimeout as wait } from 'node:timers/promises';
import { type Log, LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import { inBatches } from './batches.ts';

export type Following = {
  log: Log;
  /** The sequence of the last commit that was taken. */
  position: () => number;
  take: (batch: StoredCommit[]) => void;
  /** Ends it for good. */
  signal: AbortSignal;
  /** Runs before each start; throws if there is no point in one. */
  begin?: () => Promise<void>;
  /** Hears why it starts anew; throws if it shall not. */
  onTrouble: (error: unknown) => void;
  /** How long nothing may come although the log has more, in ms. */
  patience?: number;
};

export type Follower = {
  /** Resolves when it was ended, rejects when it gave up. */
  done: Promise<void>;
  /** Starts anew from where it is: what it listened to may be gone. */
  restart(): void;
};

const pause = 500;

/** Follows the log and takes every commit after `position`, starting anew whenever that breaks off or nothing comes. */
export function startFollower(following: Following): Follower {
  const { log, position, take, signal, begin, onTrouble, patience = 10_000 } = following;
  let attempt = new AbortController();
  const knownGaps = new Set<number>();

  /** Sequences have no gaps: what did not come is asked for again, once. */
  function takeWithoutGap(batch: StoredCommit[]) {
    let next = position() + 1;
    for (const { sequence } of batch) {
      if (sequence > next && !knownGaps.has(next)) {
        knownGaps.add(next);
        throw new LogUnavailable(`The commits ${next} to ${sequence - 1} did not come.`);
      }
      next = sequence + 1;
    }
    take(batch);
  }

  /** Ends an attempt that has stalled: the log is ahead of it, or behind it, and it does not move. */
  function watch(attempt: AbortController): () => void {
    let [last, since] = [position(), performance.now()];
    const look = async () => {
      const head = await log.head();
      const now = position();
      if (now !== last || head === now) [last, since] = [now, performance.now()];
      else if (head < now || performance.now() - since >= patience) attempt.abort();
    };
    // Of a log that does not answer, the attempt itself will hear.
    const timer = setInterval(() => look().catch(() => undefined), patience / 5);
    return () => clearInterval(timer);
  }

  async function follow() {
    while (!signal.aborted) {
      const current = new AbortController();
      attempt = current;
      const ended = AbortSignal.any([signal, current.signal]);
      const unwatch = watch(current);
      try {
        await begin?.();
        if (!ended.aborted) await inBatches(log.follow(position(), ended), takeWithoutGap, ended);
      } catch (error) {
        if (signal.aborted) return;
        onTrouble(error);
      } finally {
        unwatch();
      }
      if (!ended.aborted) await wait(pause, undefined, { signal: ended }).catch(() => undefined);
    }
  }

  return { done: follow(), restart: () => attempt.abort() };
}
