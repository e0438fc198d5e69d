import { type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { CallOptions } from '../../../src/api/client.ts';
import type { Endpoint } from '../../../src/api/endpoint.ts';
import { getUnit } from '../../../src/api/units.ts';
import { fetchReply, queryOf } from './api.ts';

type ListRequest<P extends z.ZodType, Q extends z.ZodType> = CallOptions<P, Q, z.ZodUndefined>;
type Options = { live?: boolean; enabled?: boolean };
type PageOptions<R> = Options & {
  /** Whether the first page is not final, so that it is fetched again soon. */
  isUnfinished?: (first: R) => boolean;
};
const refetchMs = 1_000;

/** A list with this many pages is not refreshed automatically, since that takes a request for each page. */
const maxLivePages = 4;

/** A query for a list, page by page, with the cursor of each page. */
export type Pages<R> = {
  queryKey: readonly unknown[];
  initialPageParam: string | undefined;
  queryFn: (context: { pageParam: string | undefined; signal: AbortSignal }) => Promise<R>;
  getNextPageParam: (last: R) => string | undefined;
};

/** A list of the server, page by page. */
export const pagesOf = <P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType<{ cursor?: string }>>(
  endpoint: Endpoint<P, Q, z.ZodUndefined, R>,
  options: ListRequest<P, Q>,
): Pages<z.output<R>> => ({
  queryKey: [endpoint.name, 'pages', options],
  initialPageParam: undefined,
  queryFn: ({ pageParam: cursor, signal }) =>
    fetchReply(endpoint, { ...options, query: { ...(options.query ?? {}), cursor }, signal } as ListRequest<P, Q>),
  getNextPageParam: ({ cursor }) => cursor,
});

/** Reads a list page after page. */
export function usePages<R>(
  query: Pages<R>,
  { live = false, enabled = true, isUnfinished = () => false }: PageOptions<R> = {},
) {
  const [isLong, setLong] = useState(false);
  const pages = useInfiniteQuery({
    ...query,
    meta: { live: live && !isLong },
    refetchOnWindowFocus: !isLong,
    refetchInterval: ({ state: { data } }) => (data?.pages[0] && isUnfinished(data.pages[0]) ? refetchMs : false),
    gcTime: isLong ? 0 : undefined,
    enabled,
  });
  const isLongNow = (pages.data?.pages.length ?? 0) >= maxLivePages;
  if (isLong !== isLongNow) setLong(isLongNow);
  return pages;
}

/** The query for one unit, without another unit's data as placeholder. */
export const unitQuery = (unit: string) => ({
  ...queryOf(getUnit, { params: { unit } }),
  placeholderData: undefined,
  staleTime: 2_000,
});

/** One unit in full. */
export const useUnit = (unit: string | undefined) =>
  useQuery({ ...unitQuery(unit ?? ''), enabled: unit !== undefined, meta: { live: true } });

const all = [
  'reviewQueue',
  'listUnits',
  'getUnit',
  'listItems',
  'listWorkers',
  'getWorker',
  'listBonuses',
  'listVerdicts',
  'listAppliedRules',
  'listRules',
  'getTimeline',
];
const more = ['listQualifications', 'listGrants', 'overview'];

/** Fetches queries again by the names of their endpoints; without names, all that decisions change. */
export function refresh(queryClient: QueryClient, names: readonly string[] = [...all, ...more]): Promise<void> {
  return queryClient.invalidateQueries({ predicate: ({ queryKey: [name] }) => names.includes(String(name)) });
}
