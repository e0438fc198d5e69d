import type { Method } from '../../../projections/quality/aggregate.ts';
import type { QualityQuery } from '../../../projections/quality/quality-of.ts';
import type { Scope } from '../../../projections/runs/scope.ts';
import type { Verb } from '../../request-reply/messages.ts';

/** What can be computed: each gives one JSON value, `aggregates` lines of them, `agreement` and `survey` shares for reviewers. */
export type FiguresQuery = Scope &
  (
    | ({ what: 'quality' } & QualityQuery)
    | { what: 'aggregates'; question: string; method: Method }
    | { what: 'statistics' }
    | { what: 'agreement'; by: 'worker' | 'item' }
    | { what: 'survey' }
  );

/** What was computed: its bytes, from how many answers, up to which sequence of the log, and how long it took, in ms. */
export type Computed = {
  bytes: Uint8Array<ArrayBuffer>;
  answers: number;
  sequence: number;
  runs: readonly string[];
  ms: number;
  /** Of an agreement or a survey, the share of each name; `names` has one a line, because one long text is copied faster than many. */
  shares?: { names: string; values: Float64Array<ArrayBuffer> };
};

/** What the thread can be asked; `file` holds the rows. */
export type QualityProtocol = {
  verbs: { compute: Verb<{ file: string; query: FiguresQuery }, Computed> };
  events: Record<never, never>;
};
