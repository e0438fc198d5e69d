import { NumberInput, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Grant, grantQualification, revokeQualification } from '../../../../src/api/workers.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Segments } from '../../components/segments.tsx';
import { send } from '../../data/api.ts';
import { notify } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { WorkerName } from '../worker-name.tsx';
import { Explanation } from './explanation.tsx';

/** Changes the value of a worker's qualification, or revokes it. */
export function GrantDialog({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const queryClient = useQueryClient();
  const { worker, qualification, name, value } = grant;
  const [isRevoking, setRevoking] = useState(false);
  const [newValue, setNewValue] = useState<number | string>(value);
  const [explanation, setExplanation] = useState('');
  const params = { worker, qualification };
  const isChanged = typeof newValue === 'number' && (newValue !== value || explanation.trim() !== '');

  async function submit() {
    const note = explanation.trim() || undefined;
    if (isRevoking) await send(revokeQualification, { params, body: { note } });
    else await send(grantQualification, { params, body: { value: Number(newValue), note } });
    notify(isRevoking ? 'Qualification revoked.' : newValue === value ? 'Explanation recorded.' : 'Value changed.');
    onClose();
    await refresh(queryClient);
  }

  return (
    <FormDialog
      title="A worker’s qualification"
      button={isRevoking ? 'Revoke' : 'Change'}
      isDisabled={!isRevoking && !isChanged}
      onClose={onClose}
      onSend={submit}
    >
      <Text size="sm" component="div">
        <WorkerName worker={worker} /> holds <ForeignText text={name} maxLetters={60} /> with the value{' '}
        {value.toLocaleString('en')}.
      </Text>
      <Segments
        label="What to do"
        of={[
          ['change', 'Change the value'],
          ['leave', 'Revoke it'],
        ]}
        value={isRevoking ? 'leave' : 'change'}
        onChange={(next) => setRevoking(next === 'leave')}
      />
      {!isRevoking && (
        <NumberInput
          label="Value"
          data-autofocus
          allowDecimal={false}
          min={-1_000_000}
          max={1_000_000}
          value={newValue}
          onChange={setNewValue}
        />
      )}
      <Explanation text={explanation} onChange={setExplanation} />
    </FormDialog>
  );
}
