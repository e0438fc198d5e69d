import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { SavedTask } from '../../../src/api/tasks.ts';
import { Fault } from '../components/page.tsx';
import { ruleFaultsOf, ruleLines, rulesIn } from '../rules/rule-lines.ts';
import { RulesField } from '../rules/rules-field.tsx';
import { Launched } from './launched.tsx';
import { useLaunch } from './use-launch.ts';

/** Asks before a saved task is launched, and then says where to go. */
export function LaunchDialog({ task, onClose }: { task: SavedTask; onClose: () => void }) {
  const { launch, isBusy, step, run, problem } = useLaunch();
  const before = ruleLines(task.rules);
  const [written, setWritten] = useState(before);
  const { rules: fault, others } = ruleFaultsOf(problem);
  const changed = written.trim() === before ? undefined : rulesIn(written);
  return (
    <Modal opened onClose={onClose} title={run ? 'Launched' : 'Launch this task?'} centered>
      {run ? (
        <Launched run={run} />
      ) : (
        <Stack>
          <Text className="anywhere">
            <b>
              <bdi>{task.title}</bdi>
            </b>{' '}
            ({task.name}) gets a new run, with all its items and a link of its own.
          </Text>
          <RulesField
            note="those of its config unless you change them"
            value={written}
            onChange={setWritten}
            fault={fault}
          />
          {others !== undefined && <Fault error={others} />}
          <Text role="status">{isBusy ? (step ?? 'Launching') : ''}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button loading={isBusy} onClick={() => void launch(task.name, changed)} data-autofocus>
              Launch
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
