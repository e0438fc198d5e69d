import { Button, Kbd, Stack, Table, Text } from '@mantine/core';
import type { Item } from '../../../../src/api/queue.ts';
import { signalTexts } from '../../../../src/api/signal-texts.ts';
import { FlagBadge } from '../../rules/rule-badges.tsx';
import { FileList } from '../files/file-list.tsx';
import { formatDuration } from '../labels.ts';
import { UnitLink, WorkerLink } from '../links.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { StatusBadge } from '../unit/status-badge.tsx';
import { withoutFiles } from '../values/answer-view.tsx';
import { ValueView } from '../values/value-view.tsx';
import { compare } from './differences.ts';
import style from './items.module.css';

type Props = { item: Item; onChoose: (answer: unknown) => void };

/** All answers to an item in columns, field by field; where they differ, the row is marked. */
export function AnswerColumns({ item, onChoose }: Props) {
  const { answers } = item;
  const rows = compare(answers.map(({ answer }) => withoutFiles(answer)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard.
    <section className={style.scroller} tabIndex={0} aria-label="Answers side by side">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Field</Table.Th>
            {answers.map(({ unit, worker, status, seconds, signals, flagged }, at) => (
              <Table.Th key={unit} scope="col">
                <Stack gap={4} align="flex-start">
                  <WorkerLink worker={worker} />
                  <UnitLink unit={unit} />
                  <StatusBadge status={status} />
                  <FlagBadge flagged={flagged} />
                  <Text size="xs" c="dimmed">
                    in {formatDuration(seconds)}
                  </Text>
                  {signals && (
                    <Text size="xs" c="dimmed" fw={400}>
                      {signalTexts(signals).join(' · ')}
                    </Text>
                  )}
                  <Button
                    size="compact-sm"
                    variant="default"
                    rightSection={
                      at < 9 && (
                        <Kbd size="xs" aria-hidden>
                          {at + 1}
                        </Kbd>
                      )
                    }
                    onClick={() => onChoose(answers[at]?.answer)}
                  >
                    Use this answer
                  </Button>
                </Stack>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ path, values, differs }) => (
            <Table.Tr key={path} className={differs ? style.differs : undefined}>
              <Table.Th scope="row">
                <ForeignText text={path || 'Answer'} maxLetters={200} />
                {differs && (
                  <Text size="xs" c="dimmed">
                    differs
                  </Text>
                )}
              </Table.Th>
              {values.map((value, at) => (
                <Table.Td key={answers[at]?.unit}>
                  <div className={style.tall}>
                    {value === undefined ? '–' : <ValueView value={value} name={path} depth={1} />}
                  </div>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
          {answers.some(({ files }) => files.length > 0) && (
            <Table.Tr>
              <Table.Th scope="row">Files</Table.Th>
              {answers.map(({ unit, files }) => (
                <Table.Td key={unit}>
                  <FileList files={files} />
                </Table.Td>
              ))}
            </Table.Tr>
          )}
        </Table.Tbody>
      </Table>
    </section>
  );
}
