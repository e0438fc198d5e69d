import type { Found } from '../../../projections/search/find.ts';
import type { UnitQuery } from '../../../projections/units/unit-list.ts';
import type { Verb } from '../../request-reply/messages.ts';

/** The data of the thread: whether the main thread is busy. */
export type SearchData = { shared: Int32Array };

/** A search among the units that fit a query. */
export type SearchQuery = { query: UnitQuery; search: string };

/** The requests to the thread; `file` has the rows. */
export type SearchProtocol = {
  verbs: {
    find: Verb<SearchQuery & { file: string }, Found>;
    /** Indexes new rows. */
    catchUp: Verb<{ file: string }, void>;
  };
  /** The rows themselves are damaged. */
  events: { damaged: true };
};

/** The maximum number of new units, answers and reviews that a search indexes first. */
export const maxIndexedInSearch = 2000;
