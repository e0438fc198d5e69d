import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { reviewQueue } from '../../../../src/api/queue.ts';
import { listUnits } from '../../../../src/api/units.ts';
import { ask } from '../../api.ts';
import { usePages } from '../asking.ts';
import { type ReviewAddress, scopeIn } from './address.ts';

const mostUnits = 200;
const noUnits: never[] = [];

/** The groups that wait, with counts over everything in scope; the name under which its units are asked anew is below. */
export function useQueue(address: ReviewAddress) {
  const { by, order, second } = address;
  const query = { ...scopeIn(address), by, order, second_opinion: second ? 'true' : undefined, limit: 100 };
  const pages = usePages(reviewQueue, { query }, { live: true });
  return useMemo(() => {
    const [first] = pages.data?.pages ?? [];
    return { ...pages, groups: (pages.data?.pages ?? []).flatMap(({ groups }) => groups), totals: first };
  }, [pages]);
}

/** The units of a group that waited when it was opened. They stay in the list as they are decided, so that one can go back. */
export const groupUnits = 'unitsOfGroup';

/** The list of a group. */
export function useGroupUnits(address: ReviewAddress) {
  const { group, by, second } = address;
  const which = by === 'worker' ? { worker: group } : { assignment: group };
  const second_opinion = second ? 'true' : undefined;
  const query = { ...scopeIn(address), ...which, second_opinion, status: 'completed', limit: mostUnits };
  const list = useQuery({
    queryKey: [groupUnits, query],
    queryFn: ({ signal }) => ask(listUnits, { query, signal }),
    enabled: group !== undefined,
    placeholderData: undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return { ...list, rows: list.data?.units ?? noUnits, hasMore: list.data?.cursor !== undefined };
}
