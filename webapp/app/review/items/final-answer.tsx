import { Alert, Text } from '@mantine/core';
import type { Item } from '../../../../src/api/queue.ts';
import { formatTime, nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { ValueView } from '../values/value-view.tsx';

type Adjudicated = NonNullable<Item['adjudicated']>;

/** The final answer to an item, and those in whose place it was put. */
export const FinalAnswer = ({ adjudicated }: { adjudicated: Adjudicated }) => (
  <Alert variant="outline" color="gray" title="Final answer">
    <OneAnswer decided={adjudicated} />
    {adjudicated.before.length > 0 && (
      <section aria-label="Earlier final answers">
        <Text size="sm" fw={600} mt="sm">
          Before
        </Text>
        {adjudicated.before.map((decided) => (
          <OneAnswer key={decided.at} decided={decided} />
        ))}
      </section>
    )}
  </Alert>
);

const OneAnswer = ({ decided: { answer, by, at, note } }: { decided: Omit<Adjudicated, 'before'> }) => (
  <div>
    <ValueView value={answer} />
    <Text size="sm" c="dimmed" component="div">
      decided by <ForeignText text={nameOf(by)} maxLetters={100} />, {formatTime(at)}
    </Text>
    {note && <ForeignText text={note} block maxLetters={1000} />}
  </div>
);
