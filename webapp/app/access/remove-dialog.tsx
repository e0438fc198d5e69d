import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { removePerson } from '../../../src/api/access.ts';
import { useTell } from '../api.ts';
import { say } from '../notices.ts';
import { Fault } from '../page.tsx';

/** Asks before somebody is let in no more. */
export function RemoveDialog({ name, close }: { name: string | undefined; close: () => void }) {
  const removal = useTell(removePerson);
  const doRemove = () => {
    if (name === undefined) return;
    removal.mutate(
      { params: { name } },
      {
        onSuccess: () => {
          close();
          say(`${name} can sign in no more.`);
        },
      },
    );
  };
  return (
    <Modal
      opened={name !== undefined}
      onClose={close}
      title="Remove this person?"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text className="anywhere">
          <b>{name}</b> is signed out at once, and their tokens end. What they decided stays, under their name.
        </Text>
        {removal.error && <Fault error={removal.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            Keep
          </Button>
          <Button color="red.9" c="white" loading={removal.isPending} onClick={doRemove}>
            Remove
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
