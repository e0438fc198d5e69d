import { Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { TimelineEntry, TimelineKind } from '../../../src/api/timeline.ts';
import { ScreenLink } from '../components/link.tsx';
import { Empty, Fault, Page } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { usePages } from '../data/queries.ts';
import { useAddress } from '../review/address.ts';
import { Choice } from '../review/choice.tsx';
import { formatCount, nameOf } from '../review/labels.ts';
import { QualificationLink, UnitLink, WorkerLink } from '../review/links.tsx';
import { SearchField } from '../review/search-field.tsx';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { formatExactTime, kinds, typeInWords } from './labels.ts';
import { readTimelineAddress, timelineQuery } from './query.ts';
import style from './timeline.module.css';

const route = getRouteApi('/timeline/$id');
const orders = [
  ['newest', 'Newest first'],
  ['oldest', 'Oldest first'],
] as const;

/** Everything that was recorded about a run, a unit, a session, a worker or a qualification, fact by fact. The address has the filters. */
export function TimelinePage() {
  const { id } = route.useParams();
  const [address, change] = useAddress(readTimelineAddress);
  const pages = usePages(timelineQuery(id, address), { live: true });
  const [first] = pages.data?.pages ?? [];
  const entries = (pages.data?.pages ?? []).flatMap((page) => page.entries);
  const more = pages.hasNextPage;
  return (
    <Page title="Timeline" description={<TimelineOf id={id} of={first?.of} />}>
      <Group align="flex-end" gap="sm">
        <Choice label="Kind" of={kinds} value={address.kind ?? ''} onChange={(kind) => change({ kind })} />
        {first?.of !== 'worker' && first?.of !== 'agent' && (
          <SearchField
            label="Worker"
            placeholder="Id"
            value={address.worker}
            onChange={(worker) => change({ worker })}
          />
        )}
        {first?.of !== 'unit' && first?.of !== 'agent' && (
          <SearchField label="Unit" placeholder="Id" value={address.unit} onChange={(unit) => change({ unit })} />
        )}
        <SearchField
          label="Text"
          placeholder="Author, reason, value"
          value={address.search}
          onChange={(search) => change({ search })}
        />
        <TimeField label="From" value={address.since} onChange={(since) => change({ since })} />
        <TimeField label="Before" value={address.until} onChange={(until) => change({ until })} />
        <Choice label="Order" of={orders} value={address.order} onChange={(order) => change({ order })} />
      </Group>
      {pages.error && <Fault error={pages.error} />}
      {pages.isPending && !pages.error && <Waiting />}
      {first && (
        <Text size="sm" role="status">
          {formatCount(entries.length, 'fact')} shown{more ? '; there may be more' : ''}
        </Text>
      )}
      {first && entries.length === 0 && !more && <Empty title="Nothing matches">Remove a filter.</Empty>}
      {entries.length > 0 && (
        <ol className={style.facts} aria-label="Facts">
          {entries.map((entry) => (
            <li key={entry.position} className={style.fact}>
              <Entry entry={entry} id={id} />
            </li>
          ))}
        </ol>
      )}
      {more && (
        <Group>
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {entries.length === 0 ? 'Go on searching' : 'Show more'}
          </Button>
        </Group>
      )}
    </Page>
  );
}

function TimelineOf({ id, of }: { id: string; of: TimelineKind | undefined }) {
  if (of === 'unit') return <UnitLink unit={id} />;
  if (of === 'worker') return <WorkerLink worker={id} />;
  if (of === 'run') return <RunLink run={id} />;
  if (of === 'qualification') return <QualificationLink id={id} name={id} />;
  return <ForeignText text={id} maxLetters={120} />;
}

/** A time in the reader's time zone, to the minute. */
function TimeField({ label, value, onChange }: TimeFieldProps) {
  const local = value && new Date(Date.parse(value) - new Date(value).getTimezoneOffset() * 60_000).toISOString();
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={local?.slice(0, 16) ?? ''}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === '' ? undefined : new Date(currentTarget.value).toISOString())
      }
    />
  );
}
type TimeFieldProps = { label: string; value: string | undefined; onChange: (time: string | undefined) => void };

const RunLink = ({ run }: { run: string }) => (
  <ScreenLink to="/runs/$run" params={{ run }} underline="always">
    {run}
  </ScreenLink>
);

function Entry({ entry, id }: { entry: TimelineEntry; id: string }) {
  const { at, by, type, says, state, why, unit, worker, agent, run, position, details } = entry;
  const fields = Object.entries(details);
  return (
    <Stack gap={2}>
      <Group gap="xs" justify="space-between" wrap="wrap">
        <Group gap="xs">
          <Text size="sm" fw={600} title={says}>
            {typeInWords(type)}
          </Text>
          {state && (
            <Badge variant="outline" color="gray" tt="none" c="var(--mantine-color-text)">
              then {state.replaceAll('_', ' ')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" className="numbers" component="div">
          <time dateTime={at}>{formatExactTime(at)}</time> · {position}
        </Text>
      </Group>
      <Text size="sm" component="div" className="anywhere">
        by{' '}
        {by.startsWith('worker:') ? (
          <WorkerLink worker={by.slice('worker:'.length)} />
        ) : (
          <ForeignText text={nameOf(by)} maxLetters={100} />
        )}
        {unit && unit !== id && (
          <About>
            unit <UnitLink unit={unit} />
          </About>
        )}
        {worker && worker !== id && (
          <About>
            worker <WorkerLink worker={worker} />
          </About>
        )}
        {agent && agent !== id && (
          <About>
            session{' '}
            <ScreenLink to="/timeline/$id" params={{ id: agent }} underline="always">
              {agent}
            </ScreenLink>
          </About>
        )}
        {run && run !== id && !unit && (
          <About>
            run <RunLink run={run} />
          </About>
        )}
      </Text>
      {why && (
        <Text size="sm" component="div">
          Why: <ForeignText text={why} block maxLetters={1000} />
        </Text>
      )}
      {fields.length > 0 && (
        <Text size="xs" c="dimmed" component="div" className="anywhere">
          {fields.map(([name, value], nth) => (
            <span key={name}>
              {nth > 0 && ' · '}
              {name}: <ForeignText text={value} maxLetters={200} />
            </span>
          ))}
        </Text>
      )}
    </Stack>
  );
}

const About = ({ children }: { children: ReactNode }) => <> · {children}</>;
