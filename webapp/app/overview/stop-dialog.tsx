import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type LiveRun, stopRun } from '../../../src/api/runs.ts';
import { useTell } from '../api.ts';
import { say } from '../notices.ts';
import { Fault } from '../page.tsx';
import { countWords } from './words.ts';

type Props = { run: LiveRun; isOpen: boolean; close: () => void };

/** Asks before a run is stopped, since that cannot be undone. */
export function StopDialog({ run, isOpen, close }: Props) {
  const stop = useTell(stopRun);
  const doStop = () =>
    stop.mutate(
      { params: { run: run.id } },
      {
        onSuccess: () => {
          close();
          say('Stopped. Work in hand may still be handed in.');
        },
      },
    );
  return (
    <Modal opened={isOpen} onClose={close} title="Stop this run?" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Text className="anywhere">
          <b>
            <bdi>{run.title}</bdi>
          </b>{' '}
          ({run.id})
        </Text>
        <Text>
          {countWords(run.open)} open units are withdrawn for good. The {countWords(run.assigned)} in work may still be
          handed in, and everything that came in stays. To rest only for a while, pause it instead.
        </Text>
        {stop.error && <Fault error={stop.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            Keep it going
          </Button>
          <Button color="red.9" c="white" loading={stop.isPending} onClick={doStop}>
            Stop the run
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
