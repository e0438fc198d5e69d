import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { formatCount } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import type { Outcome } from './perform.ts';

const maxShown = 50;

/** The outcome for many units: how many were decided, and why the others were not. */
export function OutcomeOfMany({ outcome, onClose }: { outcome: Outcome; onClose: () => void }) {
  const { reviewed, refused } = outcome;
  return (
    <Modal opened onClose={onClose} title="Some answers were not reviewed">
      <Stack>
        <Text>
          {formatCount(reviewed, 'answer')} reviewed; {refused.length.toLocaleString('en')} refused:
        </Text>
        <ul style={{ margin: 0, paddingLeft: '1.2rem' }}>
          {refused.slice(0, maxShown).map(({ unit, message }) => (
            <li key={unit}>
              <ForeignText text={message} maxLetters={400} />
            </li>
          ))}
        </ul>
        {refused.length > maxShown && <Text size="sm">… and {refused.length - maxShown} more.</Text>}
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            Continue
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
