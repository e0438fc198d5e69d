import { Checkbox, Loader, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import stacking from '../components/stacking.module.css';
import style from './table.module.css';

/** A column: its heading and its cells. Its heading sorts where it has an order. */
export type Column<Row> = {
  head: string;
  of: (row: Row) => ReactNode;
  isNumber?: boolean;
  /** Whether a row has a sentence here, which is given room. */
  isSentence?: (row: Row) => boolean;
  sort?: { active: 'ascending' | 'descending' | undefined; onSort: () => void };
};

/** Which rows are selected, which can be, and what selects them by their keys. */
type RowSelection<Row> = {
  has: (row: Row) => boolean;
  can: (row: Row) => boolean;
  toggle: (keys: readonly string[], isOn: boolean) => void;
  clear: () => void;
};

type Props<Row> = {
  name: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** Adds a box to each row, and one to the heading for all rows that are loaded. */
  selection?: RowSelection<Row>;
  /** Whether there are more rows; `onMore` loads them. */
  hasMore?: boolean;
  isLoading?: boolean;
  onMore?: () => void;
};

const rowHeightPx = 44;

/** A table of any length: only visible rows are drawn, and more are loaded towards the end. */
export function LongTable<Row>({ name, rows, keyOf, columns, selection, hasMore, isLoading, onMore }: Props<Row>) {
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
    // Where a row is a card, its height depends on what is in it; in a DOM without layout it has none.
    measureElement: (row) => row.getBoundingClientRect().height || rowHeightPx,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoading && last >= rows.length - 20) onMore?.();
  }, [hasMore, isLoading, last, rows.length, onMore]);
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard.
    <section ref={scroller} className={`${stacking.frame} ${style.scroller}`} tabIndex={0} aria-label={name}>
      <Table aria-rowcount={hasMore ? -1 : rows.length + 1} verticalSpacing={0} className={stacking.table}>
        <Heads rows={rows} keyOf={keyOf} columns={columns} selection={selection} />
        <Table.Tbody>
          <Gap height={above} columns={columns.length + Number(selection !== undefined)} />
          {shown.map(({ index }) => {
            const row = rows[index] as Row;
            return (
              // Plain cells: some hundreds of them are drawn at once.
              <tr
                key={keyOf(row)}
                ref={virtual.measureElement}
                data-index={index}
                className={style.row}
                aria-rowindex={index + 2}
              >
                {selection && (
                  <td className={style.box} data-wide>
                    <Checkbox
                      size="xs"
                      aria-label={`Select ${keyOf(row)}`}
                      checked={selection.can(row) && selection.has(row)}
                      disabled={!selection.can(row)}
                      onChange={({ currentTarget }) => selection.toggle([keyOf(row)], currentTarget.checked)}
                    />
                  </td>
                )}
                {columns.map(({ head, of, isNumber, isSentence }) => (
                  <td
                    key={head}
                    className={`${style.cell} numbers`}
                    data-number={isNumber || undefined}
                    data-sentence={isSentence?.(row) || undefined}
                    data-head={head}
                  >
                    <div>{of(row)}</div>
                  </td>
                ))}
              </tr>
            );
          })}
          <Gap height={below} columns={columns.length + Number(selection !== undefined)} />
        </Table.Tbody>
      </Table>
      {isLoading && <Loader size="sm" m="sm" aria-label="Loading more" />}
    </section>
  );
}

const Gap = ({ height, columns }: { height: number; columns: number }) =>
  height > 0 ? (
    <tr className={style.gap} aria-hidden style={{ height }}>
      <td colSpan={columns} />
    </tr>
  ) : null;

/** The headings, which stay where rows are cards if they do something. */
function Heads<Row>({ rows, keyOf, columns, selection }: Pick<Props<Row>, 'rows' | 'keyOf' | 'columns' | 'selection'>) {
  const isActive = selection !== undefined || columns.some(({ sort }) => sort);
  const offered = selection ? rows.filter(selection.can) : [];
  const isAll = selection !== undefined && offered.length > 0 && offered.every(selection.has);
  return (
    <Table.Thead data-sorts={isActive || undefined}>
      <Table.Tr>
        {selection && (
          <Table.Th scope="col" className={style.box}>
            <Checkbox
              size="xs"
              aria-label="Select all shown"
              checked={isAll}
              indeterminate={!isAll && offered.some(selection.has)}
              disabled={offered.length === 0}
              onChange={({ currentTarget }) =>
                currentTarget.checked ? selection.toggle(offered.map(keyOf), true) : selection.clear()
              }
            />
          </Table.Th>
        )}
        {columns.map(({ head, isNumber, sort }) => (
          <Table.Th
            key={head}
            scope="col"
            ta={isNumber ? 'end' : undefined}
            data-plain={isActive && !sort ? true : undefined}
            aria-sort={sort && (sort.active ?? 'none')}
          >
            {sort ? (
              <UnstyledButton fz="sm" fw={600} onClick={sort.onSort}>
                {head}{' '}
                {sort.active &&
                  (sort.active === 'descending' ? (
                    <IconArrowDown size={12} aria-hidden />
                  ) : (
                    <IconArrowUp size={12} aria-hidden />
                  ))}
              </UnstyledButton>
            ) : (
              head
            )}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}
