import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type LiveRun, overview } from '../../../src/api/runs.ts';
import { Empty, Fault, Page } from '../components/page.tsx';
import { Segments } from '../components/segments.tsx';
import { useShowAll } from '../components/show-more.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { formatCount } from '../review/labels.ts';
import { NewTaskLink } from '../tasks/new-task-link.tsx';
import { useLaunch } from '../tasks/use-launch.ts';
import { DashboardLink } from './dashboard-link.tsx';
import { FirstSteps } from './first-steps.tsx';
import { filtered, inOrder, type RunFilter } from './labels.ts';
import { RunCard } from './run-card.tsx';

/** How many cards are shown first, so that a page with hundreds of runs opens at once. */
const firstCards = 50;
/** From how many runs on their cards are compact, and can be filtered. */
const manyRuns = 6;

/** The overview of all runs, which updates automatically. */
export function Overview() {
  const { data, error } = useEndpointQuery(overview, {}, { live: true });
  const example = useLaunch();
  const runs = inOrder(data?.runs ?? []);
  const hasFirstSteps = data !== undefined && (runs.length === 0 || example.isBusy || example.run !== undefined);
  const { visible, toggle } = useHidden(runs);
  const isMany = visible.length >= manyRuns;
  const [filter, setFilter] = useState<RunFilter>({ words: '', state: 'all' });
  const found = isMany ? filtered(visible, filter) : visible;
  const { shown, more } = useShowAll(found, firstCards);
  return (
    <Page title="Overview" tools={<Tools dashboard={data?.dashboard_url} makesTasks={!hasFirstSteps} />}>
      {data?.problems.map((problem) => (
        <Fault key={problem}>{problem}</Fault>
      ))}
      {error && !data && <Fault error={error} />}
      {!data && !error && <Waiting />}
      {hasFirstSteps && <FirstSteps launching={example} />}
      {isMany && <Filter value={filter} onChange={setFilter} found={found.length} />}
      {isMany && found.length === 0 && (
        <Empty title="Nothing matches">No run has these words in its title or id.</Empty>
      )}
      <Stack gap={isMany ? 'xs' : 'md'}>
        {shown.map((run) => (
          <RunCard key={run.id} run={run} isCompact={isMany} />
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

/** Finds runs among many. */
function Filter({ value, onChange, found }: { value: RunFilter; onChange: (next: RunFilter) => void; found: number }) {
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        label="Find a run"
        placeholder="Title, task or id"
        maxLength={200}
        value={value.words}
        onChange={({ currentTarget }) => onChange({ ...value, words: currentTarget.value })}
      />
      <Segments
        label="Which runs"
        of={[
          ['all', 'All'],
          ['open', 'Open'],
          ['over', 'Over'],
        ]}
        value={value.state}
        onChange={(state) => onChange({ ...value, state })}
      />
      <Text size="sm" role="status">
        {formatCount(found, 'run')}
      </Text>
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
