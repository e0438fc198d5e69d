import { Text } from '@mantine/core';
import { removeRequester } from '../../../src/api/requesters.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';

type Props = { name: string; provider: string; onClose: () => void };

/** Asks before an account is removed from here. */
export function RemoveRequesterDialog({ name, provider, onClose }: Props) {
  const removal = useEndpointMutation(removeRequester);
  const send = async () => {
    await removal.mutateAsync({ params: { requester: name } });
    onClose();
    notify(`${name} is removed, with its key.`);
  };
  return (
    <FormDialog title="Remove this requester?" centered button="Remove" isFinal onClose={onClose} onSend={send}>
      <Text className="anywhere">
        The key of <b>{name}</b> is removed from here. The account at {provider} stays as it is.
      </Text>
    </FormDialog>
  );
}
