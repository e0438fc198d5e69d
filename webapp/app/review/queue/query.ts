import { beginReview, listClaims, maxGroupUnits, reviewQueue } from '../../../../src/api/queue.ts';
import { listUnits } from '../../../../src/api/units.ts';
import { fetchReply, queryClient, queryOf } from '../../data/api.ts';
import { prefetch, prefetchPages } from '../../data/prefetch.ts';
import { pagesOf, unitQuery } from '../../data/queries.ts';
import type { RawSearch } from '../../data/search.ts';
import { type ReviewAddress, readReviewAddress, scopeIn } from './address.ts';

/** The groups with units to review, with the counts of the whole scope. */
export const queueQuery = (address: ReviewAddress) => pagesOf(reviewQueue, { query: queueParams(address) });

const queueParams = (address: ReviewAddress) => {
  const { by, order, second } = address;
  return { ...scopeIn(address), by, order, second_opinion: second ? 'true' : undefined, limit: 40 };
};

/** The first part of the query key for the units of a group. */
export const groupUnits = 'unitsOfGroup';
// A list is kept for as long as the screen takes to open, and fetched again on return.
queryClient.setQueryDefaults([groupUnits], { gcTime: 10_000 });

/** The units of a group that were to review when it was opened. Decided units stay in the list, for going back. */
export const groupQuery = (address: ReviewAddress) => {
  const { group, by, second } = address;
  const which = by === 'worker' ? { worker: group } : { assignment: group };
  const second_opinion = second ? 'true' : undefined;
  const query = { ...scopeIn(address), ...which, second_opinion, status: 'completed', limit: maxGroupUnits };
  return {
    queryKey: [groupUnits, query],
    queryFn: ({ signal }: { signal: AbortSignal }) => fetchReply(listUnits, { query, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  };
};

/** The query for claims. */
export const claimsQuery = () => queryOf(listClaims, {});

/** The first group with units to decide. */
export const firstToDo = <Group extends { key: string; waiting: number }>(
  groups: readonly Group[],
  isDone: (key: string) => boolean = () => false,
): Group | undefined => groups.find(({ key, waiting }) => waiting > 0 && !isDone(key));

/** Prefetches the first data of a review: in one request, unless the address names a group or unit. */
export function prefetchReview(search: RawSearch): void {
  const address = readReviewAddress(search);
  const { group, unit } = address;
  // If the queue is already open, a pointer over a link to it must not change the screen.
  const queue = queryClient.getQueryState(queueQuery(address).queryKey);
  if (queue?.data || queue?.fetchStatus === 'fetching') return;
  if (group || unit) {
    void prefetch(claimsQuery());
    void prefetchPages(queueQuery(address));
    if (group) void prefetch(groupQuery(address));
    if (unit) void prefetch(unitQuery(unit));
    return;
  }
  const begun = fetchReply(beginReview, { query: queueParams(address) }).then((review) => {
    const { group: first, units, unit: free } = review;
    // The group and its unit are cached before the queue, which leads to them.
    if (first && units) keepIfNew(groupQuery({ ...address, group: first }).queryKey, units);
    if (free) keepIfNew(unitQuery(free.id).queryKey, free);
    return review;
  });
  void prefetchPages({ ...queueQuery(address), queryFn: async () => (await begun).queue });
  void prefetch({ ...claimsQuery(), queryFn: async () => ({ claims: (await begun).claims }) });
}

function keepIfNew<Reply>(key: readonly unknown[], reply: Reply): void {
  queryClient.setQueryData<Reply>(key, (known) => known ?? reply);
}
