import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { slugOf } from '../../../src/api/names.ts';
import { overview } from '../../../src/api/runs.ts';
import { copyTask, listTasks, retitleTask, type SavedTask } from '../../../src/api/tasks.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { ScreenLink } from '../components/link.tsx';
import { Empty, Fault, Page } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointMutation, useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { notify } from '../data/notices.ts';
import { formatCount } from '../review/labels.ts';
import { LaunchDialog } from './launch-dialog.tsx';
import { NewTaskLink } from './new-task-link.tsx';

/** The tasks that are saved here, for owners: to launch, copy and rename them. */
export function TasksPage() {
  const mayMake = useMay('owner');
  return (
    <Page
      title="Tasks"
      description="Saved tasks, each to be launched as often as you like."
      tools={mayMake && <NewTaskLink />}
    >
      {mayMake ? <Tasks /> : <Empty title="Only owners can make tasks">Contact the administrator.</Empty>}
    </Page>
  );
}

function Tasks() {
  const { data, error } = useEndpointQuery(listTasks, {});
  if (error && !data) return <Fault error={error} />;
  if (!data) return <Waiting />;
  if (data.tasks.length === 0) {
    return (
      <Empty title="No tasks yet">
        Make one from a file of items. Tasks that you launch from a terminal have folders of their own and are not
        listed.
      </Empty>
    );
  }
  return data.tasks.map((task) => <TaskCard key={task.name} task={task} names={data.tasks.map(({ name }) => name)} />);
}

type Dialog = 'launch' | 'copy' | 'rename';

function TaskCard({ task, names }: { task: SavedTask; names: readonly string[] }) {
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const button = (which: Dialog, text: string) => (
    <Button
      variant="default"
      size="xs"
      aria-label={`${text} ${task.title} (${task.name})`}
      onClick={() => setDialog(which)}
    >
      {text}
    </Button>
  );
  return (
    <article className="card" aria-labelledby={`task-${task.name}`}>
      <Stack gap="sm">
        <div>
          <Title order={2} id={`task-${task.name}`} className="anywhere">
            <bdi>{task.title}</bdi>
          </Title>
          <Text size="sm" c="dimmed" className="anywhere">
            {task.folder ?? task.name}
          </Text>
        </div>
        {task.problem && <Fault>{task.problem}</Fault>}
        <Group justify="space-between">
          <RunsOf task={task.task} />
          <Group gap="xs">
            {!task.problem && button('launch', 'Launch…')}
            {!task.problem && button('copy', 'Duplicate…')}
            {!task.problem && button('rename', 'Rename…')}
          </Group>
        </Group>
      </Stack>
      {dialog === 'launch' && <LaunchDialog task={task} onClose={close} />}
      {dialog === 'copy' && <CopyDialog task={task} names={names} onClose={close} />}
      {dialog === 'rename' && <RenameDialog task={task} onClose={close} />}
    </article>
  );
}

/** How many runs a task has, with the way to the newest. */
function RunsOf({ task }: { task: string }) {
  const { data } = useEndpointQuery(overview, {}, { live: true });
  const runs = data?.runs.filter((run) => run.task === task) ?? [];
  const newest = runs.toSorted((a, b) => b.opened_at.localeCompare(a.opened_at))[0];
  if (!newest) return <Text size="sm">No runs yet</Text>;
  return (
    <Text size="sm">
      {formatCount(runs.length, 'run')}, the newest:{' '}
      <ScreenLink to="/runs/$run" params={{ run: newest.id }} inherit>
        {newest.id}
      </ScreenLink>
    </Text>
  );
}

/** A name for a copy that no task has. */
function freeName(name: string, names: readonly string[]): string {
  for (let n = 2; ; n++) {
    const other = `${slugOf(name.replace(/-\d+$/, '').slice(0, 36))}-${n}`;
    if (!names.includes(other)) return other;
  }
}

type DialogProps = { task: SavedTask; onClose: () => void };

function CopyDialog({ task, names, onClose }: DialogProps & { names: readonly string[] }) {
  const copy = useEndpointMutation(copyTask);
  const [title, setTitle] = useState(task.title);
  const [name, setName] = useState(() => freeName(task.name, names));
  const isName = name !== '' && slugOf(name) === name;
  const send = async () => {
    await copy.mutateAsync({ params: { task: task.name }, body: { name, title } });
    onClose();
    notify(`Copied as ${name}.`);
  };
  const isDisabled = !isName || title.trim() === '';
  return (
    <FormDialog
      title="Duplicate this task"
      centered
      button="Duplicate"
      isDisabled={isDisabled}
      onClose={onClose}
      onSend={send}
    >
      <TextInput
        label="Title"
        value={title}
        maxLength={200}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <TextInput
        label="Name"
        description="Answers to the copy are counted apart from those to the original."
        value={name}
        maxLength={40}
        error={isName ? undefined : 'Use small letters and digits, with single hyphens between them.'}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
    </FormDialog>
  );
}

function RenameDialog({ task, onClose }: DialogProps) {
  const retitle = useEndpointMutation(retitleTask);
  const [title, setTitle] = useState(task.title);
  const send = async () => {
    await retitle.mutateAsync({ params: { task: task.name }, body: { title } });
    onClose();
    notify('Renamed. Runs that were launched before keep their title.');
  };
  return (
    <FormDialog
      title="Rename this task"
      centered
      button="Rename"
      isDisabled={title.trim() === ''}
      onClose={onClose}
      onSend={send}
    >
      <TextInput
        label="Title"
        value={title}
        maxLength={200}
        data-autofocus
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
      />
    </FormDialog>
  );
}
