import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Grant, grantQualification, revokeQualification, type WorkerRow } from '../../../../src/api/workers.ts';
import { send } from '../../data/api.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { formatTime, nameOf } from '../labels.ts';
import { Explanation } from '../qualifications/explanation.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { seenText } from '../text/pieces.ts';
import { GrantPicker } from './grant-picker.tsx';
import type { Granting } from './perform.ts';

type Props = { worker: Pick<WorkerRow, 'id' | 'qualifications'>; unit?: string };

/** The qualifications of a worker: change a value, revoke, grant more. `unit` is the reason. */
export function QualificationsOf({ worker, unit }: Props) {
  const [chosen, setChosen] = useState<Granting[]>([]);
  const [explanation, setExplanation] = useState('');
  const { change, isBusy } = useChange();
  const reason = { note: explanation.trim() || undefined, unit };
  const params = (qualification: string) => ({ worker: worker.id, qualification });

  const grantAll = () =>
    change(async () => {
      for (const { id, value } of chosen) {
        await send(grantQualification, { params: params(id), body: { value, ...reason } });
      }
      setChosen([]);
      setExplanation('');
    }, 'Granted.');

  return (
    <Stack>
      {worker.qualifications.length === 0 && <Text size="sm">This worker has no qualification yet.</Text>}
      {worker.qualifications.map((grant) => (
        <OneGrant key={grant.qualification} grant={grant} reason={reason} onDone={() => setExplanation('')} />
      ))}
      <GrantPicker chosen={chosen} onChange={setChosen} />
      <Explanation
        description="Optional. Kept in the history with the change."
        text={explanation}
        onChange={setExplanation}
      />
      {chosen.length > 0 && (
        <Group>
          <Button onClick={grantAll} loading={isBusy}>
            Grant
          </Button>
        </Group>
      )}
    </Stack>
  );
}

type OneProps = { grant: Grant; reason: { note?: string; unit?: string }; onDone: () => void };

/** One qualification of a worker with its value, which can be changed in place. */
function OneGrant({ grant, reason, onDone }: OneProps) {
  const { worker, qualification, name, value, granted_by, granted_at } = grant;
  const [newValue, setNewValue] = useState<number | string>(value);
  const { change, isBusy } = useChange();
  const params = { worker, qualification };
  const isChanged = typeof newValue === 'number' && (newValue !== value || reason.note !== undefined);
  return (
    <Group gap="xs" align="flex-end">
      <NumberInput
        label={<ForeignText text={name} maxLetters={60} />}
        aria-label={`Value of ${seenText(name)}`}
        description={`${nameOf(granted_by)}, ${formatTime(granted_at)}`}
        inputWrapperOrder={['label', 'input', 'description']}
        w={190}
        allowDecimal={false}
        min={-1_000_000}
        max={1_000_000}
        value={newValue}
        onChange={setNewValue}
      />
      <Button
        variant="default"
        mb="1.4rem"
        disabled={!isChanged || isBusy}
        onClick={() =>
          change(
            async () => {
              await send(grantQualification, { params, body: { value: Number(newValue), ...reason } });
              onDone();
            },
            newValue === value ? 'Explanation recorded.' : 'Value changed.',
          )
        }
      >
        Change
      </Button>
      <Button
        variant="default"
        mb="1.4rem"
        disabled={isBusy}
        aria-label={`Revoke ${seenText(name)}`}
        onClick={() =>
          change(async () => {
            await send(revokeQualification, { params, body: reason });
            onDone();
          }, 'Qualification revoked.')
        }
      >
        Revoke
      </Button>
    </Group>
  );
}

function useChange() {
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  async function change(act: () => Promise<unknown>, done: string) {
    setBusy(true);
    try {
      await act();
      notify(done);
    } catch (error) {
      notifyFault(error);
    } finally {
      setBusy(false);
      await refresh(queryClient);
    }
  }
  return { change, isBusy };
}
