import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { z } from 'zod';
import { addressOf } from '../../../src/api/client.ts';
import { getFile } from '../../../src/api/files.ts';
import type { opinions } from '../../../src/api/quality.ts';
import { ScreenLink } from '../components/link.tsx';
import { Empty, Fault, Page } from '../components/page.tsx';
import { ScopePicker } from '../components/scope-picker.tsx';
import { Segments } from '../components/segments.tsx';
import { Waiting } from '../components/waiting.tsx';
import { usePages } from '../data/queries.ts';
import { formatTime } from '../review/labels.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { WorkerName } from '../review/worker-name.tsx';
import { opinionsQuery, readOpinionsAddress } from './query.ts';

const route = getRouteApi('/opinions');
type Opinion = z.output<typeof opinions.reply>['opinions'][number];

const kinds = { opinion: 'Opinions', tip: 'Tips', feedback: 'Feedback' } as const;
const kindLabels = { opinion: 'Opinion', tip: 'Tip', feedback: 'Feedback' } as const;

/** Feedback from workers. */
export function OpinionsPage() {
  const search = readOpinionsAddress(route.useSearch());
  const navigate = route.useNavigate();
  const { task, run, kind } = search;
  const pages = usePages(opinionsQuery(search), { live: true });
  const found = pages.data?.pages.flatMap((page) => page.opinions);
  return (
    <Page
      title="Opinions"
      description="Feedback from workers, newest first."
      tools={
        <ScopePicker scope={search} onChange={(scope) => navigate({ search: { kind, ...scope }, replace: true })} />
      }
    >
      <Segments
        label="What kind"
        of={[
          ['all', 'All'],
          ['opinion', kinds.opinion],
          ['tip', kinds.tip],
          ['feedback', kinds.feedback],
        ]}
        value={kind ?? 'all'}
        onChange={(chosen) =>
          navigate({ search: { task, run, kind: chosen === 'all' ? undefined : chosen }, replace: true })
        }
      />
      {pages.error && <Fault error={pages.error} />}
      {!found && !pages.error && <Waiting />}
      {found?.length === 0 && (
        <Empty title="No feedback yet">
          Workers can leave opinions, tips and feedback where the task page asks for them.
        </Empty>
      )}
      {found && found.length > 0 && (
        <Stack component="ul" gap="sm" className="plain">
          {found.map((opinion) => (
            <OpinionCard key={`${opinion.unit} ${opinion.at} ${opinion.kind}`} opinion={opinion} />
          ))}
        </Stack>
      )}
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}

function OpinionCard({ opinion }: { opinion: Opinion }) {
  const { kind, unit, worker, at, texts, files } = opinion;
  return (
    <li className="card">
      <Group gap="xs" fz="sm" c="dimmed" mb="xs">
        <Text inherit fw={600}>
          {kindLabels[kind]}
        </Text>
        <time dateTime={at}>{formatTime(at)}</time>
        <ScreenLink to="/workers/$worker" params={{ worker }} inherit className="anywhere">
          <WorkerName worker={worker} />
        </ScreenLink>
        <ScreenLink to="/units/$unit" params={{ unit }} inherit className="anywhere">
          {unit}
        </ScreenLink>
      </Group>
      {texts.map(({ question, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the texts of one opinion never change places.
        <div key={index} className="opinion-text">
          {question && (
            <Text size="sm" c="dimmed">
              <ForeignText text={question} maxLetters={400} />
            </Text>
          )}
          <ForeignText text={text} block />
        </div>
      ))}
      {files.map(({ hash, name, type, size }) => (
        <Text key={hash} size="sm">
          <Anchor href={addressOf(getFile, { params: { hash } })} download={name} inherit>
            <ForeignText text={name} maxLetters={200} />
          </Anchor>{' '}
          ({type || 'unknown type'}, {Math.ceil(size / 1000).toLocaleString('en')} kB)
        </Text>
      ))}
    </li>
  );
}
