import { Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Decision } from '../../../../src/api/shapes.ts';
import type { UnitRow } from '../../../../src/api/units.ts';
import { Empty, Fault, Page } from '../../components/page.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useMay } from '../../data/current-user.ts';
import { refresh, usePages } from '../../data/queries.ts';
import { useAddress } from '../address.ts';
import type { Which } from '../decide/perform.ts';
import { sayManyDecided } from '../decide/undoing.ts';
import { formatCount } from '../labels.ts';
import { type Column, LongTable } from '../long-table.tsx';
import { seenText } from '../text/pieces.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { ColumnPicker } from './column-picker.tsx';
import { columnsNamed, isColumn, usualColumns } from './columns.tsx';
import { filtersOf, readUnitsAddress, type UnitsAddress, unitsQuery } from './query.ts';
import { canBeDecided, SelectionBar, selectedLabel, statusesOfAll, totalLabel, useSelection } from './selection.tsx';
import { UnitsFilters } from './units-filters.tsx';

/** How many rows fill the screen. */
const screenRows = 30;

const foundLabel = (found: number, isMore: boolean) =>
  `${formatCount(found, 'unit')} found${isMore ? ' so far; still searching' : ''}`;

/** The orders of each column that has some: ascending, descending. */
const ordersOf: Record<string, readonly [UnitsAddress['sort'], UnitsAddress['sort']]> = {
  unit: ['oldest', 'newest'],
  status: ['status', '-status'],
  worker: ['worker', '-worker'],
  item: ['item', '-item'],
  seconds: ['fastest', 'slowest'],
  reviewed: ['reviewed', '-reviewed'],
};

/** A column with what its heading does to the order of the table. */
function sortable(column: Column<UnitRow> & { name: string }, sort: string, change: (sort: string) => void) {
  const orders = ordersOf[column.name];
  if (!orders) return column;
  const [up, down] = orders;
  const active = sort === up ? ('ascending' as const) : sort === down ? ('descending' as const) : undefined;
  return { ...column, sort: { active, onSort: () => change(sort === up ? down : up) } };
}

/** All units as a table of items and answers: filtered, searched, sorted, selected. The address has the whole state but the selection. */
export function UnitsPage() {
  const [address, change] = useAddress(readUnitsAddress);
  const { scope, assignment, search, sort, statuses } = address;
  const pages = usePages(unitsQuery(address), { live: true });
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap(({ units }) => units), [pages.data]);
  const [first] = pages.data?.pages ?? [];
  const filters = filtersOf(address);
  const { selection, clear, selectAll, toggle, has } = useSelection(JSON.stringify(filters));
  const [deciding, setDeciding] = useState<Decision>();
  const mayDecide = useMay('reviewer');
  const queryClient = useQueryClient();
  // A search returns what it found within a second or two; the next page continues it.
  const isThin = search !== undefined && rows.length < screenRows;
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  useEffect(() => {
    if (isThin && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isThin, hasNextPage, isFetching, isError, fetchNextPage]);
  const shown = address.columns?.filter(isColumn) ?? [...usualColumns, ...(first?.columns ?? [])];
  const columns = columnsNamed(shown).map((column) => sortable(column, sort, (next) => change({ sort: next })));
  const which: Which = selection.isAll
    ? { matching: filters, except: [...selection.except] }
    : { units: [...selection.ids] };
  function selectAllThatMatch() {
    // The table then shows what is selected, and no more than that is decided.
    const all = statusesOfAll(statuses);
    selectAll(JSON.stringify(filtersOf({ ...address, statuses: all })));
    void change({ status: all.join(',') });
  }
  return (
    <Page
      wide
      title="Units"
      tools={
        <Group gap="sm" align="flex-end">
          <ColumnPicker
            scope={scope}
            shown={shown}
            onChange={(next) => change({ columns: next.join(',') || 'unit' })}
            onReset={() => change({ columns: undefined })}
          />
          <ScopePicker
            scope={scope}
            onChange={(next) => change({ task: undefined, run: undefined, assignment: undefined, ...next })}
          />
        </Group>
      }
    >
      <UnitsFilters address={address} change={change} />
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
      {mayDecide && first && (
        <SelectionBar
          selection={selection}
          total={first}
          statuses={statuses}
          onSelectAll={selectAllThatMatch}
          onClear={clear}
          onDecide={setDeciding}
        />
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
          selection={mayDecide ? { has: ({ id }) => has(id), can: canBeDecided, toggle, clear } : undefined}
          hasMore={pages.hasNextPage}
          isLoading={pages.isFetchingNextPage}
          onMore={pages.fetchNextPage}
        />
      )}
      {deciding && (
        <BulkDialog
          decision={deciding}
          which={which}
          count={selectedLabel(selection, first)}
          onClose={() => setDeciding(undefined)}
          onDone={(outcome) => {
            setDeciding(undefined);
            clear();
            sayManyDecided(queryClient, { decision: deciding, worker: null }, outcome);
            void refresh(queryClient);
          }}
        />
      )}
    </Page>
  );
}
