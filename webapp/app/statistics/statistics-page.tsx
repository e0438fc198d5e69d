import { SimpleGrid } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { z } from 'zod';
import { statistics } from '../../../src/api/quality.ts';
import { barsOfBins } from '../charts/bins.ts';
import { ChartCard } from '../charts/chart-card.tsx';
import { HorizontalBars, UprightBars } from '../charts/lazy-charts.tsx';
import { ProgressChart } from '../charts/progress-chart.tsx';
import { Empty, Fault, Page } from '../components/page.tsx';
import { ScopePicker } from '../components/scope-picker.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { scopeOf } from '../data/search.ts';
import { useWorkerTexts } from '../data/worker-names.ts';
import { formatDuration } from '../review/labels.ts';
import { QuestionChart } from './question-chart.tsx';

const route = getRouteApi('/statistics');
type Statistics = z.output<typeof statistics.reply>;

/** More bars would not be readable. */
const maxWorkers = 12;

/** The statistics of the answers and the work. */
export function StatisticsPage() {
  const scope = scopeOf(route.useSearch());
  const navigate = route.useNavigate();
  const { data, error } = useEndpointQuery(statistics, { query: scope }, { live: true });
  return (
    <Page
      title="Statistics"
      tools={<ScopePicker scope={scope} onChange={(search) => navigate({ search, replace: true })} />}
    >
      {error && <Fault error={error} />}
      {!data && !error && (
        <Waiting description="Counting all answers. The first time, a large study takes some seconds." />
      )}
      {data && (data.workers_total === 0 ? <Nothing /> : <Charts of={data} />)}
    </Page>
  );
}

function Charts({ of }: { of: Statistics }) {
  const times = barsOfBins(of.seconds.bins, ' s');
  const busiest = of.workers.slice(0, maxWorkers);
  const textOf = useWorkerTexts(of.workers.map(({ worker }) => worker));
  return (
    <>
      <ProgressChart points={of.progress} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <ChartCard
          title="Time per unit"
          description={`From assignment to submission; median ${formatDuration(of.seconds.median)}.`}
          columns={['seconds from', 'to', 'units']}
          rows={of.seconds.bins.map(({ from, to, count }) => [from, to, count])}
        >
          <UprightBars bars={times} counts="Units" />
        </ChartCard>
        <ChartCard
          title="Answers per worker"
          description={
            of.workers_total > busiest.length
              ? `The ${busiest.length} busiest of ${of.workers_total.toLocaleString('en')} workers.`
              : 'Units submitted by each worker.'
          }
          columns={['worker', 'submitted', 'median seconds', 'worker id']}
          rows={of.workers.map(({ worker, submitted, median_seconds }) => [
            textOf(worker),
            submitted,
            median_seconds,
            worker,
          ])}
        >
          <HorizontalBars
            bars={busiest.map(({ worker, submitted }) => ({ name: textOf(worker), values: [submitted] }))}
            series={['Units']}
          />
        </ChartCard>
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {of.questions.map((question) => (
          <QuestionChart key={question.key} question={question} />
        ))}
      </SimpleGrid>
    </>
  );
}

const Nothing = () => (
  <Empty title="No answers yet">
    The charts appear with the first submitted answer. This page updates automatically.
  </Empty>
);
