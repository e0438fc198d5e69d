import { counted } from '../../actors/counted.ts';
import type { RemovableFiles } from '../ports/files.ts';

/** Removes files that no fact names. */
type Sweeper = {
  /** Queues stored files for a check, in case no fact names them. */
  offer(hashes: Iterable<string>): void;
  /** Checks all due files once; resolves to the number of removed files. */
  sweep(): Promise<number>;
  close(): Promise<void>;
};

type Settings = {
  files: RemovableFiles;
  /** Resolves once the rows show every fact; to false if they are not reliable, or if nothing may be removed now. */
  haveRowsCaughtUp: () => Promise<boolean>;
  isNamed: (hash: string) => boolean;
  /** The minimum age of a file of an earlier process; 0 if no other process can be storing files. */
  graceMs: number;
  now: () => number;
  notify: (sentence: string) => void;
};

/** How often to check the offered files. */
const sweepEveryMs = 5_000;
const filesPerTurn = 50;
/** Further files are checked after the next start. */
const maxDueFiles = 100_000;

/** Starts to remove unnamed files of earlier processes and offered ones, in the background; uncertain files stay. */
export function openSweeper({ files, haveRowsCaughtUp, isNamed, graceMs, now, notify }: Settings): Sweeper {
  /** The files to check, each with the time when it is due. */
  const due = new Map<string, number>();
  const since = now();
  let hasListed = false;
  let isClosed = false;
  let endWait: () => void = () => undefined;
  const closed = new Promise<false>((resolve) => {
    endWait = () => resolve(false);
  });
  const haveRowsCaughtUpInTime = () => Promise.race([haveRowsCaughtUp(), closed]);
  let turn: Promise<number> = Promise.resolve(0);

  async function listStored() {
    const found = await files.list();
    // Files of this process are offered if their submission fails.
    for (const { hash, at } of found) if (at <= since && !due.has(hash)) due.set(hash, at + graceMs);
    await files.removePieces();
    hasListed = true;
  }

  /** Removes the candidates that have not been held since and that no fact names. */
  async function removeUnnamed(candidates: readonly string[], wasHeld: (hash: string) => boolean): Promise<number> {
    let removed = 0;
    for (const [nth, hash] of candidates.entries()) {
      if (isClosed) break;
      if (nth % filesPerTurn === filesPerTurn - 1) await new Promise((resolve) => setImmediate(resolve));
      if (wasHeld(hash)) continue;
      due.delete(hash);
      if (isNamed(hash)) continue;
      await files.remove(hash);
      removed++;
    }
    return removed;
  }

  async function sweep(): Promise<number> {
    if (!(await haveRowsCaughtUpInTime())) return 0;
    if (!hasListed) await listStored();
    const time = now();
    const candidates = [...due].filter(([hash, at]) => at <= time && !files.isHeld(hash)).map(([hash]) => hash);
    if (candidates.length === 0) return 0;
    // A file that is released from now on may be named in rows that are still to come.
    const holds = files.watchHolds();
    try {
      if (!(await haveRowsCaughtUpInTime())) return 0;
      const removed = await removeUnnamed(candidates, holds.saw);
      if (removed > 0) notify(`Removed ${counted(removed, 'uploaded file')} belonging to no answer.`);
      return removed;
    } finally {
      holds.end();
    }
  }

  const sweepInTurn = () => {
    turn = turn.then(() => (isClosed ? 0 : sweep())).catch(() => 0);
    return turn;
  };
  const timer = setInterval(() => {
    if (!hasListed || due.size > 0) void sweepInTurn();
  }, sweepEveryMs).unref();

  return {
    offer(hashes) {
      for (const hash of hashes) if (due.size < maxDueFiles) due.set(hash, now());
    },
    sweep: sweepInTurn,
    async close() {
      isClosed = true;
      endWait();
      clearInterval(timer);
      await turn;
    },
  };
}
