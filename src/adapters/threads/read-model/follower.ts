import { setTimeout as wait } from 'node:timers/promises';
import { type Log, LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import { inBatches } from './batches.ts';

export type Following = {
  log: Log;
  /** The sequence of the last commit that `take` got. */
  position: () => number;
  take: (batch: StoredCommit[]) => void;
  /** Ends the follower. */
  signal: AbortSignal;
  /** Runs before each attempt; may throw to prevent it. */
  begin?: () => Promise<void>;
  /** Called with the error of an attempt; may throw to end the follower. */
  onTrouble: (error: unknown) => void;
  /** Called now and then while the log answers and `take` has all of it, so that a trouble of before is over. */
  onCaughtUp?: () => void;
  /** How long no commit may come although the log has more. */
  stallTimeoutMs?: number;
};

export type Follower = {
  /** Resolves when it has ended; rejects with the error of `onTrouble`. */
  done: Promise<void>;
  /** Ends the current attempt and follows the log again, since the subscription may be gone. */
  restart(): void;
};

const retryDelayMs = 500;

/** Follows the log after `position`; starts another attempt whenever one fails or stalls. */
export function startFollower(following: Following): Follower {
  const { log, position, take, signal, begin, onTrouble, onCaughtUp, stallTimeoutMs = 10_000 } = following;
  let attempt = new AbortController();
  const knownGaps = new Set<number>();

  /** Sequences have no gaps: missing commits are requested again, once. */
  function takeWithoutGap(batch: StoredCommit[]) {
    let next = position() + 1;
    for (const { sequence } of batch) {
      if (sequence > next && !knownGaps.has(next)) {
        knownGaps.add(next);
        throw new LogUnavailable(`The commits ${next} to ${sequence - 1} did not arrive.`);
      }
      next = sequence + 1;
    }
    take(batch);
  }

  /** Ends an attempt that has stalled: the log is ahead of it or behind it, and no commit comes. */
  function watch(attempt: AbortController): () => void {
    let [last, since] = [position(), performance.now()];
    const check = async () => {
      const head = await log.head();
      const now = position();
      if (head === now && !attempt.signal.aborted) onCaughtUp?.();
      if (now !== last || head === now) [last, since] = [now, performance.now()];
      else if (head < now || performance.now() - since >= stallTimeoutMs) attempt.abort();
    };
    // If the log does not respond, the attempt itself fails.
    const timer = setInterval(() => check().catch(() => undefined), stallTimeoutMs / 5);
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
      if (!ended.aborted) await wait(retryDelayMs, undefined, { signal: ended }).catch(() => undefined);
    }
  }

  return { done: follow(), restart: () => attempt.abort() };
}
