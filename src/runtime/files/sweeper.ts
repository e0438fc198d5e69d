import type { RemovableFiles } from '../ports/files.ts';

/** Removes files that no fact names. */
export type Sweeper = {
  /** Looks at these before long: they were stored, and it may be that no fact came. */
  offer(hashes: Iterable<string>): void;
  /** Looks at everything that is due, once; gives how many files were removed. */
  sweep(): Promise<number>;
  close(): Promise<void>;
};

type Settings = {
  files: RemovableFiles;
  /** Resolves once the rows show every fact there is; false if they cannot be trusted to, or nothing is to be removed now. */
  isSettled: () => Promise<boolean>;
  isNamed: (hash: string) => boolean;
  /** How old a file of an earlier process has to be, in ms; none, where no other process can be storing files. */
  graceMs: number;
  now: () => number;
  say: (sentence: string) => void;
};

/** How often to look at what was offered, in ms. */
const sweepEveryMs = 5_000;
const filesPerTurn = 50;
/** Further files are left to the next start. */
const maxDueFiles = 100_000;

/** Begins, in the background, to remove what earlier processes left and what is offered; whatever is uncertain stays. */
export function openSweeper({ files, isSettled, isNamed, graceMs, now, say }: Settings): Sweeper {
  /** The files to look at, each with when it is due. */
  const due = new Map<string, number>();
  const since = now();
  let hasLooked = false;
  let isClosed = false;
  let endWait: () => void = () => undefined;
  const closed = new Promise<false>((resolve) => {
    endWait = () => resolve(false);
  });
  const isSettledInTime = () => Promise.race([isSettled(), closed]);
  let turn: Promise<number> = Promise.resolve(0);

  async function lookAround() {
    const found = await files.list();
    // What this process stores is offered when nothing came of it.
    for (const { hash, at } of found) if (at <= since && !due.has(hash)) due.set(hash, at + graceMs);
    await files.removePieces();
    hasLooked = true;
  }

  /** Removes those of the due files that are not held, were not held meanwhile, and are not named. */
  async function removeUnnamed(looked: readonly string[], wasHeld: (hash: string) => boolean): Promise<number> {
    let removed = 0;
    for (const [nth, hash] of looked.entries()) {
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
    if (!(await isSettledInTime())) return 0;
    if (!hasLooked) await lookAround();
    const time = now();
    const looked = [...due].filter(([hash, at]) => at <= time && !files.isHeld(hash)).map(([hash]) => hash);
    if (looked.length === 0) return 0;
    // A file that is released from now on may have been named in rows that are still to come.
    const holds = files.watchHolds();
    try {
      if (!(await isSettledInTime())) return 0;
      const removed = await removeUnnamed(looked, holds.saw);
      if (removed > 0) say(`Removed ${removed} uploaded ${removed === 1 ? 'file' : 'files'} belonging to no answer.`);
      return removed;
    } finally {
      holds.end();
    }
  }

  const inTurn = () => {
    turn = turn.then(() => (isClosed ? 0 : sweep())).catch(() => 0);
    return turn;
  };
  const timer = setInterval(() => {
    if (!hasLooked || due.size > 0) void inTurn();
  }, sweepEveryMs).unref();

  return {
    offer(hashes) {
      for (const hash of hashes) if (due.size < maxDueFiles) due.set(hash, now());
    },
    sweep: inTurn,
    async close() {
      isClosed = true;
      endWait();
      clearInterval(timer);
      await turn;
    },
  };
}
