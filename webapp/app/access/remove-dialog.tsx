import { Text } from '@mantine/core';
import { removeUser } from '../../../src/api/access.ts';
import { useTell } from '../data/api.ts';
import { say } from '../data/notices.ts';
import { FormDialog } from '../parts/form-dialog.tsx';

/** Asks before somebody is let in no more. */
export function RemoveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const removal = useTell(removeUser);
  const doRemove = async () => {
    await removal.mutateAsync({ params: { name } });
    onClose();
    say(`${name} can sign in no more.`);
  };
  return (
    <FormDialog
      title="Remove this person?"
      centered
      button="Remove"
      cancel="Keep"
      isFinal
      onClose={onClose}
      onSend={doRemove}
    >
      <Text className="anywhere">
        <b>{name}</b> is signed out at once, and their tokens end. What they decided stays, under their name.
      </Text>
    </FormDialog>
  );
}
