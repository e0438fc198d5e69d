import { Table, Text, Title } from '@mantine/core';
import { allCountedUpTo, refusedReasonText } from '../../../src/api/refused-workers.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { ScreenLink } from '../components/link.tsx';
import { useMay } from '../data/current-user.ts';
import { formatNumber } from '../overview/labels.ts';

/** Why workers got no unit although there were some; nothing where nobody was refused. */
export function RefusedWorkers({ run: { id, refused, worker_identity } }: { run: LiveRun }) {
  const isOwner = useMay('owner');
  if (refused.length === 0) return null;
  const areSomeLeftOut = refused.reduce((sum, { workers }) => sum + workers, 0) > allCountedUpTo;
  const countText = (workers: number) => `${formatNumber(workers)}${areSomeLeftOut ? ' or more' : ''}`;
  return (
    <section className="card stack" aria-labelledby="refused">
      <Title order={2} size="h3" id="refused">
        Workers who got no unit
      </Title>
      <Text size="sm" c="dimmed">
        Each for the reason that applied when they came last.
        {isOwner && worker_identity === 'invited' && (
          <>
            {' '}
            <ScreenLink to="/runs/$run/invitations" params={{ run: id }} search={{ state: 'refused' }} inherit>
              Who they are
            </ScreenLink>
          </>
        )}
      </Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Reason</Table.Th>
            <Table.Th scope="col" ta="end">
              Workers
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {refused.map(({ reason, workers }) => (
            <Table.Tr key={reason}>
              <Table.Td className="anywhere">{refusedReasonText(reason)}</Table.Td>
              <Table.Td ta="end" className="numbers">
                {countText(workers)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
