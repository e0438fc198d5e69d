import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { listTasks } from '../../../src/api/tasks.ts';
import { ScreenLink } from '../components/link.tsx';
import { Empty, Fault } from '../components/page.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { NewTaskLink } from '../tasks/new-task-link.tsx';
import type { useLaunch } from '../tasks/use-launch.ts';

/** What to do before the first run, in three steps; the first launches the example. */
export function FirstSteps({ launching }: { launching: ReturnType<typeof useLaunch> }) {
  const isOwner = useMay('owner');
  if (!isOwner) return <Empty title="No runs yet">Only owners can launch one. It appears here at once.</Empty>;
  return <Steps {...launching} />;
}

function Steps({ run, problem, ...launching }: ReturnType<typeof useLaunch>) {
  const { data } = useEndpointQuery(listTasks, {});
  return (
    <section className="card stack" aria-labelledby="first-steps">
      <Title order={2} size="h3" id="first-steps">
        {run ? 'The example runs' : 'No runs yet'}
      </Title>
      <ol className="plain stack">
        <Step title="1. Answer as a worker">
          {run ? (
            <Anchor href={run.worker_url} target="_blank" rel="noopener noreferrer">
              Worker page <IconExternalLink size={14} aria-hidden />
            </Anchor>
          ) : (
            <Example {...launching} example={data?.example} />
          )}
          {problem !== undefined && <Fault error={problem} />}
        </Step>
        <Step title="2. Review the answers">
          <ScreenLink to="/review" search={run ? { run: run.id } : {}}>
            Review
          </ScreenLink>
          <Text size="sm" c="dimmed">
            Answers come one after the other, with a key for each decision.
          </Text>
        </Step>
        <Step title="3. Make your own">
          <NewTaskLink />
          <Text size="sm" c="dimmed">
            From a file of items to a link for workers.
          </Text>
        </Step>
      </ol>
    </section>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <li aria-labelledby={id}>
      <Stack gap="xs" align="flex-start">
        <Text fw={600} id={id}>
          {title}
        </Text>
        {children}
      </Stack>
    </li>
  );
}

type ExampleProps = Pick<ReturnType<typeof useLaunch>, 'isBusy' | 'step' | 'launchExample'> & {
  /** Null if there is none; undefined until it is known. */
  example: string | null | undefined;
};

function Example({ isBusy, step, launchExample, example }: ExampleProps) {
  if (example === undefined) return null;
  if (example === null) return <Text>This installation has no example: begin with step 3.</Text>;
  return (
    <Group gap="sm">
      <Button variant="default" loading={isBusy} onClick={() => void launchExample(example)}>
        Launch the example
      </Button>
      <Text size="sm" c="dimmed" role="status">
        {isBusy ? (step ?? 'Launching') : 'It asks which kind of film something is.'}
      </Text>
    </Group>
  );
}
