import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { hasMedia } from '../../../../src/api/new-task.ts';
import { listTasks, type SavedTask, saveTask } from '../../../../src/api/tasks.ts';
import { ScreenLink } from '../../components/link.tsx';
import { Empty, Fault, Page } from '../../components/page.tsx';
import { send } from '../../data/api.ts';
import { useMay } from '../../data/current-user.ts';
import { ruleFaultsOf } from '../../rules/rule-lines.ts';
import { Launched } from '../launched.tsx';
import { useLaunch } from '../use-launch.ts';
import { AmountFields, QuestionFields } from './fields.tsx';
import { FilesCard, ItemsCard } from './items-card.tsx';
import style from './new-task.module.css';
import { Preview } from './preview.tsx';
import { useCheck, useDraft } from './use-draft.ts';
import { emptyForm, faultsOf, filled, fittingTo, type NewTaskForm, wishesOf } from './wishes.ts';

/** A new task from a file of items, for owners. */
export function NewTaskPage() {
  const mayMake = useMay('owner');
  return (
    <Page title="New task" description="From a file of items to a link for workers.">
      {mayMake ? <NewTask /> : <Empty title="Only owners can make tasks">Contact the administrator.</Empty>}
    </Page>
  );
}

function NewTask() {
  const [entered, setForm] = useState<NewTaskForm>(emptyForm);
  const [saved, setSaved] = useState<SavedTask>();
  const launching = useLaunch();
  const items = useDraft();
  const { draft } = items;
  const form = useMemo(() => fittingTo(draft?.keys ?? [], entered), [draft, entered]);
  const check = useCheck(saved ? undefined : draft, items.revision, form);
  const set = (changed: Partial<NewTaskForm>) => setForm((before) => ({ ...before, ...changed }));
  const faults = faultsOf(form);
  const refused = ruleFaultsOf(check.error);
  const missing = check.data?.missing_files ?? { paths: [], count: 0 };
  const hasFiles = (hasMedia(form.kind) && form.media !== 'text') || missing.count > 0 || items.added.total > 0;
  const onSaved = (task: SavedTask, launches: boolean) => {
    setSaved(task);
    if (launches) void launching.launch(task.name);
  };
  if (saved) return <Saved task={saved} launching={launching} />;

  return (
    <div className={style.columns}>
      <div className="stack">
        <ItemsCard {...items} />
        {draft && (
          <>
            <QuestionFields form={form} faults={faults} keys={draft.keys} set={set} />
            {hasFiles && <FilesCard {...items} missing={missing} />}
            <AmountFields form={form} faults={{ ...faults, rules: refused.rules }} set={set} />
            <FinishCard form={form} set={set} draft={draft.id} isBusy={items.isBusy} onSaved={onSaved} />
          </>
        )}
      </div>
      <Preview check={draft && check.data} problem={refused.others ?? (refused.rules && 'Correct the rules first.')} />
    </div>
  );
}

type FinishProps = {
  form: NewTaskForm;
  set: (changed: Partial<NewTaskForm>) => void;
  draft: string;
  /** Whether files are still being sent. */
  isBusy: boolean;
  onSaved: (task: SavedTask, launches: boolean) => void;
};

/** The last part of a new task: its name, and what becomes of it. */
function FinishCard({ form, set, draft, isBusy, onSaved }: FinishProps) {
  const faults = faultsOf(form);
  const isWhole = Object.keys(faults).length === 0;
  const { name } = filled(form);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (launches: boolean) =>
      send(saveTask, { body: { ...wishesOf(form), draft, name } }).then((task) => onSaved(task, launches)),
    // Only these: the draft is gone and cannot be checked any more.
    onSuccess: () => client.invalidateQueries({ queryKey: [listTasks.name] }),
  });
  return (
    <section className="card stack" aria-labelledby="finish">
      <Title order={2} size="h3" id="finish">
        4. Launch
      </Title>
      <TextInput
        label="Name"
        description="For its folder, its runs and the files of answers."
        value={name}
        maxLength={40}
        error={faults.name}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
      />
      {save.error && <Fault error={save.error} />}
      {!isWhole && <Text c="dimmed">Correct the marked fields first.</Text>}
      <Text c="dimmed" role="status">
        {isBusy && 'The files are still being sent.'}
      </Text>
      <Group>
        <Button loading={save.isPending} disabled={!isWhole || isBusy} onClick={() => save.mutate(true)}>
          Launch
        </Button>
        <Button
          variant="default"
          loading={save.isPending}
          disabled={!isWhole || isBusy}
          onClick={() => save.mutate(false)}
        >
          Save
        </Button>
      </Group>
    </section>
  );
}

/** A task that was saved: its launch, and where to go from there. */
function Saved({ task, launching }: { task: SavedTask; launching: ReturnType<typeof useLaunch> }) {
  const { isBusy, step, run, problem, launch } = launching;
  return (
    <section className="card stack" aria-labelledby="saved">
      <Title order={2} size="h3" id="saved">
        {run ? 'Launched' : 'Saved'}: <bdi>{task.title}</bdi>
      </Title>
      {problem !== undefined && <Fault error={problem} />}
      {run ? (
        <Launched run={run} />
      ) : (
        <Group>
          <Button loading={isBusy} onClick={() => launch(task.name)}>
            Launch
          </Button>
          <Text role="status">{isBusy ? (step ?? 'Launching') : ''}</Text>
        </Group>
      )}
      <Text>
        The task is kept under{' '}
        <ScreenLink to="/tasks" underline="always" inherit>
          Tasks
        </ScreenLink>{' '}
        as {task.name}, to launch it again or copy it.
      </Text>
      {task.folder && (
        <Text size="sm" c="dimmed" className="anywhere">
          Its folder is {task.folder}.
        </Text>
      )}
    </section>
  );
}
