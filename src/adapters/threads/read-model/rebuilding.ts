import type { Log, StoredCommit } from '../../../events/log.ts';
import { allTables } from '../../../projections/all.ts';
import type { Database } from '../../../projections/store/database.ts';
import { fingerprint } from '../../../projections/store/fingerprint.ts';
import type { RebuildProgress, Rebuilt } from '../../../runtime/ports/read-model.ts';
import { catchUp } from './catch-up.ts';
import { makeCurrent, newFile } from './files.ts';
import { openSnapshot } from './live-rows.ts';
import { openStore, type Store, settle } from './store.ts';

type Rebuilding = {
  log: Log;
  folder: string;
  known: ReadonlySet<string>;
  signal: AbortSignal;
  live: Store;
  sinceRebuild?: StoredCommit[];
};

/** A rebuild that is this close to the live rows gets the remaining commits from them. */
const maxDistanceCommits = 1000;

/** Rebuilds all rows beside the live ones, compares both as of its start, and replaces the live ones. */
export async function rebuild(
  state: Rebuilding,
  onProgress: (progress: RebuildProgress) => void,
  takeOver: (fresh: Store) => void,
): Promise<Rebuilt> {
  const began = performance.now();
  const before = openSnapshot(state.live.file);
  try {
    const fresh = openStore(newFile(state.folder, state.live.file), state.known.size > 0);
    try {
      const rebuilt = await replaceRows(state, { before, fresh, onProgress });
      takeOver(fresh);
      return { ...rebuilt, milliseconds: Math.round(performance.now() - began) };
    } catch (error) {
      fresh.db.$client.close();
      throw error;
    }
  } finally {
    state.sinceRebuild = undefined;
    before.$client.close();
  }
}

type Replacement = { before: Database; fresh: Store; onProgress: (progress: RebuildProgress) => void };

/** Brings fresh rows to the sequence of the live ones, and makes their file the current one. */
async function replaceRows(state: Rebuilding, { before, fresh, onProgress }: Replacement) {
  const { log, folder, signal } = state;
  const liveSequence = () => state.live.projector.sequence;
  let facts = 0;
  const bring = async (target: number) => {
    const report = (done: number) => onProgress({ done, total: Math.max(target, liveSequence()) });
    facts += await catchUp({ log, projector: fresh.projector, target, signal, onProgress: report });
  };
  await bring(liveSequence());
  const same = (await fingerprint(before, allTables)) === (await fingerprint(fresh.db, allTables));
  while (liveSequence() - fresh.projector.sequence > maxDistanceCommits) await bring(liveSequence());
  state.sinceRebuild = [];
  await bring(liveSequence());
  facts += fresh.projector.project(state.sinceRebuild).facts;
  settle(fresh);
  makeCurrent(folder, fresh.file);
  return { facts, same };
}
