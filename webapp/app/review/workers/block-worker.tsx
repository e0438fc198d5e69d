import { Alert, Button, Group, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { blockWorker, unblockWorker, type WorkerRow } from '../../../../src/api/workers.ts';
import { dangerous } from '../../components/danger.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { send } from '../../data/api.ts';
import { notify } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { formatTime, nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';

/** Whether a worker is blocked, with a form to change that; a block needs a reason. */
export function BlockWorker({ worker }: { worker: Pick<WorkerRow, 'id' | 'blocked'> }) {
  const [isOpen, setOpen] = useState(false);
  const { id, blocked } = worker;
  return (
    <>
      {blocked && (
        <Alert variant="outline" color="gray" title="Blocked from all tasks">
          <ForeignText text={blocked.reason} block maxLetters={1000} />
          <Text size="sm" c="dimmed" component="div">
            by <ForeignText text={nameOf(blocked.by)} maxLetters={100} />, {formatTime(blocked.at)}
          </Text>
        </Alert>
      )}
      <Group>
        <Button {...(blocked ? { variant: 'default' } : dangerous)} onClick={() => setOpen(true)}>
          {blocked ? 'Unblock…' : 'Block…'}
        </Button>
      </Group>
      {isOpen && <BlockDialog id={id} isBlocked={blocked !== null} onClose={() => setOpen(false)} />}
    </>
  );
}

function BlockDialog({ id, isBlocked, onClose }: { id: string; isBlocked: boolean; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();

  async function submit() {
    const words = reason.trim();
    if (!isBlocked && words === '') return setFault('Give a reason for the block.');
    const params = { worker: id };
    if (isBlocked) await send(unblockWorker, { params, body: { note: words || undefined } });
    else await send(blockWorker, { params, body: { reason: words } });
    notify(isBlocked ? 'Worker unblocked.' : 'Worker blocked. Work in progress can still be submitted.');
    onClose();
    await refresh(queryClient);
  }

  return (
    <FormDialog
      title={isBlocked ? 'Unblock this worker' : 'Block this worker from all tasks'}
      button={isBlocked ? 'Unblock' : 'Block'}
      isDangerous={!isBlocked}
      onClose={onClose}
      onSend={submit}
    >
      <Textarea
        label={isBlocked ? 'Note (reviewers only)' : 'Reason (reviewers only)'}
        description={`${isBlocked ? 'Optional. ' : ''}Kept in the worker’s history; the worker does not see it.`}
        withAsterisk={!isBlocked}
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
