import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconEye,
  IconEyeOff,
  IconFilePlus,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlus,
  IconRepeat,
} from '@tabler/icons-react';
import { hideRun, type LiveRun, pauseRun, resumeRun, showRun } from '../../../src/api/runs.ts';
import { useEndpointMutation } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { notify, notifyFault } from '../data/notices.ts';
import { LaunchAgainDialog } from '../tasks/launch-again-dialog.tsx';
import { AddDataDialog } from './add-data-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { isOver } from './labels.ts';
import { StopDialog } from './stop-dialog.tsx';

/** The actions of an owner on a run. */
export function RunButtons({ run }: { run: LiveRun }) {
  const mayChange = useMay('owner');
  const [isStopping, stopping] = useDisclosure(false);
  const [isExtending, extending] = useDisclosure(false);
  const [isAdding, adding] = useDisclosure(false);
  const [isLaunching, launching] = useDisclosure(false);
  const pause = useEndpointMutation(pauseRun);
  const resume = useEndpointMutation(resumeRun);
  if (!mayChange) return null;

  const params = { run: run.id };
  const canStop = run.status === 'launched' || run.status === 'paused' || run.status === 'opening';
  const canExtend = run.status === 'launched' || run.status === 'paused' || run.status === 'completed';
  const doPause = () =>
    pause.mutate(
      { params },
      {
        onSuccess: () => notify('Paused. No new work is given out; work in progress can be submitted.'),
        onError: notifyFault,
      },
    );
  const doResume = () => resume.mutate({ params }, { onSuccess: () => notify('Running again.'), onError: notifyFault });

  return (
    <Group gap="xs">
      {run.status === 'launched' && (
        <Tool text="Pause" run={run} Icon={IconPlayerPause} loading={pause.isPending} onClick={doPause} />
      )}
      {run.status === 'paused' && (
        <Tool text="Resume" run={run} Icon={IconPlayerPlay} loading={resume.isPending} onClick={doResume} />
      )}
      {canExtend && <Tool text="Extend…" run={run} Icon={IconPlus} onClick={extending.open} />}
      {canExtend && <Tool text="Add items…" run={run} Icon={IconFilePlus} onClick={adding.open} />}
      <Tool text="Launch again…" run={run} Icon={IconRepeat} onClick={launching.open} />
      {isOver(run) && <HideButton run={run} />}
      {canStop && <Tool text="Stop…" run={run} Icon={IconPlayerStop} onClick={stopping.open} />}
      {isExtending && <ExtendDialog run={run} onClose={extending.close} />}
      {isAdding && <AddDataDialog run={run} onClose={adding.close} />}
      {isLaunching && <LaunchAgainDialog run={run} onClose={launching.close} />}
      {isStopping && <StopDialog run={run} onClose={stopping.close} />}
    </Group>
  );
}

/** Hides a run that is over from the overview, or shows it there again. */
function HideButton({ run }: { run: LiveRun }) {
  const change = useEndpointMutation(run.hidden ? showRun : hideRun);
  const doChange = () =>
    change.mutate(
      { params: { run: run.id } },
      {
        onSuccess: () => notify(run.hidden ? 'Shown again.' : 'Hidden from the overview. Its answers stay.'),
        onError: notifyFault,
      },
    );
  const [text, Icon] = run.hidden ? (['Show', IconEye] as const) : (['Hide', IconEyeOff] as const);
  return <Tool text={text} run={run} Icon={Icon} loading={change.isPending} onClick={doChange} />;
}

type ToolProps = { text: string; run: LiveRun; Icon: typeof IconPlus; loading?: boolean; onClick: () => void };

function Tool({ text, run, Icon, ...rest }: ToolProps) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon size={14} aria-hidden />}
      aria-label={`${text} ${run.title} (${run.id})`}
      {...rest}
    >
      {text}
    </Button>
  );
}
