import { Alert, Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { adjudicate, type Item } from '../../../../src/api/queue.ts';
import { askSecondOpinion } from '../../../../src/api/review.ts';
import { send } from '../../data/api.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { formatCount, formatTime, nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { EvidenceNotVerdict } from '../unit/signals-line.tsx';
import { useKeys } from '../use-keys.ts';
import { AnswerView } from '../values/answer-view.tsx';
import { ValueView } from '../values/value-view.tsx';
import { Agreement } from './agreement.tsx';
import { AnswerColumns } from './answer-columns.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';

type Props = { item: Item; onNext: () => void; onPrevious: () => void; onResolved: () => void };

/** One item with all its answers, to choose or edit the final answer or ask for a second opinion. */
export function OneItem({ item, onNext, onPrevious, onResolved }: Props) {
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const { assignment, answers, adjudicated } = item;

  async function resolve(answer: unknown, note?: string) {
    setOpen(false);
    try {
      await send(adjudicate, { params: { assignment }, body: { answer, note } });
      notify(`Final answer saved for ${assignment}.`);
      onResolved();
    } catch (error) {
      notifyFault(error);
    }
    await refresh(queryClient);
  }
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
      {adjudicated && (
        <Alert variant="outline" color="gray" title="Final answer">
          <ValueView value={adjudicated.answer} />
          <Text size="sm" c="dimmed" component="div">
            decided by <ForeignText text={nameOf(adjudicated.by)} maxLetters={100} />, {formatTime(adjudicated.at)}
          </Text>
          {adjudicated.note && <ForeignText text={adjudicated.note} block maxLetters={1000} />}
        </Alert>
      )}
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
      {isOpen && (
        <ResolveDialog
          item={item}
          onClose={() => setOpen(false)}
          onResolve={(answer, note) => void resolve(answer, note)}
        />
      )}
    </Stack>
  );
}
