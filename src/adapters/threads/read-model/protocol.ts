import type { FactsDigest } from '../../../projections/integrity/facts-digest.ts';
import type { Damage } from '../../../runtime/integrity/damage.ts';
import type { Audited, Change, RebuildProgress, Rebuilt } from '../../../runtime/ports/read-model.ts';
import type { Emit, Verb } from '../../request-reply/messages.ts';

/** The data of the read model's thread; `accepted` are the keys of known damages. */
export type RowsData = {
  folder: string;
  /** The folder for damaged rows, which are kept as evidence. */
  keptFolder: string;
  logUrl: string;
  factsUrl: string;
  accepted: readonly string[];
  shared: Int32Array;
};

/** The requests to the read model's thread, and its events. */
export type RowsProtocol = {
  verbs: {
    rebuild: Verb<undefined, Rebuilt, RebuildProgress>;
    audit: Verb<undefined, Audited, RebuildProgress>;
    /** Checks the rows, and rebuilds them if they are damaged. */
    mend: Verb<undefined, void>;
  };
  events: {
    /** The current file of rows, and its sequence. */
    opened: { file: string; sequence: number };
    projected: Change;
    /** The rows and the log contradict each other: nothing is projected any more. */
    damaged: readonly Damage[];
    /** The sequence up to which every fact is published. */
    broadcast: number;
    problems: string[];
    /** A sentence for the daemon's output. */
    notice: string;
    /** Whether damaged rows are being rebuilt now. */
    mending: boolean;
  };
};

export type EmitRows = Emit<RowsProtocol>;

/** Which facts the log has up to a mark, as far as it was read. */
export type Marked = { marked: FactsDigest; end: number };
