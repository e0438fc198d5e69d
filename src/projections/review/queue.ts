import type { QueueGroup } from '../../api/queue.ts';
import { cursorParts, toNumber, toTime } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { countUnits } from '../units/unit-list.ts';
import {
  commentsOf,
  decidedOf,
  type QueueQuery,
  secondOpinionsOf,
  type Waiting,
  waitingGroups,
} from './queue-groups.ts';

/** Returns the agreement of each worker or item, where it is known, from 0 to 1. */
export type AgreementOf = (scope: {
  run?: string;
  task?: string;
  by: 'worker' | 'item';
}) => ReadonlyMap<string, number>;

type QueuePageQuery = QueueQuery & { order: 'fewest' | 'worst' | 'oldest'; limit: number; cursor?: string };
type WaitingGroup = Waiting & { agreement: number | null };

/** A page of workers or items to review, in the requested order, with counts of earlier decisions. */
export function queuePage(
  db: Database,
  query: QueuePageQuery,
  agreementOf: AgreementOf,
): { groups: QueueGroup[]; cursor?: string } {
  const agreements = agreementOf({ run: query.run, task: query.task, by: query.by });
  const agreementFor = (group: Waiting): WaitingGroup => ({ ...group, agreement: agreements.get(group.key) ?? null });
  const found =
    query.order === 'worst' ? worstOf(db, query, agreementFor) : nextOf(db, query, query.order).map(agreementFor);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const keys = page.map(({ key }) => key);
  const decided = decidedOf(db, query, keys);
  const secondOpinions = secondOpinionsOf(db, query, keys);
  const comments = commentsOf(db, query, keys);
  const groups = page.map((group) => {
    const { accepted = 0, soft_rejected = 0, rejected = 0 } = decided.get(group.key) ?? {};
    const said = { second_opinions: secondOpinions.get(group.key) ?? 0, comments: comments.get(group.key) ?? 0 };
    return { ...group, ...said, accepted, soft_rejected, rejected };
  });
  return found.length > page.length && last ? { groups, cursor: cursorOf(last, query.order) } : { groups };
}

/** The groups after the cursor, one more than the page has. */
function nextOf(db: Database, { limit, cursor, ...query }: QueuePageQuery, order: 'fewest' | 'oldest'): Waiting[] {
  const place = cursor === undefined ? undefined : parseCursor(cursor);
  const after = place && ([order === 'fewest' ? toNumber(place.by) : toTime(place.by), place.key] as const);
  return waitingGroups(db, query, { order, after, limit: limit + 1 });
}

/** The same with the lowest agreement first; groups without one come last, those with the fewest units first. */
function worstOf(
  db: Database,
  { cursor, ...query }: QueuePageQuery,
  agreementFor: (group: Waiting) => WaitingGroup,
): WaitingGroup[] {
  const all = waitingGroups(db, query, { order: 'fewest' })
    .map(agreementFor)
    .sort((one, other) => sortKey(one) - sortKey(other));
  if (cursor === undefined) return all;
  const { by, key } = parseCursor(cursor);
  const least = toNumber(by);
  const known = all.findIndex((group) => group.key === key);
  // The last group of the previous page may be reviewed by now.
  const next = known >= 0 ? known + 1 : all.findIndex((group) => sortKey(group) > least);
  return next < 0 ? [] : all.slice(next);
}

const sortKey = ({ agreement }: WaitingGroup) => agreement ?? 2;

/** The cursor after a group: the number or time by which this order sorts, and a key. */
function cursorOf(group: WaitingGroup, order: QueuePageQuery['order']): string {
  const by = { fewest: group.waiting, oldest: group.oldest_at, worst: sortKey(group) }[order];
  return `${by}~${group.key}`;
}

function parseCursor(cursor: string): { by: string; key: string } {
  const [by, key] = cursorParts(cursor);
  return { by, key };
}

/** How many units of a scope are to review, and how many got each decision. */
export function reviewTotals(db: Database, scope: { run?: string; task?: string }) {
  const counted = (status: 'completed' | 'accepted' | 'soft_rejected' | 'rejected') =>
    countUnits(db, { run: scope.run, task: scope.task, status: [status], limit: 1 }).total;
  return {
    waiting: counted('completed'),
    accepted: counted('accepted'),
    soft_rejected: counted('soft_rejected'),
    rejected: counted('rejected'),
  };
}
