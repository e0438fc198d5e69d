import { listClaims, reviewQueue } from '../../../../src/api/queue.ts';
import { listUnits } from '../../../../src/api/units.ts';
import { askNow } from '../../ahead.ts';
import { ask, questionOf, questions } from '../../api.ts';
import type { RawSearch } from '../../search.ts';
import { pagesOf, unitQuestion } from '../asking.ts';
import { type ReviewAddress, readReviewAddress, scopeIn } from './address.ts';

const mostUnits = 200;

/** The groups that wait, with counts over everything in scope. */
export const queueAsked = (address: ReviewAddress) => {
  const { by, order, second } = address;
  return pagesOf(reviewQueue, {
    query: { ...scopeIn(address), by, order, second_opinion: second ? 'true' : undefined, limit: 100 },
  });
};

/** The first words of the name under which the units of a group are remembered. */
export const groupUnits = 'unitsOfGroup';

/** The units of a group that waited when it was opened. They stay in the list as they are decided, so that one can go back. */
export const groupAsked = (address: ReviewAddress) => {
  const { group, by, second } = address;
  const which = by === 'worker' ? { worker: group } : { assignment: group };
  const second_opinion = second ? 'true' : undefined;
  const query = { ...scopeIn(address), ...which, second_opinion, status: 'completed', limit: mostUnits };
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

/** Asks one after the other what leads to the unit that will be looked at first. */
export async function reviewAhead(search: RawSearch): Promise<void> {
  const address = readReviewAddress(search);
  void askNow(claimsAsked());
  if (address.unit) void askNow(unitQuestion(address.unit));
  const queue = await questions.fetchInfiniteQuery(queueAsked(address)).catch(() => undefined);
  const group = address.group ?? firstToDo(queue?.pages[0]?.groups ?? [])?.key;
  if (!group) return;
  const list = await questions.fetchQuery(groupAsked({ ...address, group })).catch(() => undefined);
  const unit = address.unit ?? list?.units[0]?.id;
  if (unit) void askNow(unitQuestion(unit));
}
