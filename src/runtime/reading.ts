import type { Log, StoredCommit } from '../events/log.ts';

/** How often it is said how far reading has come, in ms. */
const tellEveryMs = 2000;

/** A log that says every two seconds how much of it has been read, until `end` is called, and that stops being read at `signal`. */
export async function tellReading(
  log: Log,
  say: (sentence: string) => void,
  signal?: AbortSignal,
): Promise<{ log: Log; end(): void }> {
  const total = await log.head();
  let done = 0;
  let told = 0;
  const timer = setInterval(() => {
    if (done === told) return;
    told = done;
    say(`Reading the runs from the log: ${done} of ${total} commits.`);
  }, tellEveryMs).unref();
  signal?.addEventListener('abort', () => clearInterval(timer));

  async function* read(run: string, after?: number): AsyncGenerator<StoredCommit> {
    for await (const commit of log.read(run, after)) {
      signal?.throwIfAborted();
      done++;
      yield commit;
    }
  }
  // Once everything is open, nobody ends what is read then.
  const opening: Log = { ...log, read };
  return {
    log: opening,
    end() {
      clearInterval(timer);
      opening.read = log.read;
    },
  };
}
