import { Anchor, Button, Group, Table, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { addressOf } from '../../../src/api/client.ts';
import { exportPayouts, type Payout, recordPayouts, undoPayouts } from '../../../src/api/payouts.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { Empty, Fault } from '../components/page.tsx';
import { StackingTable } from '../components/stacking-table.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { usePages } from '../data/queries.ts';
import { formatCount, formatTime, nameOf } from '../review/labels.ts';
import { WorkerLink } from '../review/links.tsx';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { dueQuery, type PaySearch, paidQuery } from './query.ts';

/** What is to be recorded as paid: all of the scope, or one line. */
type Paying = { run?: string; task?: string; worker?: string; text: string };

let lists = 0;
/** The number of a list that has not been shown yet. */
const nextList = () => ++lists;

/** The payouts of a scope: due, with the sheet and what is done when it is paid; or made. */
export function Payouts({ search }: { search: PaySearch }) {
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
              onClick={() => setPaying({ task, run, text: 'everything that is due here' })}
            >
              All paid…
            </Button>
          </Group>
        )}
      </Group>
      <PayoutTable rows={found} isDue={isDue} onChoose={setPaying} />
      {pages.hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => pages.fetchNextPage()}>
          Show more
        </Button>
      )}
      {paying && isDue && <PaidDialog paying={paying} upto={upto} onClose={() => setPaying(undefined)} />}
      {paying && !isDue && <UndoDialog paying={paying} upto={upto} onClose={() => setPaying(undefined)} />}
    </section>
  );
}

const NothingDue = ({ renewal }: { renewal: ReactNode }) => (
  <Empty title="Nothing is due">
    <Text mb="sm">Pay is due once an answer is accepted or soft-rejected, a bonus once it is promised.</Text>
    {renewal}
  </Empty>
);

type TableProps = { rows: readonly Payout[]; isDue: boolean; onChoose: (paying: Paying) => void };

const PayoutTable = ({ rows, isDue, onChoose }: TableProps) => (
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
        <Table.Tr key={`${row.run} ${row.worker}`}>
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
            {isDue ? (
              <Button
                variant="default"
                size="xs"
                aria-label={`Paid: ${row.total} ${row.currency} to ${row.worker_name ?? row.worker}`}
                onClick={() => onChoose(payingOf(row))}
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
                  onClick={() => onChoose(payingOf(row))}
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

const payingOf = ({ run, worker, worker_name, total, currency }: Payout): Paying => ({
  ...{ run, worker },
  text: `${total} ${currency} to ${worker_name ?? worker}`,
});

type DialogProps = { paying: Paying; upto: number; onClose: () => void };

/** Records what is on the screen as paid, once. */
function PaidDialog({ paying: { text, ...scope }, upto, onClose }: DialogProps) {
  const record = useEndpointMutation(recordPayouts);
  const [note, setNote] = useState('');
  const send = async () => {
    const { answers, bonuses } = await record.mutateAsync({
      body: { ...scope, upto, ...(note.trim() ? { note: note.trim() } : {}) },
    });
    onClose();
    notify(`${formatCount(answers, 'answer')} and ${bonuses} ${bonuses === 1 ? 'bonus' : 'bonuses'} recorded as paid.`);
  };
  return (
    <FormDialog title="Record as paid?" button="Record as paid" isFinal centered onClose={onClose} onSend={send}>
      <Text className="anywhere">
        You have paid <strong>{text}</strong>. This is recorded with your name and the time. A mistake can be taken back
        below <em>Paid</em>, with a reason.
      </Text>
      <TextInput
        label="Note"
        description="Such as the number of the transfer."
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Takes back that a line was recorded as paid, with the reason. */
function UndoDialog({ paying: { text, ...scope }, upto, onClose }: DialogProps) {
  const undo = useEndpointMutation(undoPayouts);
  const [note, setNote] = useState('');
  const send = async () => {
    const { answers, bonuses } = await undo.mutateAsync({ body: { ...scope, upto, note: note.trim() } });
    onClose();
    notify(
      `${formatCount(answers, 'answer')} and ${bonuses} ${bonuses === 1 ? 'bonus' : 'bonuses'} taken back: owed again.`,
    );
  };
  return (
    <FormDialog
      title="Not paid after all?"
      button="Take back"
      isFinal
      isDisabled={!note.trim()}
      centered
      onClose={onClose}
      onSend={send}
    >
      <Text className="anywhere">
        It is recorded that you have paid <strong>{text}</strong>. Taken back, it is owed again, and is on the next
        list.
      </Text>
      <TextInput
        label="Reason"
        description="Such as that the transfer came back."
        required
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
