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
 * For the route of a screen: its first queries start while its code still loads, and when a link to it has the pointer. A screen
 * that is open already fetches for itself.
 */
export const withPrefetch = <Search, Params>({ read, prefetch: start }: Prefetching<Search, Params>) => ({
  loaderDeps: ({ search }: { search: Search }) => search,
  loader: ({ cause, deps, params }: LoaderContext<Search, Params>): void => {
    if (cause !== 'stay') void start?.(read(deps as RawSearch), params);
  },
});

/** Fetches now what a screen will need. */
export const prefetch = <Reply>(query: Pick<FetchQueryOptions<Reply>, 'queryKey' | 'queryFn'>): Promise<void> =>
  queryClient.prefetchQuery(query as FetchQueryOptions<Reply>);

/** Fetches the first page of a list now, unless it is cached: its screen refreshes it. */
export const prefetchPages = async <Page>(pages: Pages<Page>): Promise<void> => {
  if (queryClient.getQueryData(pages.queryKey) === undefined) await queryClient.prefetchInfiniteQuery(pages);
};
