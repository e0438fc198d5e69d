import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { removeWebhook, replayWebhook, rotateWebhook, type Webhook } from '../../../src/api/webhooks.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';

type Props = { webhook: Webhook; onClose: () => void };

/** Asks from which position everything is to be sent again. */
export function ReplayDialog({ webhook: { id }, onClose }: Props) {
  const replay = useEndpointMutation(replayWebhook);
  const [from, setFrom] = useState('1');
  const send = async () => {
    const { state } = await replay.mutateAsync({ params: { webhook: id }, body: { from: from.trim() } });
    onClose();
    const then = state === 'active' ? '' : ', once it is resumed';
    notify(`Sending from position ${from.trim()} on${then}.`);
  };
  return (
    <FormDialog
      title="Send again"
      button="Send again"
      centered
      isDisabled={!from.trim()}
      onClose={onClose}
      onSend={send}
    >
      <Text>Events keep their ids, so a receiver can leave out what it had.</Text>
      <TextInput
        label="From position"
        description="In the log, such as 412 or 412.0; 1 is the beginning."
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Asks before a new secret is made, which the receiver has to be told. */
export function RotateDialog({
  webhook: { id, url },
  onClose,
  onSecret,
}: Props & { onSecret: (made: string) => void }) {
  const rotate = useEndpointMutation(rotateWebhook);
  const send = async () => {
    const { secret } = await rotate.mutateAsync({ params: { webhook: id } });
    onSecret(secret);
    onClose();
  };
  return (
    <FormDialog title="Make a new secret?" centered button="Make a new secret" onClose={onClose} onSend={send}>
      <Text className="anywhere">
        Deliveries to <b>{url}</b> are signed with the new secret from now on, and for a day with the present one, too.
        Give the new one to the receiver within that day.
      </Text>
    </FormDialog>
  );
}

/** Asks before a webhook is removed. */
export function RemoveWebhookDialog({ webhook: { id, url }, onClose }: Props) {
  const removal = useEndpointMutation(removeWebhook);
  const send = async () => {
    await removal.mutateAsync({ params: { webhook: id } });
    onClose();
    notify('The webhook is removed.');
  };
  return (
    <FormDialog title="Remove this webhook?" centered button="Remove" isFinal onClose={onClose} onSend={send}>
      <Text className="anywhere">
        Nothing more is sent to <b>{url}</b>, and its secret is gone.
      </Text>
    </FormDialog>
  );
}
