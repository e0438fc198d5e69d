import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Decision } from '../../../../src/api/shapes.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { HowMany } from '../decide/decision-dialog.tsx';
import { OutcomeOfMany } from '../decide/outcome-of-many.tsx';
import type { Outcome, Which } from '../decide/perform.ts';
import { useSendingMany } from '../decide/use-sending-many.ts';
import { decisionLabels } from '../labels.ts';

type Props = {
  decision: Decision;
  which: Which;
  /** How many units these are, as text. */
  count: string;
  onClose: () => void;
  onDone: (outcome: Outcome) => void;
};

/** A decision on the selected units, with a note and a message to each of their workers. */
export function BulkDialog({ decision, which, count, onClose, onDone }: Props) {
  const [note, setNote] = useState('');
  const [message, setMessage] = useState('');
  const [fault, setFault] = useState<string>();
  const { progress, outcome, send: sendMany } = useSendingMany(onDone);
  const { on, description } = decisionLabels[decision];
  const needsReason = decision !== 'accepted';

  async function send() {
    if (needsReason && note.trim() === '') return setFault('Give a reason.');
    setFault(undefined);
    await sendMany(which, { decision, note: note.trim(), message: message.trim() });
  }

  if (outcome) return <OutcomeOfMany outcome={outcome} onClose={() => onDone(outcome)} />;
  return (
    <FormDialog
      title={on(count)}
      button={on(count)}
      isDangerous={decision === 'rejected'}
      isHeld={progress !== undefined}
      onClose={onClose}
      onSend={send}
      foot={
        <Text size="xs" c="dimmed" ta="right">
          Ctrl+Enter sends, Escape closes.
        </Text>
      }
    >
      <Text size="sm" c="dimmed">
        {description} Units that somebody else decided are listed and stay as they are.
      </Text>
      <Textarea
        label={needsReason ? 'Reason (reviewers only)' : 'Note (reviewers only)'}
        withAsterisk={needsReason}
        autosize
        minRows={2}
        maxLength={4000}
        data-autofocus
        value={note}
        error={fault}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <Textarea
        label="Message to each worker"
        description="Optional. Shown above the task page, with whether the work was accepted."
        autosize
        minRows={2}
        maxLength={4000}
        value={message}
        onChange={({ currentTarget }) => setMessage(currentTarget.value)}
      />
      {progress && <HowMany {...progress} />}
    </FormDialog>
  );
}
