import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type AppliedRule, isOver, listAppliedRules, undoAppliedRule } from '../../../src/api/rules.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { ScreenLink } from '../components/link.tsx';
import { Fault } from '../components/page.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { notify, notifyFault } from '../data/notices.ts';
import { pagesOf, usePages } from '../data/queries.ts';
import { useWorkerText } from '../data/worker-names.ts';
import { formatTime, nameOf } from '../review/labels.ts';
import { UnitLink, WorkerLink } from '../review/links.tsx';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { seenText } from '../review/text/pieces.ts';
import style from '../review/unit/unit.module.css';
import { didText, measuredText } from './texts.ts';

const pageRows = 20;

/** What rules did in a run or to a worker, the newest first. */
export function useAppliedRules(of: { run: string } | { worker: string }) {
  const pages = usePages(pagesOf(listAppliedRules, { query: { ...of, limit: pageRows } }), { live: true });
  return { pages, applied: (pages.data?.pages ?? []).flatMap(({ applied }) => applied) };
}

type Props = ReturnType<typeof useAppliedRules> & {
  /** What each line names: what the page itself is not about. */
  by: 'worker' | 'run';
};

/** What rules did, each with a button that takes it back. */
export function AppliedRules({ pages, applied, by }: Props) {
  return (
    <>
      {pages.error && <Fault error={pages.error} />}
      <ol className={style.history}>
        {applied.map((one) => (
          <li key={one.id}>
            <OneApplied applied={one} by={by} />
          </li>
        ))}
      </ol>
      {pages.hasNextPage && (
        <Group>
          <Button
            variant="default"
            size="xs"
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
    </>
  );
}

function OneApplied({ applied, by }: { applied: AppliedRule; by: Props['by'] }) {
  const { at, reason, refused, undone, rule } = applied;
  const ended = isOver(applied, Date.now()) ? ' (over)' : '';
  return (
    <Group justify="space-between" align="flex-start" gap="xs">
      <Stack gap={2} className="grows" c={undone ? 'dimmed' : undefined}>
        <Text size="sm" component="div">
          <strong>
            {didText(applied)}
            {ended}
          </strong>
          {': '}
          {by === 'worker' ? (
            <WorkerLink worker={applied.worker} />
          ) : (
            <ScreenLink to="/runs/$run" params={{ run: applied.run }} size="sm" underline="always">
              {applied.run}
            </ScreenLink>
          )}
          <Text span size="sm" c="dimmed">
            {' · '}
            <time dateTime={at}>{formatTime(at)}</time>
          </Text>
        </Text>
        <Text size="sm" component="div">
          <ForeignText text={rule} maxLetters={200} />. It was {measuredText(applied)}, with{' '}
          <UnitLink unit={applied.unit} />.
        </Text>
        {reason && (
          <Text size="sm" component="div">
            Reason: <ForeignText text={reason} maxLetters={500} />
          </Text>
        )}
        {refused.map(({ what, message }) => (
          <Text key={what} size="sm" component="div">
            Not done: {message}
          </Text>
        ))}
        {undone && (
          <Text size="sm" component="div">
            Taken back by <ForeignText text={nameOf(undone.by)} maxLetters={100} />, {formatTime(undone.at)}
            {undone.note && (
              <>
                : <ForeignText text={undone.note} maxLetters={1000} />
              </>
            )}
          </Text>
        )}
      </Stack>
      {!undone && <Undo applied={applied} />}
    </Group>
  );
}

/** Takes back at one click what a rule did, or with a note. */
function Undo({ applied }: { applied: AppliedRule }) {
  const { id, run, worker } = applied;
  const mayUndo = useMay('reviewer');
  const undo = useEndpointMutation(undoAppliedRule);
  const [isOpen, setOpen] = useState(false);
  const [note, setNote] = useState('');
  const what = `“${didText(applied)}” of ${seenText(useWorkerText(worker))}`;
  if (!mayUndo) return null;

  async function takeBack(why = '') {
    await undo.mutateAsync({ params: { run, application: id }, body: why === '' ? {} : { note: why } });
    setOpen(false);
    notify(`Taken back: ${what}. The rule counts from zero for this worker.`);
  }

  return (
    <Group gap="xs">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Undo ${what}`}
        loading={undo.isPending}
        onClick={() => void takeBack().catch(notifyFault)}
      >
        Undo
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={`Undo ${what} with a note`}
        disabled={undo.isPending}
        onClick={() => setOpen(true)}
      >
        With a note…
      </Button>
      {isOpen && (
        <FormDialog
          title="Take back what a rule did"
          button="Undo"
          onClose={() => setOpen(false)}
          onSend={() => takeBack(note.trim())}
        >
          <Textarea
            label="Note (reviewers only)"
            description="Kept in the worker’s history; the worker does not see it."
            data-autofocus
            autosize
            minRows={2}
            maxLength={4000}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
        </FormDialog>
      )}
    </Group>
  );
}
