import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { type LiveRun, overview } from '../../../src/api/runs.ts';
import { Fault, Page } from '../components/page.tsx';
import { useShowAll } from '../components/show-more.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { formatCount } from '../review/labels.ts';
import { NewTaskLink } from '../tasks/new-task-link.tsx';
import { useLaunch } from '../tasks/use-launch.ts';
import { DashboardLink } from './dashboard-link.tsx';
import { FirstSteps } from './first-steps.tsx';
import { inOrder } from './labels.ts';
import { RunCard } from './run-card.tsx';

/** How many cards are shown first, so that a page with hundreds of runs opens at once. */
const firstCards = 20;

/** The overview of all runs, which updates automatically. */
export function Overview() {
  const { data, error } = useEndpointQuery(overview, {}, { live: true });
  const example = useLaunch();
  const runs = inOrder(data?.runs ?? []);
  const hasFirstSteps = data !== undefined && (runs.length === 0 || example.isBusy || example.run !== undefined);
  const { visible, toggle } = useHidden(runs);
  const { shown, more } = useShowAll(visible, firstCards);
  return (
    <Page title="Overview" tools={<Tools dashboard={data?.dashboard_url} makesTasks={!hasFirstSteps} />}>
      {data?.problems.map((problem) => (
        <Fault key={problem}>{problem}</Fault>
      ))}
      {error && !data && <Fault error={error} />}
      {!data && !error && <Waiting />}
      {hasFirstSteps && <FirstSteps launching={example} />}
      <Stack gap="md">
        {shown.map((run) => (
          <RunCard key={run.id} run={run} />
        ))}
      </Stack>
      {more}
      {toggle}
    </Page>
  );
}

/** What to do beside looking at the runs; the first steps have a link of their own. */
function Tools({ dashboard, makesTasks }: { dashboard: string | null | undefined; makesTasks: boolean }) {
  const mayMake = useMay('owner');
  return (
    <Group gap="md">
      <DashboardLink url={dashboard} />
      {makesTasks && mayMake && <NewTaskLink />}
    </Group>
  );
}

/** The runs without those that a requester hid, and a button that shows them, too. */
function useHidden(runs: readonly LiveRun[]) {
  const [isWhole, setWhole] = useState(false);
  const visible = runs.filter(({ hidden }) => !hidden);
  const count = runs.length - visible.length;
  const toggle = count > 0 && (
    <Button
      variant="subtle"
      color="gray"
      size="xs"
      style={{ alignSelf: 'flex-start' }}
      aria-expanded={isWhole}
      onClick={() => setWhole(!isWhole)}
    >
      {isWhole ? 'Leave out hidden runs' : `Show ${formatCount(count, 'hidden run')}`}
    </Button>
  );
  return { visible: isWhole ? runs : visible, toggle };
}
