import type { Database } from '../../projections/store/database.ts';
import type { AuditReport } from '../integrity/audit.ts';

/** What a rebuild came to: how many facts it read, how long it took, and whether every row was the same as before. */
export type Rebuilt = { facts: number; milliseconds: number; same: boolean };

/** What an audit came to, and what is wrong with the stream of facts, one sentence each. */
export type Audited = AuditReport & { published: string[] };

/** How far a rebuild is, in commits. */
export type RebuildProgress = { done: number; total: number };

/** Rows have changed: up to where, and of which runs. */
export type Change = { sequence: number; runs: string[] };

/** What can be seen: rows that a thread keeps up to date with the log, read here and never written. */
export type ReadModel = {
  /** The rows; after a rebuild it is another database, so do not keep it for long. */
  readonly db: Database;
  /** How busy this thread is, for others that hold back meanwhile. */
  readonly shared: Int32Array;
  /** The sequence of the last commit that the rows show. */
  sequence(): number;
  /** The sequence up to which every fact is public. */
  broadcast(): number;
  /** Resolves when the rows show everything up to this sequence; refuses with `read-model/behind` after `timeoutMs`. */
  reached(sequence: number, timeoutMs: number): Promise<void>;
  /** Calls back when rows have changed; gives a way to stop. */
  onChange(listener: (change: Change) => void): () => void;
  /** Makes all rows again from the log, and says whether they are the same as before. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<Rebuilt>;
  /** Reads the whole log, and compares it with itself, with the rows and with the stream of facts, which is made anew if it differs. */
  audit(onProgress: (progress: RebuildProgress) => void): Promise<Audited>;
  /** Reports damage in the rows: if they are damaged, they are made again from the log, once for all reports. */
  mend(): void;
  /** What is wrong with the rows, one sentence each. */
  problems(): string[];
  close(): Promise<void>;
};
