import { Text } from '@mantine/core';
import { type LiveRun, stopRun } from '../../../src/api/runs.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { formatCount } from '../review/labels.ts';

/** Asks before a run is stopped, since that cannot be undone. */
export function StopDialog({ run, onClose }: { run: LiveRun; onClose: () => void }) {
  const stop = useEndpointMutation(stopRun);
  const doStop = async () => {
    await stop.mutateAsync({ params: { run: run.id } });
    onClose();
    notify('Stopped. Work in progress can still be submitted.');
  };
  return (
    <FormDialog title="Stop this run?" centered button="Stop run" isFinal onClose={onClose} onSend={doStop}>
      <Text className="anywhere">
        <b>
          <bdi>{run.title}</bdi>
        </b>{' '}
        ({run.id})
      </Text>
      <Text>
        {formatCount(run.open, 'unanswered unit')} will be cancelled. This cannot be undone.
        {run.assigned > 0 && ` ${formatCount(run.assigned, 'unit')} in progress can still be submitted.`} To interrupt
        the run for a while, pause it instead.
      </Text>
    </FormDialog>
  );
}
