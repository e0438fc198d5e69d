import { Table, Text } from '@mantine/core';
import { signalFields } from '../../../../src/api/signal-texts.ts';
import type { SignalSums } from '../../../../src/api/signals.ts';
import { formatCount, formatShare } from '../labels.ts';
import { EvidenceNotVerdict } from '../unit/signals-line.tsx';

const names: Record<(typeof signalFields)[number], string> = {
  pastes: 'Pastes',
  pasted_characters: 'Characters pasted',
  copies: 'Copies',
  times_away: 'Times away from the page',
  seconds_away: 'Seconds away',
  keys_typed: 'Keys typed',
  seconds_typing: 'Seconds in which a key was typed',
};

/** What the pages of a worker's answers counted. */
export function WorkerSignals({ signals: { answers, with_pastes, counts } }: { signals: SignalSums }) {
  return (
    <>
      <Text size="sm">
        Counted in {formatCount(answers, 'answer')}
        {with_pastes !== null && `, ${with_pastes} with a paste (${formatShare(with_pastes, answers)})`}.
      </Text>
      <Table className="numbers" w="auto">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Counted</Table.Th>
            <Table.Th scope="col">In all</Table.Th>
            <Table.Th scope="col">Median of an answer</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {signalFields.map((field) => {
            const found = counts[field];
            return (
              found && (
                <Table.Tr key={field}>
                  <Table.Th scope="row">{names[field]}</Table.Th>
                  <Table.Td>{found.total.toLocaleString('en')}</Table.Td>
                  <Table.Td>{found.median.toLocaleString('en')}</Table.Td>
                </Table.Tr>
              )
            );
          })}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        This is <EvidenceNotVerdict />
      </Text>
    </>
  );
}
