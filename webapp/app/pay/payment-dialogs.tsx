import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { paymentText, takenBackText } from '../../../src/api/payout-texts.ts';
import { recordPayouts, undoPayouts } from '../../../src/api/payouts.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';

/** What is to be recorded as paid, up to the position of its list: all of the scope, or one line. */
export type Paying = { run?: string; task?: string; worker?: string; upto: number; text: string };

/** What was recorded as paid between two positions of the log, both included. */
export type Payment = Paying & { from: number };

type PaidProps = {
  paying: Paying;
  onClose: () => void;
  /** Is asked for from the message, for everything that was just recorded. */
  onMistake: (payment: Payment) => void;
};

/** Records what is on the screen as paid, once. */
export function PaidDialog({ paying: { text, ...scope }, onClose, onMistake }: PaidProps) {
  const record = useEndpointMutation(recordPayouts);
  const [note, setNote] = useState('');
  const send = async () => {
    const done = await record.mutateAsync({ body: { ...scope, ...(note.trim() ? { note: note.trim() } : {}) } });
    onClose();
    const what = paymentText(done);
    const payment = { ...scope, from: done.from, upto: done.sequence, text: `for ${what}` };
    notify(`${what} recorded as paid.`, {
      action: { text: 'Take back…', target: what, do: () => onMistake(payment) },
    });
  };
  return (
    <FormDialog title="Record as paid?" button="Record as paid" isFinal centered onClose={onClose} onSend={send}>
      <Text className="anywhere">
        You have paid <strong>{text}</strong>. This is recorded with your name and the time. A mistake can be taken back
        below <em>Paid</em>, with a reason.
      </Text>
      <TextInput
        label="Note"
        description="Such as the number of the transfer."
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Takes back that something was recorded as paid, with the reason: what was chosen, and nothing that was recorded since. */
export function UndoDialog({ payment: { text, ...scope }, onClose }: { payment: Payment; onClose: () => void }) {
  const undo = useEndpointMutation(undoPayouts);
  const [note, setNote] = useState('');
  const send = async () => {
    const done = await undo.mutateAsync({ body: { ...scope, note: note.trim() } });
    onClose();
    notify(takenBackText(done));
  };
  return (
    <FormDialog
      title="Not paid after all?"
      button="Take back"
      isFinal
      isDisabled={!note.trim()}
      centered
      onClose={onClose}
      onSend={send}
    >
      <Text className="anywhere">
        It is recorded that you have paid <strong>{text}</strong>. Taken back, it is owed again, and is on the next
        list, unless a decision or a promise was undone since.
      </Text>
      <TextInput
        label="Reason"
        description="Such as that the transfer came back."
        required
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
