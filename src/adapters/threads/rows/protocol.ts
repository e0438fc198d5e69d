import type { FactsDigest } from '../../../projections/integrity/facts-digest.ts';
import type { Damage } from '../../../runtime/integrity/damage.ts';
import type { Audited, Change, RebuildProgress, Rebuilt } from '../../../runtime/ports/read-model.ts';
import type { Emit, Verb } from '../../request-reply/messages.ts';

/** What the thread of the read model gets at its start; `accepted` are the keys of damages that are known. */
export type RowsData = {
  folder: string;
  /** Where rows are kept that are not used any more and must not be lost. */
  keptFolder: string;
  logUrl: string;
  factsUrl: string;
  accepted: readonly string[];
  shared: Int32Array;
};

/** What the thread of the read model can be asked, and what it reports by itself. */
export type RowsProtocol = {
  verbs: {
    rebuild: Verb<undefined, Rebuilt, RebuildProgress>;
    audit: Verb<undefined, Audited, RebuildProgress>;
    /** The rows may be damaged: check them, and make them again if they are. */
    mend: Verb<undefined, void>;
  };
  events: {
    /** Rows are to be read from this file, which is at this sequence. */
    opened: { file: string; sequence: number };
    projected: Change;
    /** The rows and the log do not go together: nothing is projected any more. */
    damaged: readonly Damage[];
    /** Up to which sequence every fact is public. */
    broadcast: number;
    problems: string[];
    /** A sentence for the daemon's output. */
    notice: string;
    /** Whether damaged rows are being made again now. */
    mending: boolean;
  };
};

export type EmitRows = Emit<RowsProtocol>;

/** Which facts the log has up to a mark, as far as it was read. */
export type Marked = { marked: FactsDigest; end: number };
