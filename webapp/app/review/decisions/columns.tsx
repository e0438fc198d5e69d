import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { unitStatusLabels } from '../../../../src/api/labels.ts';
import type { DecidedUnit, VerdictRow } from '../../../../src/api/verdicts.ts';
import { formatCount, formatTimeNarrow, nameOf } from '../labels.ts';
import { ItemLink, UnitLink, WorkerLink } from '../links.tsx';
import type { Column } from '../long-table.tsx';
import { beginningOf, seenText } from '../text/pieces.ts';
import { Dot } from '../unit/status-badge.tsx';

/** Whether something of a verdict can be undone: not where later decisions took the place of all of it. */
export const isUndoable = ({ state, in_force: isInForce }: VerdictRow): boolean => state === 'completed' && isInForce;

const decidedBy = ({ decided = [] }: VerdictRow): readonly DecidedUnit[] => decided;

/** What differs among the units that are shown of a verdict, and whether it has more of them. */
function distinct<Value extends string | null>(verdict: VerdictRow, of: (unit: DecidedUnit) => Value) {
  const units = decidedBy(verdict);
  const values = [...new Set(units.map(of))].filter((value): value is NonNullable<Value> => value !== null);
  return { values, isMore: (verdict.reviewed ?? verdict.units) > units.length };
}

const list = (parts: readonly ReactNode[], isMore: boolean) =>
  parts.length === 0 ? (
    '–'
  ) : (
    <Group gap={6}>
      {parts}
      {isMore && '…'}
    </Group>
  );

const whatOf = (verdict: VerdictRow): ReactNode => {
  if (verdict.unit) return <UnitLink unit={verdict.unit} />;
  const { values, isMore } = distinct(verdict, ({ unit }) => unit);
  return (
    <>
      {formatCount(verdict.reviewed ?? verdict.units, 'answer')}
      {values.length > 0 && ': '}
      {values.length > 0 &&
        list(
          values.map((unit) => <UnitLink key={unit} unit={unit} />),
          isMore,
        )}
    </>
  );
};

/** What an answer says to each question: `genre: Drama · sure: true`. */
const wordsOf = ({ words }: DecidedUnit): string =>
  words
    .filter(({ answer }) => answer !== null)
    .map(({ label, answer }) => `${seenText(beginningOf(label, 60).text)}: ${seenText(answer ?? '')}`)
    .join(' · ');

function answersOf(verdict: VerdictRow): string {
  const { values, isMore } = distinct(verdict, wordsOf);
  const said = values.filter((text) => text !== '');
  return said.length === 0 ? '–' : said.join(' | ') + (isMore ? ' | …' : '');
}

const stateText = ({ state, in_force: isInForce, undone_by, undone_at, undo_refused }: VerdictRow): string => {
  if (state === 'begun') return 'being carried out';
  if (state === 'undoing') return 'being undone';
  if (state === 'completed') return isInForce ? '–' : 'no longer in force';
  const left = undo_refused ? `; ${undo_refused.toLocaleString('en')} stayed` : '';
  return `undone by ${seenText(nameOf(undone_by ?? ''))}, ${formatTimeNarrow(undone_at)}${left}`;
};

/** What is shown of each decision. */
export const columns: Column<VerdictRow>[] = [
  { head: 'When', of: ({ at }) => formatTimeNarrow(at) },
  {
    head: 'Decision',
    of: ({ decision, added }) => (
      <span data-badge>
        <Dot status={decision} /> {unitStatusLabels[decision]}
        {added > 0 && ' (addition)'}
      </span>
    ),
  },
  { head: 'Unit', of: whatOf },
  {
    head: 'Item',
    of: (verdict) => {
      const items = new Map(decidedBy(verdict).map(({ run, assignment }) => [assignment, run]));
      const { isMore } = distinct(verdict, ({ assignment }) => assignment);
      return list(
        [...items].map(([assignment, run]) => <ItemLink key={assignment} run={run} assignment={assignment} />),
        isMore,
      );
    },
  },
  {
    head: 'Worker',
    of: (verdict) => {
      const { values, isMore } = distinct(verdict, ({ worker }) => worker);
      return list(
        values.map((worker) => <WorkerLink key={worker} worker={worker} />),
        isMore,
      );
    },
  },
  { head: 'Answer', of: answersOf },
  { head: 'Note', of: ({ note }) => (note ? seenText(beginningOf(note, 200).text) : '–') },
];

/** What became of each decision. */
export const stateColumn: Column<VerdictRow> = { head: 'State', of: stateText };
