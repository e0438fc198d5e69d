import { Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { Collapsible } from '../../components/collapsible.tsx';
import { useShowMore } from '../../components/show-more.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { type AnswerFile, downloadAddressOf } from '../files/answer-file.ts';
import { formatCount } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { type Cue, cuesOf, maxLength } from './cues.ts';
import { vttSourcesOf } from './vtt-sources.ts';

/** The WebVTT texts of a unit, as tables of their cues; nothing if it has none. */
export function VttSection({ unit }: { unit: UnitDetail }) {
  const found = useMemo(() => vttSourcesOf(unit), [unit]);
  if (found.length === 0) return null;
  return (
    <Collapsible name="webvtt" title={`WebVTT (${found.length})`}>
      <Stack>
        {found.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the texts of a unit never change places.
          <section key={at} aria-label={`WebVTT ${at + 1}`}>
            <Text size="sm" c="dimmed" component="div">
              <ForeignText text={one.name || '(unnamed file)'} maxLetters={200} />
            </Text>
            {'text' in one ? <VttText text={one.text} /> : <VttFile file={one.file} />}
          </section>
        ))}
      </Stack>
    </Collapsible>
  );
}

function VttText({ text }: { text: string }) {
  const cues = useMemo(() => cuesOf(text), [text]);
  if (!cues) return <Text size="sm">Not WebVTT, or too long to show here.</Text>;
  if (cues.length === 0) return <Text size="sm">No cues.</Text>;
  return <CueTable cues={cues} />;
}

function VttFile({ file }: { file: AnswerFile }) {
  const isSmall = file.size <= maxLength;
  const { data, error } = useQuery({
    queryKey: ['vtt', file.hash],
    queryFn: async ({ signal }) => {
      const answer = await fetch(downloadAddressOf(file), { signal });
      if (!answer.ok) throw new Error('The file could not be read. Reload the page to try again.');
      return answer.text();
    },
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: undefined,
    enabled: isSmall,
  });
  if (!isSmall) return <Text size="sm">The file is too large to show here. Download it.</Text>;
  if (error) return <Text size="sm">{error.message}</Text>;
  return data === undefined ? <Waiting rows={1} /> : <VttText text={data} />;
}

function CueTable({ cues }: { cues: readonly Cue[] }) {
  const { shown, more } = useShowMore(cues);
  return (
    <>
      <Table aria-label={formatCount(cues.length, 'cue')} className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Time</Table.Th>
            <Table.Th scope="col">Text</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ id, start, end, text }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cues of a text never change places, and may be the same twice.
            <Table.Tr key={at}>
              <Table.Td valign="top" w="9rem">
                {start}
                <br />
                {end}
              </Table.Td>
              <Table.Td valign="top">
                {id !== '' && (
                  <Text size="sm" c="dimmed" component="div">
                    <ForeignText text={id} maxLetters={200} />
                  </Text>
                )}
                <ForeignText text={text} block maxLetters={1000} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more}
    </>
  );
}
