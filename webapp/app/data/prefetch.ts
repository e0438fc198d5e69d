import type { FetchQueryOptions } from '@tanstack/react-query';
import { queryClient } from './api.ts';
import type { Pages } from './queries.ts';
import type { RawSearch } from './search.ts';

type Prefetching<Search, Params> = {
  read: (raw: RawSearch) => Search;
  prefetch?: (search: Search, params: Params) => unknown;
};
type LoaderContext<Search, Params> = { cause: string; deps: Search; params: Params };

/**
 * Route options of a screen: its first queries start while its code loads, and when the pointer is over a link to it. A screen
 * that is already open fetches for itself.
 */
export const withPrefetch = <Search, Params>({ read, prefetch: start }: Prefetching<Search, Params>) => ({
  loaderDeps: ({ search }: { search: Search }) => search,
  loader: ({ cause, deps, params }: LoaderContext<Search, Params>): void => {
    if (cause !== 'stay') void start?.(read(deps as RawSearch), params);
  },
});

/** Fetches a query that a screen will need. */
export const prefetch = <Reply>(query: Pick<FetchQueryOptions<Reply>, 'queryKey' | 'queryFn'>): Promise<void> =>
  queryClient.prefetchQuery(query as FetchQueryOptions<Reply>);

/** Fetches the first page of a list now, unless it is cached: its screen refreshes it. */
export const prefetchPages = async <Page>(pages: Pages<Page>): Promise<void> => {
  if (queryClient.getQueryData(pages.queryKey) === undefined) await queryClient.prefetchInfiniteQuery(pages);
};
