import { listBonuses } from '../../../src/api/bonuses.ts';
import { listPayouts } from '../../../src/api/payouts.ts';
import { pagesOf } from '../data/queries.ts';
import { oneOrFirst, type RawSearch, type ScopeSearch, scopeOf } from '../data/search.ts';

/** What the screen shows: what is due, bonuses that are not paid, or what was paid. */
export type PaySearch = ScopeSearch & { show: 'due' | 'bonuses' | 'paid' };

/** Reads the address of the screen. */
export const readPayAddress = (raw: RawSearch): PaySearch => ({
  ...scopeOf(raw),
  show: oneOrFirst(raw.show, ['due', 'bonuses', 'paid']),
});

/** The query for payouts, page by page. */
export const payoutsQuery = ({ task, run, show }: PaySearch) =>
  pagesOf(listPayouts, { query: { task, run, state: show === 'paid' ? 'paid' : 'due', limit: 100 } });

/** The query for bonuses that are not paid, page by page. */
export const unpaidQuery = ({ task, run }: ScopeSearch) =>
  pagesOf(listBonuses, { query: { task, run, state: 'intended', limit: 50 } });
