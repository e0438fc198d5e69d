import type { CommitDraft, Log } from '../../../events/log.ts';
import type { Step } from './protocol.ts';

/** About this many facts are folded in one transaction. */
const maxBatchFacts = 2500;

/** Whether one of these runs has commits after a position of the log. */
export async function hasChangedSince(log: Log, runs: readonly string[], at: number): Promise<boolean> {
  for (const run of runs) for await (const _ of log.read(run, at)) return true;
  return false;
}

/** The commits of these runs up to a position of the log, run by run, in batches; reports progress. */
export async function* commitsUpTo(
  log: Log,
  { runs, at }: { runs: readonly string[]; at: number },
  onProgress: (step: Step) => void,
): AsyncGenerator<CommitDraft[]> {
  let batch: CommitDraft[] = [];
  let facts = 0;
  for (const [nth, run] of runs.entries()) {
    for await (const { id, json, sequence } of log.read(run)) {
      if (sequence > at) break;
      batch.push({ id, run, json });
      facts += json.length;
      if (facts < maxBatchFacts) continue;
      yield batch;
      batch = [];
      facts = 0;
      // Each run counts as an equal share of the work.
      const done = Math.floor(((nth + sequence / at) / runs.length) * at);
      onProgress({ step: 'Reading the log', done, total: at });
    }
  }
  if (batch.length > 0) yield batch;
}
