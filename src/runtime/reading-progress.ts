import { counted } from '../actors/counted.ts';
import type { Log, StoredCommit } from '../events/log.ts';

const reportEveryMs = 2000;

/** A log that reports every 2 s how much of it has been read, until `end` is called; reading aborts at `signal`. */
export async function reportReading(
  log: Log,
  notify: (sentence: string) => void,
  signal?: AbortSignal,
): Promise<{ log: Log; end(): void }> {
  const total = await log.head();
  let done = 0;
  let reported = 0;
  const timer = setInterval(() => {
    // Commits that are recorded meanwhile are not among those that were there.
    const read = Math.min(done, total);
    if (read === reported) return;
    reported = read;
    notify(`Reading the runs from the log: ${read} of ${counted(total, 'commit')}.`);
  }, reportEveryMs).unref();
  signal?.addEventListener('abort', () => clearInterval(timer));

  async function* read(run: string, after?: number): AsyncGenerator<StoredCommit> {
    for await (const commit of log.read(run, after)) {
      signal?.throwIfAborted();
      done++;
      yield commit;
    }
  }
  // The signal of the start must not abort later reads of a run.
  const opening: Log = { ...log, read };
  return {
    log: opening,
    end() {
      clearInterval(timer);
      opening.read = log.read;
    },
  };
}
