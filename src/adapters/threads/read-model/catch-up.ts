import { type Log, LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import type { Projector } from '../../../projections/store/projector.ts';
import { startFollower } from './follower.ts';

type CatchUp = {
  log: Log;
  projector: Projector;
  /** The sequence to reach, and not to pass. */
  target: number;
  signal: AbortSignal;
  /** Sees each commit before it is projected. */
  see?: (commit: StoredCommit) => void;
  onProgress?: (sequence: number) => void;
};

/** Brings a projector to exactly this sequence and returns the number of facts; waits for a log that does not respond. */
export async function catchUp({ log, projector, target, signal, see, onProgress }: CatchUp): Promise<number> {
  let facts = 0;
  const reached = new AbortController();
  if (projector.sequence >= target) return facts;
  await startFollower({
    log,
    position: () => projector.sequence,
    take(batch) {
      const commits = batch.filter(({ sequence }) => sequence <= target);
      if (see) for (const commit of commits) see(commit);
      facts += projector.project(commits).facts;
      onProgress?.(projector.sequence);
      if (projector.sequence >= target) reached.abort();
    },
    signal: AbortSignal.any([signal, reached.signal]),
    onTrouble(error) {
      if (!(error instanceof LogUnavailable)) throw error;
    },
  }).done;
  signal.throwIfAborted();
  return facts;
}
