import { createHash } from 'node:crypto';

/** Keeps files from being removed until a fact names them. */
export type Hold = {
  /** Adds a file to the hold. */
  add(hash: string): void;
  /** The files in the hold. */
  readonly hashes: ReadonlySet<string>;
  /** Releases all files. */
  end(): void;
};

/** The store of answers' files: each under the SHA-256 of its bytes, and on disk before it is acknowledged. */
export interface Files {
  /** Stores the bytes and resolves to their name. Equal bytes are stored once, and stay at least until the hold ends. */
  put(bytes: Uint8Array, hold: Hold): Promise<string>;
  /** Throws `LogUnavailable` for a file that cannot be read completely. */
  get(hash: string): Promise<Uint8Array | undefined>;
  /** Opens a hold. */
  hold(): Hold;
}

/** A store from which files can be removed that no fact names. */
export interface RemovableFiles extends Files {
  isHeld(hash: string): boolean;
  /** Records every file that is held from now on. */
  watchHolds(): { saw(hash: string): boolean; end(): void };
  /** Every stored file, and when it was stored, in ms since 1970. */
  list(): Promise<{ hash: string; at: number }[]>;
  /** The files of which every chunk is there; their contents are not checked. */
  complete(): Promise<ReadonlySet<string>>;
  /** Removes a file unless it is held. */
  remove(hash: string): Promise<void>;
  /** Removes the chunks of files that an earlier process did not store completely; resolves to the number of these files. */
  removePieces(): Promise<number>;
}

/** The name of a file in the store: the SHA-256 of its bytes in hexadecimal. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
