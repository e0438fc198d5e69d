import { Loader, Table } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import stacking from '../components/stacking.module.css';
import style from './table.module.css';

/** A column: its heading and its cells. */
export type Column<Row> = { head: string; of: (row: Row) => ReactNode; isNumber?: boolean };

type Props<Row> = {
  name: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** Whether there are more rows; `onMore` loads them. */
  hasMore?: boolean;
  isLoading?: boolean;
  onMore?: () => void;
};

const rowHeightPx = 44;

/** A table of any length: only visible rows are drawn, and more are loaded towards the end. */
export function LongTable<Row>({ name, rows, keyOf, columns, hasMore, isLoading, onMore }: Props<Row>) {
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
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ head, isNumber }) => (
              <Table.Th key={head} scope="col" ta={isNumber ? 'end' : undefined}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Gap height={above} columns={columns.length} />
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
                {columns.map(({ head, of, isNumber }) => (
                  <td
                    key={head}
                    className={`${style.cell} numbers`}
                    data-number={isNumber || undefined}
                    data-head={head}
                  >
                    <div>{of(row)}</div>
                  </td>
                ))}
              </tr>
            );
          })}
          <Gap height={below} columns={columns.length} />
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
