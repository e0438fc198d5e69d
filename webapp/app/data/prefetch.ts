import type { FetchQueryOptions } from '@tanstack/react-query';
import { queryClient } from './api.ts';
import type { Pages } from './queries.ts';
import type { RawSearch } from './search.ts';

type Prefetching<Search, Params> = {
  read: (raw: RawSearch) => Search;
  prefetch?: (search: Search, params: Params) => unknown;
};
type LoaderContext<Params> = { cause: string; location: { search: object }; params: Params };

/**
 * Route options of a screen: its first queries start while its code loads, and when the pointer is over a link to it. A screen
 * that is already open fetches for itself. The search is no `loaderDeps`: with other ones the router takes a screen for a new one, and
 * on a slow device shows the pending page in its place for each change of a filter, which loses what is being typed.
 */
export const withPrefetch = <Search, Params>({ read, prefetch: start }: Prefetching<Search, Params>) => ({
  // Another link may lead to the same screen with another search.
  preloadStaleTime: 0,
  loader: ({ cause, location, params }: LoaderContext<Params>): void => {
    if (cause !== 'stay') void start?.(read(location.search as RawSearch), params);
  },
});

/** Fetches a query that a screen will need. */
export const prefetch = <Reply>(query: Pick<FetchQueryOptions<Reply>, 'queryKey' | 'queryFn'>): Promise<void> =>
  queryClient.prefetchQuery(query as FetchQueryOptions<Reply>);

/** Fetches the first page of a list now, unless it is cached: its screen refreshes it. */
export const prefetchPages = async <Page>(pages: Pages<Page>): Promise<void> => {
  if (queryClient.getQueryData(pages.queryKey) === undefined) await queryClient.prefetchInfiniteQuery(pages);
};
