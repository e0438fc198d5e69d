import { createHash } from 'node:crypto';

/** Keeps files from being removed while whatever will name them is under way. */
export type Hold = {
  /** Takes one more file into the hold. */
  add(hash: string): void;
  /** The files it keeps. */
  readonly hashes: ReadonlySet<string>;
  /** Lets go of all of them. */
  end(): void;
};

/** Where the files of answers lie: each under the SHA-256 of its bytes, on disk before it is acknowledged. */
export interface Files {
  /** Keeps the bytes and gives their name; the same bytes are kept once, and stay at least until the hold ends. */
  put(bytes: Uint8Array, hold: Hold): Promise<string>;
  /** Throws `LogUnavailable` for a file that cannot be read to its end. */
  get(hash: string): Promise<Uint8Array | undefined>;
  /** Begins to keep files from being removed. */
  hold(): Hold;
}

/** The same, with what it takes to remove files that no fact names. */
export interface RemovableFiles extends Files {
  isHeld(hash: string): boolean;
  /** Notes every file that is held from now on. */
  watchHolds(): { saw(hash: string): boolean; end(): void };
  /** Every file there is, and when it was stored, in ms since 1970. */
  list(): Promise<{ hash: string; at: number }[]>;
  /** The files of which every piece is there; whether they are what was stored is not looked at. */
  complete(): Promise<ReadonlySet<string>>;
  /** Removes a file, unless somebody holds it. */
  remove(hash: string): Promise<void>;
  /** Removes the pieces of files that an earlier process did not store to their end; gives how many files these were. */
  removePieces(): Promise<number>;
}

/** The name of a file in the store: the SHA-256 of its bytes in hexadecimal. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
