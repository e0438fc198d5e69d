import type { RemovableFiles } from './files.ts';

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
const everyMs = 5_000;
/** So many files are looked at between two turns of other work. */
const atOnce = 50;
/** More than so many are not remembered: the next start finds them. */
const mostDue = 100_000;

/** Begins, in the background, to remove what earlier processes left and what is offered; whatever is uncertain stays. */
export function openSweeper({ files, isSettled, isNamed, graceMs, now, say }: Settings): Sweeper {
  /** The files to look at, each with when it is due. */
  const due = new Map<string, number>();
  let hasLooked = false;
  let isClosed = false;
  let turn: Promise<number> = Promise.resolve(0);

  async function lookAround() {
    const found = await files.list();
    for (const { hash, at } of found) if (!due.has(hash)) due.set(hash, at + graceMs);
    await files.removePieces();
    hasLooked = true;
  }

  async function sweep(): Promise<number> {
    if (!(await isSettled())) return 0;
    if (!hasLooked) await lookAround();
    const time = now();
    const looked = [...due.keys()].filter((hash) => (due.get(hash) as number) <= time && !files.isHeld(hash));
    if (looked.length === 0) return 0;
    // Who is let go of from now on may have been named in rows that are still to come.
    const holds = files.watchHolds();
    let removed = 0;
    try {
      if (!(await isSettled())) return 0;
      for (const [nth, hash] of looked.entries()) {
        if (isClosed) break;
        if (nth % atOnce === atOnce - 1) await new Promise((resolve) => setImmediate(resolve));
        if (holds.saw(hash)) continue;
        due.delete(hash);
        if (isNamed(hash)) continue;
        await files.remove(hash);
        removed++;
      }
    } finally {
      holds.end();
    }
    if (removed > 0) say(`Removed ${removed} ${removed === 1 ? 'file' : 'files'} that no answer has.`);
    return removed;
  }

  const inTurn = () => {
    turn = turn.then(() => (isClosed ? 0 : sweep())).catch(() => 0);
    return turn;
  };
  const timer = setInterval(() => {
    if (!hasLooked || due.size > 0) void inTurn();
  }, everyMs).unref();

  return {
    offer(hashes) {
      for (const hash of hashes) if (due.size < mostDue) due.set(hash, now());
    },
    sweep: inTurn,
    async close() {
      isClosed = true;
      clearInterval(timer);
      await turn;
    },
  };
}
