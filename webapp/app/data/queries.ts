import { type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { Given } from '../../../src/api/client.ts';
import type { Endpoint } from '../../../src/api/endpoint.ts';
import { getUnit } from '../../../src/api/units.ts';
import { ask, questionOf } from './api.ts';

type Asked<P extends z.ZodType, Q extends z.ZodType> = Given<P, Q, z.ZodUndefined>;
type Options = { live?: boolean; enabled?: boolean };
type PageOptions<R> = Options & {
  /** Whether the first page is not yet as it will be, so that it is asked for again soon. */
  isUnfinished?: (first: R) => boolean;
};
const soonMs = 1_000;

/** From how many pages on a list is not read anew by itself: that would be one request for each page. */
const manyPages = 4;

/** How a list is asked for page after page, by the cursor that each page gives. */
export type Pages<R> = {
  queryKey: readonly unknown[];
  initialPageParam: string | undefined;
  queryFn: (wanted: { pageParam: string | undefined; signal: AbortSignal }) => Promise<R>;
  getNextPageParam: (last: R) => string | undefined;
};

/** A list of the house, page after page. */
export const pagesOf = <P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType<{ cursor?: string }>>(
  endpoint: Endpoint<P, Q, z.ZodUndefined, R>,
  given: Asked<P, Q>,
): Pages<z.output<R>> => ({
  queryKey: [endpoint.name, 'pages', given],
  initialPageParam: undefined,
  queryFn: ({ pageParam: cursor, signal }) =>
    ask(endpoint, { ...given, query: { ...(given.query ?? {}), cursor }, signal } as Asked<P, Q>),
  getNextPageParam: ({ cursor }) => cursor,
});

/** Reads a list page after page. */
export function usePages<R>(
  asked: Pages<R>,
  { live = false, enabled = true, isUnfinished = () => false }: PageOptions<R> = {},
) {
  const [isLong, setLong] = useState(false);
  const pages = useInfiniteQuery({
    ...asked,
    meta: { live: live && !isLong },
    refetchOnWindowFocus: !isLong,
    refetchInterval: ({ state: { data } }) => (data?.pages[0] && isUnfinished(data.pages[0]) ? soonMs : false),
    gcTime: isLong ? 0 : undefined,
    enabled,
  });
  const isLongNow = (pages.data?.pages.length ?? 0) >= manyPages;
  if (isLong !== isLongNow) setLong(isLongNow);
  return pages;
}

/** How one unit is read; never with another unit's data in its place. */
export const unitQuestion = (unit: string) => ({
  ...questionOf(getUnit, { params: { unit } }),
  placeholderData: undefined,
  staleTime: 2_000,
});

/** One unit with everything. */
export const useUnit = (unit: string | undefined) =>
  useQuery({ ...unitQuestion(unit ?? ''), enabled: unit !== undefined, meta: { live: true } });

const all = [
  'reviewQueue',
  'listUnits',
  'getUnit',
  'listItems',
  'listWorkers',
  'getWorker',
  'listBonuses',
  'listVerdicts',
];
const more = ['listQualifications', 'listGrants', 'overview'];

/** Has questions asked again by the names of their endpoints; without names, all that decisions change. */
export function refresh(questions: QueryClient, names: readonly string[] = [...all, ...more]): Promise<void> {
  return questions.invalidateQueries({ predicate: ({ queryKey: [name] }) => names.includes(String(name)) });
}
