import { Table, Text, Title } from '@mantine/core';
import { ScreenLink } from '../components/link.tsx';
import { useShowAll } from '../components/show-more.tsx';
import { formatShare } from '../review/labels.ts';
import { WorkerName } from '../review/worker-name.tsx';
import type { Quality } from './query.ts';

/** How many rows are shown first. */
const firstRows = 20;

/** How many of each worker's answers had a paste; nothing where no page counts them. */
export function Pastes({ rows }: { rows: Quality['pastes'] }) {
  const { shown, more } = useShowAll(rows, firstRows);
  if (rows.length === 0) return null;
  return (
    <section className="card" aria-labelledby="pastes">
      <Title order={2} size="h3" id="pastes">
        Answers with pastes
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Evidence, not a verdict: a paste can have a harmless reason. Look at the units first.
      </Text>
      <Table.ScrollContainer minWidth={320}>
        <Table className="numbers">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Worker</Table.Th>
              <Table.Th scope="col">With a paste</Table.Th>
              <Table.Th scope="col">Share</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ worker, answers, with_pastes }) => (
              <Table.Tr key={worker}>
                <Table.Td className="anywhere">
                  <ScreenLink to="/units" search={{ worker, pasted: 'yes' }} inherit>
                    <WorkerName worker={worker} />
                  </ScreenLink>
                </Table.Td>
                <Table.Td>
                  {with_pastes.toLocaleString('en')} of {answers.toLocaleString('en')}
                </Table.Td>
                <Table.Td>{formatShare(with_pastes, answers)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {more}
    </section>
  );
}
