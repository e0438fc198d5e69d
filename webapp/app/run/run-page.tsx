import { Anchor, Code, Group, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { statistics } from '../../../src/api/quality.ts';
import { type LiveRun, overview } from '../../../src/api/runs.ts';
import { ProgressChart } from '../charts/progress-chart.tsx';
import { ScreenLink } from '../components/link.tsx';
import { Empty, Fault, Page } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { RunConversations } from '../conversations/run-conversations.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { RunOffers } from '../offers/run-offers.tsx';
import { RunOnboardings } from '../onboarding/run-onboardings.tsx';
import { DashboardLink } from '../overview/dashboard-link.tsx';
import { ExportLinks } from '../overview/export-links.tsx';
import { formatRunTimes } from '../overview/labels.ts';
import { RunBar } from '../overview/run-bar.tsx';
import { RunButtons } from '../overview/run-buttons.tsx';
import { RunProblems, StatusBadge } from '../overview/run-card.tsx';
import { RunFigures } from '../overview/run-figures.tsx';
import { RunRules } from '../rules/run-rules.tsx';
import { RefusedWorkers } from './refused-workers.tsx';
import { RunCode } from './run-code.tsx';
import { RunConfig } from './run-config.tsx';
import { RunSettings } from './run-settings.tsx';

const route = getRouteApi('/runs/$run');

/** One run: its figures, its config, and links to its work. */
export function RunPage() {
  const { run: id } = route.useParams();
  const { data, error } = useEndpointQuery(overview, {}, { live: true });
  const run = data?.runs.find((each) => each.id === id);
  if (run) return <Run run={run} dashboard={data?.dashboard_url} />;
  return (
    <Page title={id}>
      {error && <Fault error={error} />}
      {!data && !error && <Waiting />}
      {data && (
        <Empty title="No such run">
          <ScreenLink to="/">See all runs</ScreenLink>
        </Empty>
      )}
    </Page>
  );
}

function Run({ run, dashboard }: { run: LiveRun; dashboard?: string | null }) {
  const scope = { run: run.id };
  const progress = useEndpointQuery(statistics, { query: scope }, { live: true });
  return (
    <Page
      title={run.title}
      description={
        <>
          {run.task} · {run.id}
        </>
      }
      tools={<StatusBadge run={run} />}
    >
      <RunProblems run={run} />
      {run.worker_identity === 'unsigned' && run.ended_at === null && <UnsignedNotice />}
      <section className="card stack" aria-labelledby="progress">
        <Title order={2} size="h3" id="progress">
          Progress
        </Title>
        <RunBar run={run} labelledBy="progress" />
        <RunFigures run={run} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {formatRunTimes(run)}
          </Text>
          <RunButtons run={run} />
        </Group>
      </section>
      <nav aria-label="More about this run">
        <Group gap="lg">
          <ScreenLink to="/review" search={scope} fw={600}>
            Review
          </ScreenLink>
          <ScreenLink to="/items" search={scope}>
            Side by side
          </ScreenLink>
          <ScreenLink to="/units" search={scope}>
            Units
          </ScreenLink>
          <ScreenLink to="/timeline/$id" params={{ id: run.id }}>
            Timeline
          </ScreenLink>
          <ScreenLink to="/quality" search={scope}>
            Quality
          </ScreenLink>
          <ScreenLink to="/statistics" search={scope}>
            Statistics
          </ScreenLink>
          <ScreenLink to="/opinions" search={scope}>
            Opinions
          </ScreenLink>
          <ScreenLink to="/export" search={scope}>
            Export
          </ScreenLink>
          {run.worker_identity === 'invited' && (
            <ScreenLink to="/runs/$run/invitations" params={{ run: run.id }}>
              Invited workers
            </ScreenLink>
          )}
          <Anchor href={run.worker_url} target="_blank" rel="noopener noreferrer">
            Worker page <IconExternalLink size={14} aria-hidden />
          </Anchor>
          <DashboardLink url={dashboard} run={run.id} />
        </Group>
      </nav>
      {progress.data && progress.data.progress.length > 0 && <ProgressChart points={progress.data.progress} />}
      <RunOffers run={run} />
      <RunConversations run={run.id} />
      <RefusedWorkers run={run} />
      <RunRules run={run.id} />
      {run.onboarding && <RunOnboardings run={run.id} />}
      <RunSettings run={run} />
      <RunCode run={run} />
      <RunConfig run={run.id} />
      <Text size="sm" c="dimmed">
        <ExportLinks run={run.id} />
      </Text>
      <Text size="sm" c="dimmed" className="anywhere">
        Replay it fact by fact: <Code>./bin/manyhands replay {run.id}</Code>
      </Text>
    </Page>
  );
}

/** Says that names of workers are not checked, while the run collects answers. */
function UnsignedNotice() {
  return (
    <Text size="sm" c="dimmed">
      Workers are unsigned: whoever has the link can work under any name.{' '}
      <Anchor href="/docs/worker-links" underline="always">
        How to know who they are
      </Anchor>
    </Text>
  );
}
