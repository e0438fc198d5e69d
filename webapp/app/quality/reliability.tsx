import { Button, Group, Table, Text, Title, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { csvOf, save } from '../charts/chart-files.ts';
import { ScreenLink } from '../components/link.tsx';
import { useShowAll } from '../components/show-more.tsx';
import { StackingTable } from '../components/stacking-table.tsx';
import { notifyFault } from '../data/notices.ts';
import { namesOf, useSeesNames, useWorkerTexts } from '../data/worker-names.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { WorkerName } from '../review/worker-name.tsx';
import { percent } from './explanations.ts';
import type { Quality } from './query.ts';
import { type Column, inOrderOf, type ReliabilityRow } from './reliability-order.ts';

const columns: { column: Column; text: string }[] = [
  { column: 'worker', text: 'Worker' },
  { column: 'answers', text: 'Answers' },
  { column: 'reliability', text: 'Reliability' },
  { column: 'agrees', text: 'With majority' },
  { column: 'gold', text: 'Gold items' },
  { column: 'flags', text: 'Flagged by rules' },
];

/** How many rows are shown first. */
const firstRows = 20;

/** How reliable each worker seems, sortable by every column. */
export function Reliability({ rows }: { rows: Quality['reliability'] }) {
  const [sort, setSort] = useState<{ column: Column; isDown: boolean }>({ column: 'reliability', isDown: false });
  // Names are asked for only where they are needed: those of the shown rows come with them.
  const textOf = useWorkerTexts(sort.column === 'worker' ? rows.map(({ worker }) => worker) : []);
  const seesNames = useSeesNames();
  const sorted = inOrderOf(rows, sort.column, sort.isDown, textOf);
  const download = async () => {
    const names = seesNames ? await namesOf(sorted.map(({ worker }) => worker)) : undefined;
    save(csvOfWorkers(sorted, names), 'workers.csv', 'text/csv');
  };
  const { shown, more } = useShowAll(sorted, firstRows);
  const heads = columns.filter(({ column }) => column !== 'flags' || rows.some(({ flags }) => flags.length > 0));
  if (rows.length === 0) return null;
  return (
    <section className="card" aria-labelledby="reliability">
      <Title order={2} size="h3" id="reliability">
        Workers
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Reliability is estimated from how answers agree. Look at the work before you decide about a worker.
      </Text>
      <StackingTable className="numbers">
        <Table.Thead data-sorts>
          <Table.Tr>
            {heads.map(({ column, text }) => {
              const isSorted = sort.column === column;
              const Icon = sort.isDown ? IconArrowDown : IconArrowUp;
              return (
                <Table.Th
                  key={column}
                  scope="col"
                  aria-sort={isSorted ? (sort.isDown ? 'descending' : 'ascending') : 'none'}
                >
                  <UnstyledButton
                    fz="sm"
                    fw={600}
                    onClick={() => setSort({ column, isDown: isSorted ? !sort.isDown : false })}
                  >
                    {text} {isSorted && <Icon size={12} aria-hidden />}
                  </UnstyledButton>
                </Table.Th>
              );
            })}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((row) => (
            <WorkerLine key={row.worker} row={row} hasFlags={heads.length === columns.length} />
          ))}
        </Table.Tbody>
      </StackingTable>
      <Group gap="sm" mt="sm">
        {more}
        <Button variant="subtle" size="xs" onClick={() => void download().catch(notifyFault)}>
          Download CSV
        </Button>
      </Group>
    </section>
  );
}

function WorkerLine({ row, hasFlags }: { row: ReliabilityRow; hasFlags: boolean }) {
  const { worker, answers, reliability, agrees_with_majority, gold, flags } = row;
  return (
    <Table.Tr>
      <Table.Td className="anywhere">
        <ScreenLink to="/workers/$worker" params={{ worker }}>
          <WorkerName worker={worker} />
        </ScreenLink>
      </Table.Td>
      <Table.Td data-head="Answers">{answers.toLocaleString('en')}</Table.Td>
      <Table.Td data-head="Reliability">{percent(reliability)}</Table.Td>
      <Table.Td data-head="With majority">{percent(agrees_with_majority)}</Table.Td>
      <Table.Td data-head="Gold items">
        {gold ? `${gold.right} of ${gold.of} correct (95 %: ${percent(gold.low)} to ${percent(gold.high)})` : 'None'}
      </Table.Td>
      {hasFlags && (
        <Table.Td data-head="Flagged by rules" className="anywhere">
          {flags.length > 0 ? <ForeignText text={flags.join('; ')} maxLetters={300} /> : '–'}
        </Table.Td>
      )}
    </Table.Tr>
  );
}

/** The rows as CSV, with names where they may be seen. */
const csvOfWorkers = (rows: readonly ReliabilityRow[], names: ReadonlyMap<string, string> | undefined): string =>
  csvOf(
    [
      ...['worker', ...(names ? ['worker_name'] : [])],
      ...['answers', 'reliability', 'agrees_with_majority', 'gold_right', 'gold_of', 'flagged'],
    ],
    rows.map((row) => [
      ...[row.worker, ...(names ? [names.get(row.worker) ?? null] : [])],
      ...[row.answers, row.reliability, row.agrees_with_majority],
      ...[row.gold?.right ?? null, row.gold?.of ?? null, row.flags.join('; ')],
    ]),
  );
