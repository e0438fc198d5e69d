import { NumberInput, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Grant, grantQualification, revokeQualification } from '../../../../src/api/workers.ts';
import { send } from '../../data/api.ts';
import { say } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Segments } from '../../parts/segments.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { Explanation } from './explanation.tsx';

/** Changes the value that a worker holds of a qualification, or takes it away. */
export function GrantDialog({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const queryClient = useQueryClient();
  const { worker, qualification, name, value } = grant;
  const [isLeaving, setLeaving] = useState(false);
  const [wanted, setWanted] = useState<number | string>(value);
  const [explanation, setExplanation] = useState('');
  const params = { worker, qualification };

  async function submit() {
    const note = explanation.trim() || undefined;
    if (isLeaving) await send(revokeQualification, { params, body: { note } });
    else await send(grantQualification, { params, body: { value: Number(wanted), note } });
    say(isLeaving ? 'Qualification revoked.' : 'Value changed.');
    onClose();
    await refresh(queryClient);
  }

  return (
    <FormDialog
      title="A worker’s qualification"
      button={isLeaving ? 'Revoke' : 'Change'}
      isDisabled={!isLeaving && (typeof wanted !== 'number' || wanted === value)}
      onClose={onClose}
      onSend={submit}
    >
      <Text size="sm" component="div">
        <ForeignText text={worker} most={60} /> holds <ForeignText text={name} most={60} /> with the value{' '}
        {value.toLocaleString('en')}.
      </Text>
      <Segments
        label="What to do"
        of={[
          ['change', 'Change the value'],
          ['leave', 'Revoke it'],
        ]}
        value={isLeaving ? 'leave' : 'change'}
        onChange={(next) => setLeaving(next === 'leave')}
      />
      {!isLeaving && (
        <NumberInput
          label="Value"
          data-autofocus
          allowDecimal={false}
          min={-1_000_000}
          max={1_000_000}
          value={wanted}
          onChange={setWanted}
        />
      )}
      <Explanation text={explanation} onChange={setExplanation} />
    </FormDialog>
  );
}
