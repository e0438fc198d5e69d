import type { Method } from '../../../projections/quality/aggregate.ts';
import type { QualityWish } from '../../../projections/quality/quality-of.ts';
import type { Scope } from '../../../projections/runs/scope.ts';
import type { Failure } from '../thread-failure.ts';

/** What can be computed: each gives one JSON value, `aggregates` lines of them, `agreement` and `survey` shares for reviewers. */
export type Wish = Scope &
  (
    | ({ what: 'quality' } & QualityWish)
    | { what: 'aggregates'; question: string; method: Method }
    | { what: 'statistics' }
    | { what: 'agreement'; by: 'worker' | 'item' }
    | { what: 'survey' }
  );

/** What the thread is asked; `file` holds the rows. */
export type Ask = { id: number; file: string; wish: Wish };

/** What was computed: its bytes, of how many answers, up to where in the log, and how long it took, in ms. */
export type Computed = {
  bytes: Uint8Array<ArrayBuffer>;
  answers: number;
  sequence: number;
  runs: readonly string[];
  ms: number;
  /** Of an agreement or a survey, the share of each name; `names` has one a line, which is handed over much faster than many texts. */
  shares?: { names: string; values: Float64Array<ArrayBuffer> };
};

/** What the thread says of the ask of this id. */
export type Said = { id: number } & ({ computed: Computed } | Failure);
