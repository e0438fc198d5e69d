import type { QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { listBonuses } from '../../../src/api/bonuses.ts';
import { listPayouts } from '../../../src/api/payouts.ts';
import { fetchReply } from '../data/api.ts';
import { type Pages, pagesOf } from '../data/queries.ts';
import { oneOrFirst, type RawSearch, type ScopeSearch, scopeOf } from '../data/search.ts';

/** What the screen shows: what is due, bonuses that are not paid, or what was paid. */
export type PaySearch = ScopeSearch & { show: 'due' | 'bonuses' | 'paid' };

/** Reads the address of the screen. */
export const readPayAddress = (raw: RawSearch): PaySearch => ({
  ...scopeOf(raw),
  show: oneOrFirst(raw.show, ['due', 'bonuses', 'paid']),
});

/** What was paid, page by page. */
export const paidQuery = ({ task, run }: ScopeSearch) =>
  pagesOf(listPayouts, { query: { task, run, state: 'paid', limit: 100 } });

type Page = z.output<typeof listPayouts.reply>;
type DueOptions = {
  /** Another number is another list, up to a later position. */
  list: number;
  client: QueryClient;
};

/** What is due up to the position of the first reply, page by page: what is recorded as paid was on the screen. */
export function dueQuery({ task, run }: ScopeSearch, { list, client }: DueOptions): Pages<Page> {
  const query = { task, run, state: 'due' as const, limit: 100 };
  const queryKey = [listPayouts.name, 'pages', { query }, list];
  return {
    ...pagesOf(listPayouts, { query }),
    queryKey,
    queryFn: ({ pageParam: cursor, signal }) => {
      const upto = client.getQueryData<{ pages: Page[] }>(queryKey)?.pages[0]?.sequence;
      return fetchReply(listPayouts, { query: { ...query, cursor, upto }, signal });
    },
  };
}

/** The query for bonuses that are not paid, page by page. */
export const unpaidQuery = ({ task, run }: ScopeSearch) =>
  pagesOf(listBonuses, { query: { task, run, state: 'intended', limit: 50 } });
