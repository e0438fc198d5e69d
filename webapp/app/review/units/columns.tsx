import { Group } from '@mantine/core';
import { cellColumnParts, isCellColumn } from '../../../../src/api/unit-columns.ts';
import type { UnitRow } from '../../../../src/api/units.ts';
import { FlagBadge } from '../../rules/rule-badges.tsx';
import { formatDuration, formatTimeNarrow, nameOf } from '../labels.ts';
import { ItemLink, UnitLink, WorkerLink } from '../links.tsx';
import type { Column } from '../long-table.tsx';
import { beginningOf, seenText } from '../text/pieces.ts';
import { PurposeBadge } from '../unit/purpose-badge.tsx';
import { StatusBadge } from '../unit/status-badge.tsx';

const right = '✓ right';

/** How an answer that is known was given, as a mark with its word: of gold and screening units as they were judged, of others by question. */
function goldText({ purpose, correct, known }: UnitRow): string {
  if (purpose !== null && correct !== null) return correct ? right : '✗ wrong';
  const each = Object.values(known ?? {});
  if (each.length === 0) return '–';
  const wrong = each.filter((isRight) => !isRight).length;
  if (wrong === 0) return right;
  return wrong === each.length ? '✗ wrong' : `✗ ${wrong} of ${each.length} wrong`;
}

/** The columns that every unit has, by their names in the address, in the order in which they are shown. */
const ofUnits: Record<string, Column<UnitRow>> = {
  unit: { head: 'Unit', of: ({ id }) => <UnitLink unit={id} /> },
  status: {
    head: 'Status',
    of: (row) => (
      <Group gap={4} wrap="nowrap" data-badge>
        <StatusBadge status={row.status} />
        <PurposeBadge {...row} />
        <FlagBadge {...row} />
      </Group>
    ),
  },
  worker: { head: 'Worker', of: ({ worker }) => (worker ? <WorkerLink worker={worker} /> : '–') },
  gold: { head: 'Gold', of: goldText },
  submitted: { head: 'Submitted', of: ({ submitted_at }) => formatTimeNarrow(submitted_at) },
  seconds: { head: 'Time', of: ({ seconds }) => formatDuration(seconds), isNumber: true },
  item: { head: 'Item', of: ({ run, assignment }) => <ItemLink run={run} assignment={assignment} /> },
  reviewer: { head: 'Reviewed by', of: ({ reviewed_by }) => (reviewed_by ? seenText(nameOf(reviewed_by)) : '–') },
  reviewed: { head: 'Reviewed', of: ({ reviewed_at }) => formatTimeNarrow(reviewed_at) },
  second: {
    head: 'Second opinion',
    of: ({ second_opinion }) => (second_opinion ? `requested by ${seenText(nameOf(second_opinion))}` : '–'),
  },
  comments: {
    head: 'Comments',
    of: ({ comments }) => (comments > 0 ? comments.toLocaleString('en') : '–'),
    isNumber: true,
  },
  note: { head: 'Note', of: ({ note }) => (note ? seenText(beginningOf(note, 200).text) : '–') },
};

/** Shown while no columns are chosen, beside the first ones of the item and the answer. */
export const usualColumns = [
  'unit',
  'status',
  'worker',
  'gold',
  'seconds',
  'submitted',
  'reviewer',
  'comments',
  'note',
];

/** The columns of every unit with their headings. */
export const unitColumnNames: readonly (readonly [name: string, head: string])[] = Object.entries(ofUnits).map(
  ([name, { head }]) => [name, head],
);

/** The heading of a column of an item or an answer. */
export function cellHead(column: string): string {
  const { of, key } = cellColumnParts(column);
  return `${of === 'item' ? 'Item' : 'Answer'}: ${seenText(beginningOf(key, 60).text)}`;
}

/** A longer text would be a column of single words where the table is full. */
const shortChars = 24;

const cell = (column: string): Column<UnitRow> => ({
  head: cellHead(column),
  of: ({ cells }) => {
    const text = cells?.[column];
    return text === undefined ? '–' : seenText(text);
  },
  isSentence: ({ cells }) => (cells?.[column]?.length ?? 0) > shortChars,
});

/** Whether a name in the address is that of a column. */
export const isColumn = (name: string): boolean => Object.hasOwn(ofUnits, name) || isCellColumn(name);

/** The columns of these names, in one order: the unit and its status, then its item and answer, then the rest. */
export function columnsNamed(names: readonly string[]): (Column<UnitRow> & { name: string })[] {
  const isFirst = (name: string) => name === 'unit' || name === 'status' || name === 'worker';
  const own = Object.keys(ofUnits).filter((name) => names.includes(name));
  const inOrder = [...own.filter(isFirst), ...names.filter(isCellColumn), ...own.filter((name) => !isFirst(name))];
  return inOrder.map((name) => ({ name, ...(ofUnits[name] ?? cell(name)) }));
}
