import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { usePages } from '../asking.ts';
import type { ReviewAddress } from './address.ts';
import { groupAsked, queueAsked } from './asked.ts';

const noUnits: never[] = [];

/** The groups that wait, with counts over everything in scope. */
export function useQueue(address: ReviewAddress) {
  const pages = usePages(queueAsked(address), { live: true });
  return useMemo(() => {
    const [first] = pages.data?.pages ?? [];
    return { ...pages, groups: (pages.data?.pages ?? []).flatMap(({ groups }) => groups), totals: first };
  }, [pages]);
}

/** How long the list of a group that was left is kept, in ms: as long as it takes to come to the screen. */
const momentMs = 10_000;

/** The list of a group; one that was left is asked anew. */
export function useGroupUnits(address: ReviewAddress) {
  const list = useQuery({
    ...groupAsked(address),
    enabled: address.group !== undefined,
    placeholderData: undefined,
    gcTime: momentMs,
  });
  return { ...list, rows: list.data?.units ?? noUnits, hasMore: list.data?.cursor !== undefined };
}
