import type { QueueGroup } from '../../api/queue.ts';
import type { Database } from '../store/database.ts';
import { refuse } from '../store/refusals.ts';
import { countUnits } from '../units/unit-page.ts';
import { decidedOf, type QueueQuery, type Waiting, waitingGroups } from './queue-groups.ts';

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
  const agreementFor = (group: Waiting): Placed => ({ ...group, agreement: agreements.get(group.key) ?? null });
  const found =
    wish.order === 'worst' ? worstOf(db, wish, agreementFor) : nextOf(db, wish, wish.order).map(agreementFor);
  const page = found.slice(0, wish.limit);
  const last = page.at(-1);
  const decided = decidedOf(
    db,
    wish,
    page.map(({ key }) => key),
  );
  const groups = page.map((group) => {
    const { accepted = 0, soft_rejected = 0, rejected = 0 } = decided.get(group.key) ?? {};
    return { ...group, accepted, soft_rejected, rejected };
  });
  return found.length > page.length && last ? { groups, cursor: cursorOf(last, wish.order) } : { groups };
}

/** The groups behind the cursor, one more than the page has. */
function nextOf(db: Database, { limit, cursor, ...query }: Wish, order: 'fewest' | 'oldest'): Waiting[] {
  const place = cursor === undefined ? undefined : placeIn(cursor);
  const behind = place && ([order === 'fewest' ? Number(place.by) : place.by, place.key] as [string | number, string]);
  return waitingGroups(db, query, { order, behind, limit: limit + 1 });
}

/** The same by how little the others agree with them; those of whom nothing is known come last, the fewest first. */
function worstOf(db: Database, { cursor, ...query }: Wish, agreementFor: (group: Waiting) => Placed): Placed[] {
  const all = waitingGroups(db, query, { order: 'fewest' })
    .map(agreementFor)
    .sort((one, other) => worth(one) - worth(other));
  if (cursor === undefined) return all;
  const { by, key } = placeIn(cursor);
  const known = all.findIndex((group) => group.key === key);
  // Who was last on the page before may be done with by now.
  const next = known >= 0 ? known + 1 : all.findIndex((group) => worth(group) > Number(by));
  return next < 0 ? [] : all.slice(next);
}

const worth = ({ agreement }: Placed) => agreement ?? 2;

/** What a page of this order is gone on behind: a number or a time, and a key. */
function cursorOf(group: Placed, order: Wish['order']): string {
  const by = { fewest: group.waiting, oldest: group.oldest_at, worst: worth(group) }[order];
  return `${by}~${group.key}`;
}

function placeIn(cursor: string): { by: string; key: string } {
  const [by = '', key] = cursor.split('~');
  if (key === undefined) throw refuse('request/bad-shape', { reason: 'cursor: must be a cursor of an earlier page' });
  return { by, key };
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
