import type { FactsDigest } from '../../../projections/integrity/facts-digest.ts';

/** Which facts the log has up to a mark, as far as it was read. */
export type Marked = { marked: FactsDigest; end: number };
