import { Alert, Button, Group, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { banWorker, unbanWorker, type WorkerRow } from '../../../../src/api/workers.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { send } from '../../data/api.ts';
import { say } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { formatTime, nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';

/** Whether a worker is blocked, with a form to change that; a block needs a reason. */
export function Ban({ worker }: { worker: Pick<WorkerRow, 'id' | 'banned'> }) {
  const [isOpen, setOpen] = useState(false);
  const { id, banned } = worker;
  return (
    <>
      {banned && (
        <Alert variant="outline" color="gray" title="Blocked from all tasks">
          <ForeignText text={banned.reason} block maxLetters={1000} />
          <Text size="sm" c="dimmed" component="div">
            by <ForeignText text={nameOf(banned.by)} maxLetters={100} />, {formatTime(banned.at)}
          </Text>
        </Alert>
      )}
      <Group>
        <Button variant="default" onClick={() => setOpen(true)}>
          {banned ? 'Allow…' : 'Block…'}
        </Button>
      </Group>
      {isOpen && <BanDialog id={id} isBanned={banned !== null} onClose={() => setOpen(false)} />}
    </>
  );
}

function BanDialog({ id, isBanned, onClose }: { id: string; isBanned: boolean; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();

  async function submit() {
    const words = reason.trim();
    if (!isBanned && words === '') return setFault('Give a reason for the block.');
    const params = { worker: id };
    if (isBanned) await send(unbanWorker, { params, body: { note: words || undefined } });
    else await send(banWorker, { params, body: { reason: words } });
    say(isBanned ? 'Worker allowed again.' : 'Worker blocked. Work in progress can still be submitted.');
    onClose();
    await refresh(queryClient);
  }

  return (
    <FormDialog
      title={isBanned ? 'Allow this worker again' : 'Block this worker from all tasks'}
      button={isBanned ? 'Allow' : 'Block'}
      onClose={onClose}
      onSend={submit}
    >
      <Textarea
        label={isBanned ? 'Note (reviewers only)' : 'Reason (reviewers only)'}
        withAsterisk={!isBanned}
        data-autofocus
        autosize
        minRows={2}
        maxLength={4000}
        value={reason}
        error={fault}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </FormDialog>
  );
}
