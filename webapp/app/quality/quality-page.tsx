import { SimpleGrid, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { quality } from '../../../src/api/quality.ts';
import { barsOfBins } from '../charts/bins.ts';
import { ChartCard } from '../charts/chart-card.tsx';
import { UprightBars } from '../charts/lazy-charts.tsx';
import { LazySelect } from '../components/lazy-select.tsx';
import { Empty, Fault, Page } from '../components/page.tsx';
import { ScopePicker } from '../components/scope-picker.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { formatCount } from '../review/labels.ts';
import { Agreement } from './agreement.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { levels, methods } from './explanations.ts';
import { FurtherFigures } from './further.tsx';
import { Gold } from './gold.tsx';
import { Labels } from './labels.tsx';
import { Pastes } from './pastes.tsx';
import { type Quality, qualityQuery, readQualityAddress } from './query.ts';
import { Reliability } from './reliability.tsx';
import { Strengths } from './strengths.tsx';

const route = getRouteApi('/quality');

/** Agreement, aggregated answers, and the reliability of workers. */
export function QualityPage() {
  // The server refuses other keys of the address.
  const search = readQualityAddress(route.useSearch());
  const navigate = route.useNavigate();
  const { data, error, isPlaceholderData } = useEndpointQuery(quality, { query: qualityQuery(search) }, { live: true });
  const question = data?.question ?? search.question ?? null;
  return (
    <Page
      title="Quality"
      tools={
        <ScopePicker
          scope={search}
          onChange={(scope) =>
            navigate({
              search: { level: search.level, method: search.method, show: search.show, ...scope },
              replace: true,
            })
          }
        />
      }
    >
      {data && data.questions.length > 0 && (
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <LazySelect
            label="Question"
            data={data.questions.map(({ key, label }) => ({ value: key, label }))}
            value={question}
            onChange={(key) => navigate({ search: { ...search, question: key ?? undefined }, replace: true })}
            allowDeselect={false}
            searchable
          />
          <LazySelect
            label="Measurement level"
            data={Object.entries(levels).map(([value, label]) => ({ value, label }))}
            value={search.level ?? data.level}
            onChange={(level) =>
              navigate({ search: { ...search, level: level as keyof typeof levels }, replace: true })
            }
            allowDeselect={false}
          />
          <LazySelect
            label="Aggregation"
            data={Object.entries(methods).map(([value, { name }]) => ({ value, label: name }))}
            value={search.method ?? 'dawid-skene'}
            onChange={(method) =>
              navigate({ search: { ...search, method: method as keyof typeof methods }, replace: true })
            }
            allowDeselect={false}
            description={methods[search.method ?? 'dawid-skene'].description}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
        </SimpleGrid>
      )}
      {error && <Fault error={error} />}
      {!data && !error && (
        <Waiting description="Comparing all answers. The first time, a large study takes some seconds." />
      )}
      {data && (
        <div aria-busy={isPlaceholderData}>
          <Findings of={data} />
        </div>
      )}
      {data && (
        <FurtherFigures
          search={search}
          onChange={(change) => navigate({ search: { ...search, ...change }, replace: true, resetScroll: false })}
        />
      )}
    </Page>
  );
}

function Findings({ of }: { of: Quality }) {
  if (of.question === null)
    return (
      <div className="stack">
        <Empty title={of.answers === 0 ? 'No answers to compare yet' : 'Nothing to compare'}>
          Agreement is counted for questions with few possible answers: choices, ratings, yes or no. It appears here
          with the first such answers.
        </Empty>
        <EvidenceList evidence={of.evidence} />
        <Pastes rows={of.pastes} />
      </div>
    );
  return (
    <div className="stack">
      <Text c="dimmed">
        {formatCount(of.answers, 'answer')} to {formatCount(of.items, 'item')} by {formatCount(of.workers, 'worker')}.
      </Text>
      {of.aggregation?.notes.map((note) => (
        <Text key={note} c="dimmed">
          {note}
        </Text>
      ))}
      <Agreement of={of} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <ChartCard
          title="Agreement by item"
          description="Items by the share of their pairs of answers that are the same; low shares are worth a look."
          columns={['share from', 'to', 'items']}
          rows={of.item_agreement.map(({ from, to, count }) => [from, to, count])}
        >
          <UprightBars
            bars={barsOfBins(
              of.item_agreement.map((bin) => ({ ...bin, from: bin.from * 100, to: bin.to * 100 })),
              ' %',
            )}
            counts="Items"
          />
        </ChartCard>
        <Labels labels={of.labels} />
      </SimpleGrid>
      {of.gold && <Gold gold={of.gold} />}
      {of.strengths && of.strengths.length > 0 && <Strengths strengths={of.strengths} notes={of.strengths_notes} />}
      <Reliability rows={of.reliability} />
      <EvidenceList evidence={of.evidence} />
      <Pastes rows={of.pastes} />
    </div>
  );
}
