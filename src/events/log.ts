import type { RecordedFact } from './catalog.ts';

/** What commits of the workspace have in place of a run's id. */
export const WORKSPACE = '-';

/** The facts of one or several decisions about one run, stored all or none; `json` holds each as it was written. */
export type CommitDraft = { id: string; run: string; json: readonly string[] };
/**
 * A commit with its place in the one order of everything. `previous` is the hash of the run's commit before it; commits
 * that were stored before there were hashes have none.
 */
export type StoredCommit = CommitDraft & {
  sequence: number;
  previous?: string;
  readonly facts: readonly RecordedFact[];
};

/** The extent of a log: its first and last sequence, 0 if it is empty, and how many commits it has. */
export type LogState = { first: number; last: number; count: number };

/** The log: the one thing that must never be lost. Everything else can be built again from it. */
export interface Log {
  /** The most bytes that the lines of one commit can have, with their line breaks; without, there is no such limit. */
  readonly maxCommitBytes?: number;
  /**
   * Stores the commit if the run's last commit is at `expected` (0 for none) and gives its sequence; it is on disk then.
   * Asking again with the same id stores once. Throws `Conflict`, `LogFull`, `CommitTooLarge`, `LogDamaged` if what was
   * stored before is no longer there or, when nothing is known, `LogUnavailable`.
   */
  append(draft: CommitDraft, expected: number): Promise<number>;
  /** The commits of one run after `after`, in order, up to the present end. */
  read(run: string, after?: number): AsyncIterable<StoredCommit>;
  /** Every commit after `after` up to `end` that can be read, in order; it waits for none that does not exist. */
  between(after: number, end: number): AsyncIterable<StoredCommit>;
  /** Every commit after `after`, in order, and then new ones as they are stored, until `signal` aborts. */
  follow(after: number, signal: AbortSignal): AsyncIterable<StoredCommit>;
  /** The commit at a sequence, if there is one. */
  at(sequence: number): Promise<StoredCommit | undefined>;
  /** The runs that have commits, without the workspace. */
  runs(): Promise<string[]>;
  /** The sequence of the last commit that can be read, 0 when there is none. */
  head(): Promise<number>;
  state(): Promise<LogState>;
  close(): Promise<void>;
}

/** Someone else stored first, and this commit is not stored: load again, decide again. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** The log did not answer: whether the commit is stored is unknown until the append is retried. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}

/** The log has no room left; the commit is not stored. */
export class LogFull extends Error {
  override readonly name = 'LogFull';
}

/** A commit that was stored is no longer where it was: the log has lost something. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged';
}

/** A commit as the log gives it back; its facts are parsed when someone looks at them. */
export function storedCommit({ id, run, json }: CommitDraft, sequence: number, previous?: string): StoredCommit {
  let facts: readonly RecordedFact[] | undefined;
  return {
    id,
    run,
    json,
    sequence,
    previous,
    get facts() {
      facts ??= json.map(parseFact);
      return facts;
    },
  };
}

type Encoded = Pick<CommitDraft, 'id' | 'json'> & { previous?: string };

/** A commit's message: its id and the hash of the commit before it, and then its facts, one a line. */
export const encodeCommit = ({ id, json, previous }: Encoded): string =>
  `${previous ? `${id} ${previous}` : id}\n${json.join('\n')}`;

/** What stands in a commit's message. */
export function decodeCommit(message: string): Encoded {
  const [head = '', ...json] = message.split('\n');
  const [id = '', previous] = head.split(' ');
  return { id, json, previous };
}

/** A line of the log as a fact; one that is no fact becomes one that no catalog can read, so that it becomes a dead letter. */
export function parseFact(line: string): RecordedFact {
  try {
    const fact = JSON.parse(line) as RecordedFact;
    if (typeof fact?.type === 'string') return fact;
  } catch {
    // Not JSON: below.
  }
  return { id: '', at: '', by: '', type: 'fact.unreadable', version: 0, data: line };
}

/** The commit is larger than the log can take in one piece; it is not stored. */
export class CommitTooLarge extends Error {
  override readonly name = 'CommitTooLarge';
}
