import { Code, Stack, Text } from '@mantine/core';
import { overview } from '../../../src/api/runs.ts';
import { Empty, Fault, Page } from '../components/page.tsx';
import { useShowAll } from '../components/show-more.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { DashboardLink } from './dashboard-link.tsx';
import { inOrder } from './labels.ts';
import { RunCard } from './run-card.tsx';

/** How many cards are shown first, so that a page with hundreds of runs opens at once. */
const firstCards = 20;

/** The overview of all runs, which updates automatically. */
export function Overview() {
  const { data, error } = useEndpointQuery(overview, {}, { live: true });
  const runs = inOrder(data?.runs ?? []);
  const { shown, more } = useShowAll(runs, firstCards);
  return (
    <Page title="Overview" tools={<DashboardLink url={data?.dashboard_url} />}>
      {data?.problems.map((problem) => (
        <Fault key={problem}>{problem}</Fault>
      ))}
      {error && !data && <Fault error={error} />}
      {!data && !error && <Waiting />}
      {data && runs.length === 0 && <NoRuns />}
      <Stack gap="md">
        {shown.map((run) => (
          <RunCard key={run.id} run={run} />
        ))}
      </Stack>
      {more}
    </Page>
  );
}

function NoRuns() {
  return (
    <Empty title="No runs yet">
      <Stack gap="xs" align="center">
        <Text inherit>Launch the first task from a terminal, in the folder of the project:</Text>
        <Code block className="anywhere">
          ./bin/manyhands run examples/01-first-task
        </Code>
        <Text inherit size="sm">
          It appears here at once, with a link for workers.
        </Text>
      </Stack>
    </Empty>
  );
}
