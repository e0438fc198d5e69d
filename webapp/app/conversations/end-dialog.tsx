import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type ConversationRow, endConversation, maxEndNoteChars } from '../../../src/api/conversations.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';

type Props = { conversation: ConversationRow; onClose: () => void };

/** Asks before a conversation is ended, since that cannot be undone. */
export function EndDialog({ conversation, onClose }: Props) {
  const { id, state } = conversation;
  const [note, setNote] = useState('');
  const end = useEndpointMutation(endConversation);
  const doEnd = async () => {
    await end.mutateAsync({ params: { conversation: id }, body: note.trim() ? { note: note.trim() } : {} });
    onClose();
    notify('The conversation has ended.');
  };
  return (
    <FormDialog
      title="End this conversation?"
      centered
      button="End conversation"
      isFinal
      onClose={onClose}
      onSend={doEnd}
    >
      <Text>
        {state === 'waiting'
          ? 'Its people have not begun. They are told that it is over, and paid for their wait unless the run pays nobody for that.'
          : 'Its people are told that it is over, and hand in what they have. You review and pay them as ever.'}{' '}
        This cannot be undone.
      </Text>
      <Textarea
        label="Reason"
        description="Kept with the conversation; its people do not see it."
        maxLength={maxEndNoteChars}
        autosize
        minRows={2}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
    </FormDialog>
  );
}
