import { Group, MultiSelect, Switch, Text } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { unitStatusLabels } from '../../../../src/api/labels.ts';
import type { UnitRow } from '../../../../src/api/units.ts';
import { Empty, Fault, Page } from '../../components/page.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { usePages } from '../../data/queries.ts';
import { FlagBadge } from '../../rules/rule-badges.tsx';
import { useAddress } from '../address.ts';
import { Choice } from '../choice.tsx';
import { formatCount, formatDuration, formatTimeNarrow, nameOf } from '../labels.ts';
import { UnitLink, WorkerLink } from '../links.tsx';
import { type Column, LongTable } from '../long-table.tsx';
import { SearchField } from '../search-field.tsx';
import { beginningOf, seenText } from '../text/pieces.ts';
import { PurposeBadge } from '../unit/purpose-badge.tsx';
import { StatusBadge } from '../unit/status-badge.tsx';
import { readUnitsAddress, unitsQuery } from './query.ts';

const sorts = [
  ['oldest', 'Oldest first'],
  ['newest', 'Newest first'],
  ['fastest', 'Fastest first'],
  ['slowest', 'Slowest first'],
] as const;
const purposes = [
  ['any', 'All'],
  ['ordinary', 'Ordinary'],
  ['screening', 'Screening'],
  ['gold', 'Gold'],
] as const;
const statusChoices = Object.entries(unitStatusLabels).map(([value, label]) => ({ value, label }));

const columns: Column<UnitRow>[] = [
  { head: 'Unit', of: ({ id }) => <UnitLink unit={id} /> },
  {
    head: 'Status',
    of: (row) => (
      <Group gap={4} wrap="nowrap" data-badge>
        <StatusBadge status={row.status} />
        <PurposeBadge {...row} />
        <FlagBadge {...row} />
      </Group>
    ),
  },
  { head: 'Worker', of: ({ worker }) => (worker ? <WorkerLink worker={worker} /> : '–') },
  { head: 'Submitted', of: ({ submitted_at }) => formatTimeNarrow(submitted_at) },
  { head: 'Time', of: ({ seconds }) => formatDuration(seconds), isNumber: true },
  { head: 'Reviewed by', of: ({ reviewed_by }) => (reviewed_by ? seenText(nameOf(reviewed_by)) : '–') },
  {
    head: 'Second opinion',
    of: ({ second_opinion }) => (second_opinion ? `requested by ${seenText(nameOf(second_opinion))}` : '–'),
  },
  { head: 'Note', of: ({ note }) => (note ? seenText(beginningOf(note, 200).text) : '–') },
];

/** How many rows fill the screen. */
const screenRows = 30;

const foundLabel = (found: number, isMore: boolean) =>
  `${formatCount(found, 'unit')} found${isMore ? ' so far; still searching' : ''}`;
const totalLabel = ({ total, counted_to }: { total: number; counted_to: number }) =>
  formatCount(total, 'unit') + (total >= counted_to ? ' or more' : '');

/** All units, filtered, searched and sorted. The address has the whole state. */
export function UnitsPage() {
  const [address, change] = useAddress(readUnitsAddress);
  const { scope, assignment, statuses, worker, second, pasted, purpose, search, sort } = address;
  const pages = usePages(unitsQuery(address), { live: true });
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap(({ units }) => units), [pages.data]);
  const [first] = pages.data?.pages ?? [];
  // A search returns what it found within a second or two; the next page continues it.
  const isThin = search !== undefined && rows.length < screenRows;
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  useEffect(() => {
    if (isThin && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isThin, hasNextPage, isFetching, isError, fetchNextPage]);
  return (
    <Page
      title="Units"
      tools={
        <ScopePicker
          scope={scope}
          onChange={(next) => change({ task: undefined, run: undefined, assignment: undefined, ...next })}
        />
      }
    >
      <Group align="flex-end" gap="sm">
        <SearchField
          label="Search"
          placeholder="Item, answer or note"
          value={search}
          onChange={(words) => change({ search: words })}
        />
        <MultiSelect
          label="Status"
          placeholder={statuses.length > 0 ? undefined : 'Any'}
          data={statusChoices}
          value={statuses}
          clearable
          onChange={(chosen) => change({ status: chosen.join(',') || undefined })}
        />
        <SearchField label="Worker" placeholder="Id" value={worker} onChange={(id) => change({ worker: id })} />
        <Choice label="Purpose" of={purposes} value={purpose} onChange={(next) => change({ purpose: next })} />
        <Choice label="Order" of={sorts} value={sort} onChange={(next) => change({ sort: next })} />
        <Switch
          mb={8}
          label="Second opinion requested"
          checked={second !== undefined}
          onChange={({ currentTarget }) => change({ second: currentTarget.checked ? 'wanted' : undefined })}
        />
        <Switch
          mb={8}
          label="With pastes"
          checked={pasted !== undefined}
          onChange={({ currentTarget }) => change({ pasted: currentTarget.checked ? 'yes' : undefined })}
        />
      </Group>
      {pages.error && <Fault error={pages.error} />}
      {first && (
        <Text size="sm" role="status">
          {search ? foundLabel(rows.length, pages.hasNextPage) : totalLabel(first)}
          {assignment && ` of item ${seenText(assignment)}`}
        </Text>
      )}
      {first?.searched && (
        <Text size="sm" role="status">
          {`Still indexing: ${first.searched.indexed.toLocaleString('en')} of ${formatCount(first.searched.of, 'unit')} can be searched.`}
        </Text>
      )}
      {pages.isPending && <Waiting />}
      {first && rows.length === 0 && !pages.hasNextPage && (
        <Empty title="Nothing matches">Remove a filter or a search word.</Empty>
      )}
      {rows.length > 0 && (
        <LongTable
          name="Units"
          rows={rows}
          keyOf={({ id }) => id}
          columns={columns}
          hasMore={pages.hasNextPage}
          isLoading={pages.isFetchingNextPage}
          onMore={pages.fetchNextPage}
        />
      )}
    </Page>
  );
}
