import type { CommitDraft } from '../../../events/log.ts';
import type { Choice } from '../../../projections/export/choice.ts';
import type { Snapshot } from '../../../projections/export/snapshot.ts';
import type { Verb } from '../../request-reply/messages.ts';

/** The progress of a step of an export. */
export type Step = { step: string; done: number; total: number };

/** As of which log position an export is, and the version of the code that makes it. */
export type Made = { sequence: number; code: string };

/** The size and hash of what was written. */
export type Outcome = { rows: number; bytes: number; sha256: string };

/** The requests to the thread, in this order, for one export after another. */
export type ExportProtocol = {
  verbs: {
    /** Opens the rows of this moment in a file; `of` has names of runs and tasks. */
    open: Verb<{ file: string; of: readonly string[] }, Snapshot>;
    /** Folds commits into separate rows, which replace those of the file; `isLossy` if a loss of commits was accepted. */
    fold: Verb<{ commits: CommitDraft[]; isLossy: boolean }, void>;
    /** Streams the bytes and closes the rows. Refusals come before the first chunk. */
    write: Verb<Choice & Made, Outcome, Step>;
  };
  events: Record<never, never>;
};
