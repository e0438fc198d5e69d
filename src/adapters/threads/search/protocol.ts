import type { Found } from '../../../projections/search/find.ts';
import type { UnitQuery } from '../../../projections/units/unit-page.ts';
import type { Verb } from '../../request-reply/messages.ts';

/** What the thread gets at its start: whether the main thread is busy. */
export type SearchData = { shared: Int32Array };

/** A search among the units that fit a query. */
export type SearchQuery = { query: UnitQuery; search: string };

/** What the thread can be asked; `file` holds the rows. */
export type SearchProtocol = {
  verbs: {
    find: Verb<SearchQuery & { file: string }, Found>;
    /** The rows have grown: index what is new. */
    catchUp: Verb<{ file: string }, void>;
  };
  /** The rows themselves are damaged. */
  events: { damaged: true };
};

/** Up to this many new units, answers and reviews are indexed within a search. */
export const maxIndexedInSearch = 2000;
