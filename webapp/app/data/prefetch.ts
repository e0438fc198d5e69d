import type { FetchQueryOptions } from '@tanstack/react-query';
import { questions } from './api.ts';
import type { Pages } from './queries.ts';
import type { RawSearch } from './search.ts';

type Asking<Search, Params> = {
  read: (raw: RawSearch) => Search;
  ask?: (search: Search, params: Params) => unknown;
};
type Going<Search, Params> = { cause: string; deps: Search; params: Params };

/**
 * For the route of a screen: what it asks first is asked while its code is still on its way, and when somebody is about to go
 * there. A screen that is there asks for itself.
 */
export const ahead = <Search, Params>({ read, ask }: Asking<Search, Params>) => ({
  loaderDeps: ({ search }: { search: Search }) => search,
  loader: ({ cause, deps, params }: Going<Search, Params>): void => {
    if (cause !== 'stay') void ask?.(read(deps as RawSearch), params);
  },
});

/** Asks now what some screen will want to know. */
export const askNow = <Answer>(question: Pick<FetchQueryOptions<Answer>, 'queryKey' | 'queryFn'>): Promise<void> =>
  questions.prefetchQuery(question as FetchQueryOptions<Answer>);

/** Asks now for the first page of a list; one that is known is asked again by its screen, and not by whoever is only near a link. */
export const askPagesNow = async <Page>(pages: Pages<Page>): Promise<void> => {
  if (questions.getQueryData(pages.queryKey) === undefined) await questions.prefetchInfiniteQuery(pages);
};
