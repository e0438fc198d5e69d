import type { Method } from '../../../projections/quality/aggregate.ts';
import type { QualityQuery } from '../../../projections/quality/quality-of.ts';
import type { SectionQuery } from '../../../projections/quality/sections/section-of.ts';
import type { Scope } from '../../../projections/runs/scope.ts';
import type { Verb } from '../../request-reply/messages.ts';

/** A query for figures: `rejected` also counts rejected answers, `aggregates` gives lines of JSON, a `section` has figures of another run beside its own, `agreement` and `survey` shares for reviewers, the others JSON. */
export type FiguresQuery = Scope &
  (
    | ({ what: 'quality' } & QualityQuery)
    | ({ what: 'section'; beside?: string } & SectionQuery)
    | { what: 'aggregates'; question: string; method: Method }
    | { what: 'statistics'; rejected?: boolean }
    | { what: 'agreement'; by: 'worker' | 'item' }
    | { what: 'survey' }
  );

/** Computed figures: their bytes, the number of answers, the log sequence, and the duration in ms. */
export type Computed = {
  bytes: Uint8Array<ArrayBuffer>;
  answers: number;
  sequence: number;
  runs: readonly string[];
  ms: number;
  /** The shares of an agreement or a survey; `names` has one name a line, since one long text is copied faster than many. */
  shares?: { names: string; values: Float64Array<ArrayBuffer> };
};

/** The requests to the thread; `file` has the rows. */
export type QualityProtocol = {
  verbs: { compute: Verb<{ file: string; query: FiguresQuery }, Computed> };
  events: Record<never, never>;
};
