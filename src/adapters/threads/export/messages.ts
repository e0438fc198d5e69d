import type { CommitDraft } from '../../../events/log.ts';
import type { FormatName } from '../../../projections/export/formats.ts';
import type { Moment } from '../../../projections/export/moment.ts';
import type { Failure } from '../thread-failure.ts';

/** What a thread is given to export: the file of the rows, what of it, and how. */
export type Job = { file: string; of: string; format: FormatName; identities: boolean };

/** How far a step of an export is. */
export type Step = { step: string; done: number; total: number };

/** What came of an export. */
export type Outcome = { rows: number; bytes: number; sha256: string };

/** What the thread is told. */
export type Told =
  | { begin: Job }
  /** Fold these commits into rows of its own, in place of those in the file. */
  | { fold: CommitDraft[] }
  /** Write what it has. */
  | 'write'
  /** A chunk has been taken. */
  | 'taken';

/** What the thread says. */
export type Said =
  | { opened: Moment }
  | 'folded'
  /** What is now written; nothing of it can be refused any more. */
  | { chunk: Uint8Array }
  | { at: Step }
  | { ended: Outcome }
  | Failure;
