import { and, asc, desc, eq, gt, isNotNull, lt, not, or, type SQL, sql } from 'drizzle-orm';
import type { UnitSort } from '../../api/units.ts';
import { badCursor, cursorNumbers, toNumber, toTime } from '../store/cursors.ts';
import { assignments } from './assignments.ts';
import { unlessOpen } from './unit-rows.ts';
import { type UnitStatus, units } from './units.ts';

/** Every status, in the order in which a unit passes through them. */
export const everyStatus: UnitStatus[] = [
  'open',
  'assigned',
  'completed',
  'accepted',
  'soft_rejected',
  'rejected',
  'expired',
];

/** What a unit is sorted by: its place in the data, and a value before that in other orders; null if it has none. */
export type Key = { row: number; key: string | number | null };
type Place = { sort?: UnitSort; cursor?: string };

/** A value to sort by: where it is, which units have it, and how a cursor has it. */
type SortedBy = { value: SQL; has?: SQL; read: (text: string) => string | number };

const text = (written: string): string => {
  if (written === '') throw badCursor();
  return written;
};
const ranks = sql.join(
  everyStatus.map((status, rank) => sql`when ${status} then ${sql.raw(String(rank))}`),
  sql` `,
);
const values = {
  // `submitted_at is not null` makes SQLite use the index that holds the durations.
  seconds: {
    value: sql`${units.seconds}`,
    has: and(isNotNull(units.submittedAt), isNotNull(units.seconds)),
    read: toNumber,
  },
  status: { value: sql`case ${units.status} ${ranks} end`, read: toNumber },
  worker: { value: unlessOpen(units.workerId), has: sql`${unlessOpen(units.workerId)} is not null`, read: text },
  item: {
    value: sql`(select ${assignments.row} from ${assignments} where ${assignments.assignmentId} = ${units.assignmentId})`,
    read: toNumber,
  },
  reviewed: { value: sql`${units.reviewedAt}`, has: isNotNull(units.reviewedAt), read: toTime },
} satisfies Record<string, SortedBy>;

const orders: Record<UnitSort, { by?: keyof typeof values; isDescending: boolean }> = {
  oldest: { isDescending: false },
  newest: { isDescending: true },
  fastest: { by: 'seconds', isDescending: false },
  slowest: { by: 'seconds', isDescending: true },
  status: { by: 'status', isDescending: false },
  '-status': { by: 'status', isDescending: true },
  worker: { by: 'worker', isDescending: false },
  '-worker': { by: 'worker', isDescending: true },
  item: { by: 'item', isDescending: false },
  '-item': { by: 'item', isDescending: true },
  reviewed: { by: 'reviewed', isDescending: false },
  '-reviewed': { by: 'reviewed', isDescending: true },
};

/** What an order compares before the place in the data, if anything, and its direction. */
export const orderOf = ({ sort = 'oldest' }: Place) => orders[sort];

/** The cursor of a page that begins after this unit. */
export const cursorOf = ({ row, key }: Key, place: Place): string =>
  orderOf(place).by === undefined ? String(row) : `${key ?? ''}~${row}`;

/** A part of a list: which units, in which order, with what as their keys. */
export type Part = { where: SQL | undefined; orderBy: SQL[]; key: SQL };

/**
 * The keys of the units after the cursor, at most so many: those that have a value of the order first, in either direction. `row` is
 * the column with their place in the data.
 */
export function keysInOrder(place: Place, row: SQL, most: number, select: (part: Part, limit: number) => Key[]): Key[] {
  const { by, isDescending } = orderOf(place);
  const directed = isDescending ? desc : asc;
  const past = isDescending ? lt : gt;
  if (by === undefined) {
    const [after] = place.cursor === undefined ? [] : cursorNumbers(place.cursor, 1);
    const where = after === undefined ? undefined : past(row, after);
    return select({ where, orderBy: [directed(row)], key: sql`null` }, most);
  }
  const { value, has, read }: SortedBy = values[by];
  const after = place.cursor === undefined ? undefined : placeIn(place.cursor, read);
  const isPastValues = after !== undefined && after.key === null;
  const isAfter =
    after && !isPastValues ? or(past(value, after.key), and(eq(value, after.key), past(row, after.row))) : undefined;
  const found = isPastValues
    ? []
    : select({ where: and(has, isAfter), orderBy: [directed(value), directed(row)], key: value }, most);
  if (found.length >= most || !has) return found;
  const where = and(not(has), isPastValues ? past(row, after.row) : undefined);
  return [...found, ...select({ where, orderBy: [directed(row)], key: sql`null` }, most - found.length)];
}

function placeIn(cursor: string, read: SortedBy['read']): Key {
  const at = cursor.lastIndexOf('~');
  if (at < 0) throw badCursor();
  const [row = 0] = cursorNumbers(cursor.slice(at + 1), 1);
  return { row, key: at === 0 ? null : read(cursor.slice(0, at)) };
}
