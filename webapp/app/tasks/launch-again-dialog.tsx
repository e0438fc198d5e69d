import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { ApiError } from '../../../src/api/client.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { Fault } from '../components/page.tsx';
import { Launched } from './launched.tsx';
import { useLaunch } from './use-launch.ts';

/** Asks before the task of a run is launched again, and then says where to go. */
export function LaunchAgainDialog({ run: before, onClose }: { run: LiveRun; onClose: () => void }) {
  const { launchAgain, isBusy, step, run, problem } = useLaunch();
  const hasChanged = problem instanceof ApiError && problem.code === 'run/task-changed';
  return (
    <Modal opened onClose={onClose} title={run ? 'Launched' : 'Launch this again?'} centered>
      {run ? (
        <Launched run={run} />
      ) : (
        <Stack>
          <Text className="anywhere">
            <b>
              <bdi>{before.title}</bdi>
            </b>{' '}
            gets a new run with the config and data that {before.id} was launched with, and a link of its own. What was
            changed or added since then is not in it.
          </Text>
          {problem !== undefined && <Fault error={problem} />}
          <Text role="status">{isBusy ? (step ?? 'Launching') : ''}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button loading={isBusy} onClick={() => void launchAgain(before.id, hasChanged)} data-autofocus>
              {hasChanged ? 'Launch the files as they are now' : 'Launch'}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
