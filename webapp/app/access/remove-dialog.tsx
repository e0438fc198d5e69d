import { Text } from '@mantine/core';
import { removeUser } from '../../../src/api/access.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';

/** Asks before a user is removed. */
export function RemoveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const removal = useEndpointMutation(removeUser);
  const doRemove = async () => {
    await removal.mutateAsync({ params: { name } });
    onClose();
    notify(`${name} removed.`);
  };
  return (
    <FormDialog title="Remove this user?" centered button="Remove" isFinal onClose={onClose} onSend={doRemove}>
      <Text className="anywhere">
        <b>{name}</b> is signed out now, and their tokens end. Their reviews stay, under their name.
      </Text>
    </FormDialog>
  );
}
