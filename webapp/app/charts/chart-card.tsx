import './charts.css';
import { Button, Group, Table, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useId, useRef } from 'react';
import { notify, notifyFault } from '../data/notices.ts';
import { csvOf, fileName, pngOf, type Row, save, svgOf } from './chart-files.ts';

type Props = {
  title: string;
  /** What the chart shows, in a sentence. */
  description?: string;
  /** The numbers behind it, also for screen readers. */
  columns: readonly string[];
  rows: readonly Row[];
  /** How many rows the table shows; the CSV has all. */
  maxRows?: number;
  children: ReactNode;
};

/** A chart with its title, its numbers as a table, and downloads of both. */
export function ChartCard({ title, description, columns, rows, maxRows = 200, children }: Props) {
  const titleId = useId();
  const place = useRef<HTMLDivElement>(null);
  const withChart = (act: (drawn: SVGSVGElement) => Promise<void> | void) => async () => {
    const drawn = place.current?.querySelector<SVGSVGElement>('svg.recharts-surface');
    try {
      if (drawn) await act(drawn);
      else notify('The chart is not drawn yet. Try again in a moment.');
    } catch (error) {
      notifyFault(error);
    }
  };
  const files = [
    ['SVG', withChart((drawn) => save(svgOf(drawn), fileName(title, 'svg'), 'image/svg+xml'))],
    ['PNG', withChart(async (drawn) => save(await pngOf(drawn), fileName(title, 'png')))],
    ['CSV', () => save(csvOf(columns, rows), fileName(title, 'csv'), 'text/csv')],
  ] as const;
  return (
    <section className="card" aria-labelledby={titleId}>
      <Group justify="space-between" align="flex-start" gap="xs" mb="sm">
        <div className="grows">
          <Title order={2} size="h3" id={titleId} className="anywhere">
            <bdi>{title}</bdi>
          </Title>
          {description && (
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          )}
        </div>
        <Group gap={4} aria-label={`Download "${title}"`} role="group">
          {files.map(([text, take]) => (
            <Button
              key={text}
              variant="subtle"
              size="compact-xs"
              leftSection={<IconDownload size={12} aria-hidden />}
              aria-label={`${title} as ${text}`}
              onClick={take}
            >
              {text}
            </Button>
          ))}
        </Group>
      </Group>
      <div ref={place} role="img" aria-label={`${title}. The numbers are in the table below.`}>
        {children}
      </div>
      <details className="numbers-below">
        <summary>Show the numbers</summary>
        <Numbers columns={columns} rows={rows.slice(0, maxRows)} />
        {rows.length > maxRows && (
          <Text size="sm" c="dimmed">
            The first {maxRows} of {rows.length}; all are in the CSV.
          </Text>
        )}
      </details>
    </section>
  );
}

function Numbers({ columns, rows }: Pick<Props, 'columns' | 'rows'>) {
  return (
    <Table.ScrollContainer minWidth={240} maxHeight={400}>
      <Table className="numbers" fz="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={JSON.stringify(row)}>
              {row.map((value, at) => (
                <Table.Td key={columns[at]} className="anywhere">
                  <bdi>{typeof value === 'number' ? value.toLocaleString('en') : (value ?? '–')}</bdi>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
