import { Table, Text, Title } from '@mantine/core';
import { pairedFigures, referencesText } from '../../../src/api/paired-figures.ts';
import { StackingTable } from '../components/stacking-table.tsx';
import { figureInWords } from './further-words.ts';
import type { Section } from './query.ts';

type Whole = NonNullable<Section['whole']>;
type Named = Whole['figures'][number];

const Value = ({ of, head }: { of: Named | undefined; head: string }) => (
  <Table.Td data-head={head} c={of?.figure.value === null ? 'dimmed' : undefined}>
    {of ? figureInWords(of) : '–'}
  </Table.Td>
);

const Heads = ({ names }: { names: readonly string[] }) => (
  <Table.Thead>
    <Table.Tr>
      {names.map((name) => (
        <Table.Th key={name} scope="col" className="anywhere">
          {name}
        </Table.Th>
      ))}
    </Table.Tr>
  </Table.Thead>
);

type Beside = Section['beside'];

/** The figures, with those of the other run beside them. */
export function FurtherTable({ whole, beside, name }: { whole: Whole; beside: Beside; name: string }) {
  const figures = pairedFigures(whole, beside);
  const note = beside && referencesText(figures);
  return (
    <>
      <StackingTable className="numbers">
        <Heads names={['Figure', ...(beside ? [name, beside.run] : ['Value'])]} />
        <Table.Tbody>
          {figures.map(({ key, name: figure, one, other }) => (
            <Table.Tr key={key}>
              <Table.Td>{figure}</Table.Td>
              <Value of={one} head={beside ? name : 'Value'} />
              {beside && <Value of={other} head={beside.run} />}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </StackingTable>
      {note && <Text size="sm">{note}</Text>}
    </>
  );
}

type Subsets = NonNullable<Section['subsets']>;

/** The figures of each value of a key, a row for each value and figure. */
export function FurtherSubsets({ subsets, run, name }: { subsets: Subsets; run: string | undefined; name: string }) {
  const heads = [subsets.key, 'Figure', ...(run ? [name, run] : ['Value'])];
  return (
    <section aria-labelledby="subsets">
      <Title order={3} size="h4" id="subsets" className="anywhere">
        By {subsets.key}
      </Title>
      <StackingTable className="numbers">
        <Heads names={heads} />
        <Table.Tbody>
          {subsets.rows.flatMap(({ value, whole, beside }) =>
            pairedFigures(whole, beside).map(({ key, name: figure, one, other }) => (
              <Table.Tr key={`${value} ${key}`}>
                <Table.Td className="anywhere" miw="7rem">
                  <bdi>{value}</bdi>
                </Table.Td>
                <Table.Td data-head="Figure">{figure}</Table.Td>
                <Value of={one} head={run ? name : 'Value'} />
                {run && <Value of={other} head={run} />}
              </Table.Tr>
            )),
          )}
        </Table.Tbody>
      </StackingTable>
      {subsets.more > 0 && `${subsets.more} more values have fewer answers.`}
    </section>
  );
}
