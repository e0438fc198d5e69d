import { Table, Text, Title } from '@mantine/core';
import type { LiveRun } from '../../../src/api/runs.ts';
import { formatNumber } from '../overview/labels.ts';

/** The reasons that are no requirement, in words. */
const reasons: Readonly<Record<string, string>> = {
  blocked: 'Blocked',
  'not-qualified': 'Not qualified when they came',
  'maximum-reached': 'Have done as many units as one worker may',
  'not-invited': 'Not invited',
  'invitation-expired': 'Their invitation has expired',
  'invitation-withdrawn': 'Their invitation was withdrawn, or replaced by a newer link',
  excluded: 'Excluded by a rule',
  'worker-paused': 'Paused by a rule',
  'too-many-at-once': 'Have another unit in hand',
  full: 'As many were at work as may be at the same time',
  'no-work': 'Found nothing to do at their first visit',
  'no-gold-left': 'No gold item is left that they have not had',
  'no-screening-left': 'No screening unit is left',
};

/** Why workers got no unit although there were some; nothing where nobody was refused. */
export function RefusedWorkers({ refused }: Pick<LiveRun, 'refused'>) {
  if (refused.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="refused">
      <Title order={2} size="h3" id="refused">
        Workers who got no unit
      </Title>
      <Text size="sm" c="dimmed">
        Each for the reason that applied when they came last.
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
              <Table.Td className="anywhere">{reasons[reason] ?? reason}</Table.Td>
              <Table.Td ta="end" className="numbers">
                {formatNumber(workers)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
