import { Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Item } from '../../../../src/api/queue.ts';
import { askSecondOpinion } from '../../../../src/api/review.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { send } from '../../data/api.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { formatCount } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { EvidenceNotVerdict } from '../unit/signals-line.tsx';
import { useKeys } from '../use-keys.ts';
import { AnswerView } from '../values/answer-view.tsx';
import { Agreement } from './agreement.tsx';
import { AnswerColumns } from './answer-columns.tsx';
import { FinalAnswer, WithdrawnAnswers } from './final-answer.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { useFinalAnswer } from './use-final-answer.ts';

type Props = { item: Item; onNext: () => void; onPrevious: () => void; onResolved: () => void };

/** One item with all its answers, to choose or edit the final answer or ask for a second opinion. */
export function OneItem({ item, onNext, onPrevious, onResolved }: Props) {
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const { resolve, withdraw, replacing, keepOther } = useFinalAnswer(item, onResolved);
  const { answers, adjudicated, withdrawn } = item;

  async function askOthers() {
    const waiting = answers.filter(({ status }) => status === 'completed');
    try {
      for (const { unit } of waiting) await send(askSecondOpinion, { params: { unit }, body: {} });
      notify(
        waiting.length > 0
          ? `Second opinion requested for ${formatCount(waiting.length, 'answer')}.`
          : 'All answers to this item are reviewed already.',
      );
    } catch (error) {
      notifyFault(error);
    }
    await refresh(queryClient);
  }
  const choose = (at: number) => answers[at] && void resolve(answers[at].answer);
  useKeys({
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [String(digit), () => choose(digit - 1)])),
    e: () => setOpen(true),
    o: () => void askOthers(),
    n: onNext,
    j: onNext,
    p: onPrevious,
    k: onPrevious,
  });

  return (
    <Stack>
      {adjudicated && <FinalAnswer adjudicated={adjudicated} />}
      {withdrawn.length > 0 && <WithdrawnAnswers answers={withdrawn} />}
      <section className="card" aria-label="Item">
        <AnswerView name="Item" value={item.data} />
      </section>
      <Agreement questions={item.questions} />
      <AnswerColumns item={item} onChoose={(answer) => void resolve(answer)} />
      {answers.some(({ signals }) => signals) && (
        <Text size="xs" c="dimmed">
          What pages counted is <EvidenceNotVerdict />
        </Text>
      )}
      <Group gap="xs" role="toolbar" aria-label="What to do about this item">
        <Button
          rightSection={
            <Kbd size="xs" aria-hidden>
              e
            </Kbd>
          }
          onClick={() => setOpen(true)}
        >
          Edit final answer…
        </Button>
        <Button
          variant="default"
          rightSection={
            <Kbd size="xs" aria-hidden>
              o
            </Kbd>
          }
          onClick={() => void askOthers()}
        >
          Second opinion
        </Button>
        {adjudicated && (
          <Button variant="default" onClick={() => void withdraw()}>
            Withdraw final answer
          </Button>
        )}
        <Button
          variant="default"
          rightSection={
            <Kbd size="xs" aria-hidden>
              p
            </Kbd>
          }
          onClick={onPrevious}
        >
          Previous
        </Button>
        <Button
          variant="default"
          rightSection={
            <Kbd size="xs" aria-hidden>
              n
            </Kbd>
          }
          onClick={onNext}
        >
          Next
        </Button>
      </Group>
      {replacing && (
        <FormDialog
          title="Another final answer?"
          button="Use mine instead"
          isFinal
          onClose={keepOther}
          onSend={() => resolve(replacing.answer, replacing.note, true)}
        >
          <ForeignText text={replacing.sentence} block maxLetters={1000} />
        </FormDialog>
      )}
      {isOpen && (
        <ResolveDialog
          item={item}
          onClose={() => setOpen(false)}
          onResolve={(answer, note) => {
            setOpen(false);
            void resolve(answer, note);
          }}
        />
      )}
    </Stack>
  );
}
