import type { CommitDraft } from '../../../events/log.ts';
import type { FormatName } from '../../../projections/export/formats.ts';
import type { Snapshot } from '../../../projections/export/snapshot.ts';
import type { Verb } from '../../request-reply/messages.ts';

/** How far a step of an export is. */
export type Step = { step: string; done: number; total: number };

/** What was written, in rows and bytes. */
export type Outcome = { rows: number; bytes: number; sha256: string };

/** What the thread can be asked, in this order, for one export after another. */
export type ExportProtocol = {
  verbs: {
    /** Opens the rows of this moment in a file; `of` is the name of a run or a task. */
    open: Verb<{ file: string; of: string }, Snapshot>;
    /** Folds commits into rows of the export's own, which take the place of those in the file. */
    fold: Verb<CommitDraft[], void>;
    /** Streams the bytes and closes the rows. What can be refused is refused before the first chunk. */
    write: Verb<{ format: FormatName; identities: boolean }, Outcome, Step>;
  };
  events: Record<never, never>;
};
