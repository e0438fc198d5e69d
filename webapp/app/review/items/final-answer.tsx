import { Alert, Text } from '@mantine/core';
import type { Adjudication, Item } from '../../../../src/api/queue.ts';
import { formatTime, nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { ValueView } from '../values/value-view.tsx';

type Adjudicated = NonNullable<Item['adjudicated']>;

/** The final answer to an item, and those in whose place it was put. */
export const FinalAnswer = ({ adjudicated }: { adjudicated: Adjudicated }) => (
  <Alert variant="outline" color="gray" title="Final answer">
    <OneAnswer decided={adjudicated} />
    <Former answers={adjudicated.before} />
  </Alert>
);

/** The final answers that an item had before the last of them was withdrawn. */
export const WithdrawnAnswers = ({ answers }: { answers: readonly Adjudication[] }) => (
  <Alert variant="outline" color="gray" title="No final answer at present">
    <Former answers={answers} />
  </Alert>
);

const Former = ({ answers }: { answers: readonly Adjudication[] }) =>
  answers.length > 0 && (
    <section aria-label="Earlier final answers">
      <Text size="sm" fw={600} mt="sm">
        Before
      </Text>
      {answers.map((decided) => (
        <OneAnswer key={decided.at} decided={decided} />
      ))}
    </section>
  );

const OneAnswer = ({ decided }: { decided: Adjudication }) => {
  const { answer, by, at, note, withdrawn_by, withdrawn_at } = decided;
  return (
    <div>
      <ValueView value={answer} />
      <Text size="sm" c="dimmed" component="div">
        decided by <ForeignText text={nameOf(by)} maxLetters={100} />, {formatTime(at)}
        {withdrawn_by !== null && withdrawn_at !== null && (
          <>
            ; withdrawn by <ForeignText text={nameOf(withdrawn_by)} maxLetters={100} />, {formatTime(withdrawn_at)}
          </>
        )}
      </Text>
      {note && <ForeignText text={note} block maxLetters={1000} />}
    </div>
  );
};
