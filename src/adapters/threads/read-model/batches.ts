import { setImmediate as breathe } from 'node:timers/promises';
import type { StoredCommit } from '../../../events/log.ts';

/** The maximum number of facts in a batch: about 50 ms of work. */
const maxBatchFacts = 2500;
/** The minimum time between batches, since each costs a transaction. A lone commit is passed on at once. */
const batchIntervalMs = 25;

/** Passes commits on in batches until `signal` aborts; rejects if the log or `take` fails. */
export function inBatches(
  commits: AsyncIterable<StoredCommit>,
  take: (batch: StoredCommit[]) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let pending: StoredCommit[] = [];
    let facts = 0;
    let scheduled: NodeJS.Timeout | undefined;
    let last = 0;
    let over = false;

    const end = (settle: () => void) => {
      over = true;
      clearTimeout(scheduled);
      settle();
    };
    const flush = () => {
      scheduled = undefined;
      last = performance.now();
      const batch = pending;
      pending = [];
      facts = 0;
      if (over || batch.length === 0) return;
      try {
        take(batch);
      } catch (error) {
        end(() => reject(error));
      }
    };

    async function pump() {
      for await (const commit of commits) {
        if (over) return;
        pending.push(commit);
        facts += commit.facts?.length ?? 0;
        if (facts < maxBatchFacts) {
          scheduled ??= setTimeout(flush, Math.max(0, last + batchIntervalMs - performance.now()));
          continue;
        }
        clearTimeout(scheduled);
        flush();
        // Other work in this thread gets its turn.
        await breathe();
      }
      flush();
    }

    signal.addEventListener('abort', () => end(resolve), { once: true });
    pump().then(
      () => end(resolve),
      (error) => end(() => reject(error)),
    );
  });
}
