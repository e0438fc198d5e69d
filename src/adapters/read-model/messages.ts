import type { AuditReport } from '../integrity/audit.ts';
import type { Damage } from '../integrity/damage.ts';
import type { Failure } from '../thread-failure.ts';

/** What the thread of the read model is given when it starts; `accepted` are the keys of damages that somebody knows of. */
export type ThreadData = {
  folder: string;
  /** Where rows are kept that are not used any more and must not be lost. */
  keptFolder: string;
  logUrl: string;
  factsUrl: string;
  accepted: readonly string[];
  shared: Int32Array;
};

/** What a rebuild came to: how many facts it read, how long it took, and whether every row was the same as before. */
export type Rebuilt = { facts: number; milliseconds: number; same: boolean };

/** What an audit came to, and what is wrong with the stream of facts, one sentence each. */
export type Audited = AuditReport & { published: string[] };

/** How far a rebuild is, in commits. */
export type RebuildProgress = { done: number; total: number };

/** What the thread tells. */
export type Told =
  /** Rows are to be read from this file, which is at this sequence. */
  | { opened: { file: string; sequence: number } }
  | { projected: Change }
  /** The rows and the log do not go together: nothing is projected any more. */
  | { damaged: readonly Damage[] }
  | { auditing: RebuildProgress }
  | { audited: Audited }
  | { notAudited: Failure }
  | { broadcast: number }
  | { problems: string[] }
  | { said: string }
  | { rebuilding: RebuildProgress }
  | { rebuilt: Rebuilt }
  | { notRebuilt: Failure }
  /** Whether damaged rows are being made again now. */
  | { mending: boolean };

/** Rows have changed: up to where, and of which runs. */
export type Change = { sequence: number; runs: string[] };

/** What the thread may be asked. */
export type Asked = 'rebuild' | 'audit' | 'mend' | 'close';
