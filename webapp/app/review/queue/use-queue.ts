import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { usePages } from '../../data/queries.ts';
import type { ReviewAddress } from './address.ts';
import { groupQuery, queueQuery } from './query.ts';

const noRows: never[] = [];

/** The groups with units to review, with the counts of the whole scope. */
export function useQueue(address: ReviewAddress) {
  const pages = usePages(queueQuery(address), { live: true });
  return useMemo(() => {
    const [first] = pages.data?.pages ?? [];
    return { ...pages, groups: (pages.data?.pages ?? []).flatMap(({ groups }) => groups), totals: first };
  }, [pages]);
}

/** The units of a group. */
export function useGroupUnits(address: ReviewAddress) {
  const list = useQuery({
    ...groupQuery(address),
    enabled: address.group !== undefined,
    placeholderData: undefined,
  });
  return { ...list, rows: list.data?.units ?? noRows, hasMore: list.data?.cursor !== undefined };
}
