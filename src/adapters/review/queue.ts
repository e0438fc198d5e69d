import type { QueueGroup } from '../../api/queue.ts';
import type { Database } from '../../projections/database.ts';
import { decidedOf, type QueueQuery, type Waiting, waitingGroups } from '../../projections/queue-groups.ts';
import { countUnits } from '../../projections/unit-page.ts';

/** Who agrees with the others, and which items are agreed on: a share for each that is known. */
export type AgreementOf = (scope: {
  run?: string;
  task?: string;
  by: 'worker' | 'item';
}) => ReadonlyMap<string, number>;

type Wish = QueueQuery & { order: 'fewest' | 'worst' | 'oldest'; limit: number; cursor?: string };
type Placed = Waiting & { agreement: number | null };

/** A page of the queue: who or what waits, in the order that is wanted, with what was decided on the rest. */
export function queuePage(
  db: Database,
  wish: Wish,
  agreementOf: AgreementOf,
): { groups: QueueGroup[]; cursor?: string } {
  const agreements = agreementOf({ run: wish.run, task: wish.task, by: wish.by });
  const all = waitingGroups(db, wish)
    .map((group): Placed => ({ ...group, agreement: agreements.get(group.key) ?? null }))
    .map((group) => ({ group, place: placeOf(group, wish.order) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1));
  const { cursor = '' } = wish;
  const behind = all.filter(({ place }) => place > cursor);
  const page = behind.slice(0, wish.limit);
  const decided = decidedOf(
    db,
    wish,
    page.map(({ group }) => group.key),
  );
  const groups = page.map(({ group }) => {
    const { accepted = 0, soft_rejected = 0, rejected = 0 } = decided.get(group.key) ?? {};
    return { ...group, accepted, soft_rejected, rejected };
  });
  return behind.length > page.length ? { groups, cursor: page.at(-1)?.place } : { groups };
}

/** A group's place in the order as text that sorts like it; groups whose agreement nobody knows come last. */
function placeOf({ key, waiting, oldest_at, agreement }: Placed, order: Wish['order']): string {
  const fewest = `${String(waiting).padStart(9, '0')}:${key}`;
  if (order === 'oldest') return `${oldest_at}:${key}`;
  if (order === 'worst') return `${agreement === null ? '2' : agreement.toFixed(6)}:${fewest}`;
  return fewest;
}

/** How many units of a scope wait, and what was decided on the others. */
export function standing(db: Database, scope: { run?: string; task?: string }) {
  const counted = (status: 'completed' | 'accepted' | 'soft_rejected' | 'rejected') =>
    countUnits(db, { run: scope.run, task: scope.task, status: [status], limit: 1 }).total;
  return {
    waiting: counted('completed'),
    accepted: counted('accepted'),
    soft_rejected: counted('soft_rejected'),
    rejected: counted('rejected'),
  };
}
