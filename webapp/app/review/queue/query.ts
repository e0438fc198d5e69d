import { beginReview, listClaims, reviewQueue, unitsAtOnce } from '../../../../src/api/queue.ts';
import { listUnits } from '../../../../src/api/units.ts';
import { ask, questionOf, questions } from '../../data/api.ts';
import { askNow, askPagesNow } from '../../data/prefetch.ts';
import { pagesOf, unitQuestion } from '../../data/queries.ts';
import type { RawSearch } from '../../data/search.ts';
import { type ReviewAddress, readReviewAddress, scopeIn } from './address.ts';

/** The groups that wait, with counts over everything in scope. */
export const queueAsked = (address: ReviewAddress) => pagesOf(reviewQueue, { query: queueQuery(address) });

const queueQuery = (address: ReviewAddress) => {
  const { by, order, second } = address;
  return { ...scopeIn(address), by, order, second_opinion: second ? 'true' : undefined, limit: 40 };
};

/** The first words of the name under which the units of a group are remembered. */
export const groupUnits = 'unitsOfGroup';
// A list that was left is asked anew; until then it is kept for as long as it takes to come to the screen, in ms.
questions.setQueryDefaults([groupUnits], { gcTime: 10_000 });

/** The units of a group that waited when it was opened. They stay in the list as they are decided, so that one can go back. */
export const groupAsked = (address: ReviewAddress) => {
  const { group, by, second } = address;
  const which = by === 'worker' ? { worker: group } : { assignment: group };
  const second_opinion = second ? 'true' : undefined;
  const query = { ...scopeIn(address), ...which, second_opinion, status: 'completed', limit: unitsAtOnce };
  return {
    queryKey: [groupUnits, query],
    queryFn: ({ signal }: { signal: AbortSignal }) => ask(listUnits, { query, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  };
};

/** Who looks at what. */
export const claimsAsked = () => questionOf(listClaims, {});

/** The first group that has something to decide. */
export const firstToDo = <Group extends { key: string; waiting: number }>(
  groups: readonly Group[],
  isDone: (key: string) => boolean = () => false,
): Group | undefined => groups.find(({ key, waiting }) => waiting > 0 && !isDone(key));

/** Asks for all that a review begins with: in one question, unless the address says already where one is. */
export function reviewAhead(search: RawSearch): void {
  const address = readReviewAddress(search);
  const { group, unit } = address;
  // Whoever looks at the queue already is only near a link to it: what is on their screen stays as it is.
  const queue = questions.getQueryState(queueAsked(address).queryKey);
  if (queue?.data || queue?.fetchStatus === 'fetching') return;
  if (group || unit) {
    void askNow(claimsAsked());
    void askPagesNow(queueAsked(address));
    if (group) void askNow(groupAsked(address));
    if (unit) void askNow(unitQuestion(unit));
    return;
  }
  const begun = ask(beginReview, { query: queueQuery(address) }).then((review) => {
    const { group: first, units, unit: free } = review;
    // What the queue leads to is there before the queue is.
    if (first && units) keepIfNew(groupAsked({ ...address, group: first }).queryKey, units);
    if (free) keepIfNew(unitQuestion(free.id).queryKey, free);
    return review;
  });
  void askPagesNow({ ...queueAsked(address), queryFn: async () => (await begun).queue });
  void askNow({ ...claimsAsked(), queryFn: async () => ({ claims: (await begun).claims }) });
}

function keepIfNew<Answer>(key: readonly unknown[], answer: Answer): void {
  questions.setQueryData<Answer>(key, (known) => known ?? answer);
}
