import type { Found } from '../../../projections/search/find.ts';
import type { UnitQuery } from '../../../projections/units/unit-page.ts';
import type { Failure } from '../thread-failure.ts';

/** What the thread is given when it starts: whether the main thread is busy. */
export type ThreadData = { shared: Int32Array };

/** A search among the units that fit a query. */
export type Wanted = { query: UnitQuery; search: string };

/** What the thread is told; `rows` is the file of the read model. */
export type Told =
  | ({ id: number; rows: string } & Wanted)
  /** The rows have grown. */
  | { rows: string }
  | 'close';

/** What the thread says of the search of this id, or of the rows. */
export type Said = { damaged: true } | ({ id: number } & ({ found: Found } | Failure));

/** So much that came new, in units, answers and reviews, is indexed at once when somebody searches. */
export const few = 2000;
