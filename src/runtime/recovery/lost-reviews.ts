import { namedWork, type WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { keyOf } from './keys.ts';

/** What leaves nothing of the review before it: a decision, or its undo. Everything else adds to what was there. */
const starts: ReadonlySet<unknown> = new Set(['accepted', 'soft_rejected', 'rejected', 'review_undone']);

const timeOf = ({ entry }: { entry: WorkEntry }) => String(namedWork(entry).at);

/** Collects what was found of the reviews of answers: what holds of each can be recorded again. */
export function lastReviews<Found extends { entry: WorkEntry }>() {
  const reviews = new Map<unknown, Map<string, Found>>();
  return {
    async add(one: Found): Promise<void> {
      const { agentId } = namedWork(one.entry);
      const known = reviews.get(agentId) ?? new Map<string, Found>();
      reviews.set(agentId, known);
      const key = keyOf(one.entry);
      // The same is found in several places.
      if (!known.has(key)) known.set(key, one);
    },
    /** The last decision on each answer, or its undo, and what came after it, in the order in which it was said. */
    all: (): Found[] => [...reviews.values()].flatMap((known) => holding([...known.values()])),
  };
}

function holding<Found extends { entry: WorkEntry }>(found: readonly Found[]): Found[] {
  const inOrder = found.toSorted((one, other) => {
    const [its, others] = [timeOf(one), timeOf(other)];
    return its === others ? 0 : its < others ? -1 : 1;
  });
  const start = inOrder.findLastIndex(({ entry }) => starts.has(namedWork(entry).decision));
  return inOrder.slice(Math.max(start, 0));
}
