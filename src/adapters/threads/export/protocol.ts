import type { CommitDraft } from '../../../events/log.ts';
import type { FormatName } from '../../../projections/export/formats.ts';
import type { Snapshot } from '../../../projections/export/snapshot.ts';
import type { Verb } from '../../request-reply/messages.ts';

/** The progress of a step of an export. */
export type Step = { step: string; done: number; total: number };

/** The size and hash of what was written. */
export type Outcome = { rows: number; bytes: number; sha256: string };

/** The requests to the thread, in this order, for one export after another. */
export type ExportProtocol = {
  verbs: {
    /** Opens the rows of this moment in a file; `of` is the name of a run or a task. */
    open: Verb<{ file: string; of: string }, Snapshot>;
    /** Folds commits into separate rows, which replace those of the file; `isLossy` if a loss of commits was accepted. */
    fold: Verb<{ commits: CommitDraft[]; isLossy: boolean }, void>;
    /** Streams the bytes and closes the rows. Refusals come before the first chunk. */
    write: Verb<{ format: FormatName; identities: boolean; ordinary?: boolean }, Outcome, Step>;
  };
  events: Record<never, never>;
};
