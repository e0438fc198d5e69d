import { Table, Text, Title } from '@mantine/core';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { formatFigure } from './explanations.ts';
import type { Quality } from './query.ts';

type Option = NonNullable<Quality['strengths']>[number];

/** The strength of each option of a pairwise choice with its interval, the strongest first. */
export function Strengths({ strengths, notes }: { strengths: readonly Option[]; notes: readonly string[] }) {
  const low = Math.min(...strengths.map((each) => each.low ?? each.strength));
  const span = Math.max(...strengths.map((each) => each.high ?? each.strength)) - low || 1;
  const at = (value: number) => `${(100 * (value - low)) / span}%`;
  const strongest = strengths.toSorted((one, other) => other.strength - one.strength);
  return (
    <section className="card" aria-labelledby="strengths">
      <Title order={2} size="h3" id="strengths">
        Strength of options
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Strength of each option over all comparisons (Bradley–Terry), with its 95 % interval. Options whose intervals
        overlap may be equally good.
      </Text>
      {notes.map((note) => (
        <Text key={note} size="sm" mb="sm">
          <ForeignText text={note} maxLetters={1000} />
        </Text>
      ))}
      <Table.ScrollContainer minWidth={320}>
        <Table className="numbers">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Option</Table.Th>
              <Table.Th scope="col">Strength</Table.Th>
              <Table.Th scope="col">From</Table.Th>
              <Table.Th scope="col">To</Table.Th>
              <Table.Td w="40%" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {strongest.map((each) => (
              <Table.Tr key={each.option}>
                <Table.Td className="anywhere">
                  <bdi>{each.option}</bdi>
                </Table.Td>
                <Table.Td>{formatFigure(each.strength)}</Table.Td>
                <Table.Td>{each.low === null ? '–' : formatFigure(each.low)}</Table.Td>
                <Table.Td>{each.high === null ? '–' : formatFigure(each.high)}</Table.Td>
                <Table.Td>
                  <div className="interval" aria-hidden>
                    {each.low !== null && each.high !== null && (
                      <span style={{ left: at(each.low), right: `calc(100% - ${at(each.high)})` }} />
                    )}
                    <b style={{ left: at(each.strength) }} />
                  </div>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
