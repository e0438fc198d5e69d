import type { Database } from '../../projections/store/database.ts';
import type { AuditReport } from '../integrity/audit.ts';

/** The result of a rebuild: the number of facts, the duration, and whether every row is the same as before. */
export type Rebuilt = { facts: number; milliseconds: number; same: boolean };

/** The result of an audit, and the faults of the published facts, one sentence each. */
export type Audited = AuditReport & { published: string[] };

/** The progress of a rebuild, in commits. */
export type RebuildProgress = { done: number; total: number };

/** A change of rows: the sequence they have reached, and the affected runs. */
export type Change = { sequence: number; runs: string[] };

/** The read model: rows that a thread keeps up to date with the log, for reading only. */
export type ReadModel = {
  /** The rows; a rebuild replaces the database, so do not keep a reference to it. */
  readonly db: Database;
  /** The load of the main thread, for threads that yield to it. */
  readonly shared: Int32Array;
  /** The sequence of the last commit that the rows show. */
  sequence(): number;
  /** The sequence up to which every fact is published. */
  broadcast(): number;
  /** Resolves when the rows show everything up to this sequence; refuses with `read-model/behind` after `timeoutMs`. */
  reached(sequence: number, timeoutMs: number): Promise<void>;
  /** Subscribes to changes of rows; returns a function that unsubscribes. */
  onChange(listener: (change: Change) => void): () => void;
  /** Rebuilds all rows from the log, and compares them with those before. */
  rebuild(onProgress: (progress: RebuildProgress) => void): Promise<Rebuilt>;
  /** Audits the log, the rows and the published facts; facts that differ are published again. */
  audit(onProgress: (progress: RebuildProgress) => void): Promise<Audited>;
  /** Reports possible damage of the rows; if they are damaged, they are rebuilt from the log, once for all reports. */
  mend(): void;
  /** The problems of the rows, one sentence each. */
  problems(): string[];
  /** What is known about the rows and needs no action, one sentence each. */
  notes(): string[];
  close(): Promise<void>;
};
