import { Anchor, Button, Group, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { addressOf } from '../../../src/api/client.ts';
import { exportPayouts, type Payout } from '../../../src/api/payouts.ts';
import { Empty, Fault } from '../components/page.tsx';
import { StackingTable } from '../components/stacking-table.tsx';
import { Waiting } from '../components/waiting.tsx';
import { usePages } from '../data/queries.ts';
import { formatTime, nameOf } from '../review/labels.ts';
import { WorkerLink } from '../review/links.tsx';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { PaidDialog, type Paying, type Payment } from './payment-dialogs.tsx';
import { dueQuery, type PaySearch, paidQuery } from './query.ts';

let lists = 0;
/** The number of a list that has not been shown yet. */
const nextList = () => ++lists;

type Props = {
  search: PaySearch;
  /** Asks whether a payment is to be taken back. */
  onMistake: (payment: Payment) => void;
};

/** The payouts of a scope: due, with the sheet and what is done when it is paid; or made. */
export function Payouts({ search, onMistake }: Props) {
  const { task, run, show } = search;
  const client = useQueryClient();
  const [list, setList] = useState(nextList);
  const isDue = show === 'due';
  const query = isDue ? dueQuery(search, { list, client }) : paidQuery(search);
  const pages = usePages(query, { live: !isDue });
  const [paying, setPaying] = useState<Paying | undefined>();
  const found = pages.data?.pages.flatMap((page) => page.payouts);
  // All pages count up to the same position, which stays until another list is asked for.
  const upto = pages.data?.pages[0]?.sequence ?? 0;
  if (pages.error) return <Fault error={pages.error} />;
  if (!found) return <Waiting />;
  const renewal = isDue && (
    <Button variant="default" loading={pages.isPlaceholderData} onClick={() => setList(nextList())}>
      Show what is due now
    </Button>
  );
  if (found.length === 0)
    return isDue ? <NothingDue renewal={renewal} /> : <Empty title="Nothing was recorded as paid yet" />;
  const sheet = addressOf(exportPayouts, { query: { task, run, state: isDue ? 'due' : 'paid', upto } });
  return (
    <section className="card" aria-label="Payouts">
      <Group justify="space-between" mb="sm">
        <Anchor href={sheet} download="payouts.csv" underline="always">
          Download the sheet (CSV)
        </Anchor>
        {isDue && (
          <Group gap="xs">
            {renewal}
            <Button
              disabled={pages.isPlaceholderData}
              onClick={() => setPaying({ task, run, upto, text: 'everything that is due here' })}
            >
              All paid…
            </Button>
          </Group>
        )}
      </Group>
      <PayoutTable
        rows={found}
        onPaid={(row) => setPaying({ ...lineOf(row), upto })}
        onMistake={(row, position) => onMistake({ ...lineOf(row), from: position, upto: position })}
      />
      {pages.hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => pages.fetchNextPage()}>
          Show more
        </Button>
      )}
      {paying && <PaidDialog paying={paying} onClose={() => setPaying(undefined)} onMistake={onMistake} />}
    </section>
  );
}

const NothingDue = ({ renewal }: { renewal: ReactNode }) => (
  <Empty title="Nothing is due">
    <Text mb="sm">Pay is due once an answer is accepted or soft-rejected, a bonus once it is promised.</Text>
    {renewal}
  </Empty>
);

type TableProps = {
  rows: readonly Payout[];
  onPaid: (row: Payout) => void;
  onMistake: (row: Payout, position: number) => void;
};

const PayoutTable = ({ rows, onPaid, onMistake }: TableProps) => (
  <StackingTable>
    <Table.Thead>
      <Table.Tr>
        <Table.Th scope="col">Worker</Table.Th>
        <Table.Th scope="col">Run</Table.Th>
        <Table.Th scope="col">Answers</Table.Th>
        <Table.Th scope="col">Pay</Table.Th>
        <Table.Th scope="col">Bonus</Table.Th>
        <Table.Th scope="col">Total</Table.Th>
        <Table.Td />
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {rows.map((row) => (
        <Table.Tr key={`${row.run} ${row.worker} ${row.position}`}>
          <Table.Td className="anywhere">
            <WorkerLink worker={row.worker} />
          </Table.Td>
          <Table.Td data-head="Run" className="anywhere">
            {row.run}
          </Table.Td>
          <Table.Td data-head="Answers">{row.answers}</Table.Td>
          <Table.Td data-head="Pay">{row.base}</Table.Td>
          <Table.Td data-head="Bonus">
            {row.bonus}
            {row.reason && (
              <Text size="sm" c="dimmed" component="div" className="anywhere">
                <ForeignText text={row.reason} maxLetters={200} />
              </Text>
            )}
          </Table.Td>
          <Table.Td data-head="Total">
            <strong>
              {row.total} {row.currency}
            </strong>
          </Table.Td>
          <Table.Td data-wide>
            {row.position === null ? (
              <Button
                variant="default"
                size="xs"
                aria-label={`Paid: ${row.total} ${row.currency} to ${row.worker_name ?? row.worker}`}
                onClick={() => onPaid(row)}
              >
                Paid…
              </Button>
            ) : (
              <Group gap="xs" justify="space-between">
                <Text size="sm" c="dimmed" className="anywhere">
                  {row.paid_at && formatTime(row.paid_at)}, by {nameOf(row.paid_by ?? '')}
                  {row.note && (
                    <>
                      : <ForeignText text={row.note} maxLetters={200} />
                    </>
                  )}
                </Text>
                <Button
                  variant="subtle"
                  color="gray"
                  size="xs"
                  aria-label={`Not paid: ${row.total} ${row.currency} to ${row.worker_name ?? row.worker}`}
                  onClick={() => row.position !== null && onMistake(row, row.position)}
                >
                  Not paid…
                </Button>
              </Group>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </StackingTable>
);

const lineOf = ({ run, worker, worker_name, total, currency }: Payout) => ({
  ...{ run, worker },
  text: `${total} ${currency} to ${worker_name ?? worker}`,
});
