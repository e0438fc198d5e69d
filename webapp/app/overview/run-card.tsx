import { Anchor, Badge, Group, Stack, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useId } from 'react';
import { runStatusLabels } from '../../../src/api/labels.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { ScreenLink } from '../components/link.tsx';
import { Fault } from '../components/page.tsx';
import { ExportLinks } from './export-links.tsx';
import { formatNumber, formatProgress, formatRunTimes } from './labels.ts';
import { RunBar } from './run-bar.tsx';
import { RunButtons } from './run-buttons.tsx';
import { RunFigures } from './run-figures.tsx';

type Props = {
  run: LiveRun;
  /** Whether it is one of many, with its figures in one line. */
  isCompact?: boolean;
};

/** The card of a run, with its actions. */
export function RunCard({ run, isCompact = false }: Props) {
  const titleId = useId();
  return (
    <article className="card" data-compact={isCompact || undefined} aria-labelledby={titleId}>
      <Stack gap={isCompact ? 'xs' : 'sm'}>
        <Group justify="space-between" align="flex-start" gap="xs">
          <div className="grows">
            <Title order={2} size={isCompact ? 'h4' : undefined} id={titleId} className="anywhere">
              <ScreenLink to="/runs/$run" params={{ run: run.id }} inherit c="inherit">
                <bdi>{run.title}</bdi>
              </ScreenLink>
            </Title>
            <Text size="sm" c="dimmed" className="anywhere">
              {run.task} · {run.id}
            </Text>
          </div>
          <StatusBadge run={run} />
        </Group>
        <RunProblems run={run} />
        <RunBar run={run} labelledBy={titleId} isThin={isCompact} />
        {isCompact ? <RunLine run={run} /> : <RunFigures run={run} />}
        <Group justify="space-between" gap="sm">
          <Group gap="md">
            <ScreenLink to="/review" search={{ run: run.id }} fw={600}>
              Review
            </ScreenLink>
            <Anchor href={run.worker_url} target="_blank" rel="noopener noreferrer">
              Worker page <IconExternalLink size={14} aria-hidden />
            </Anchor>
            <ExportLinks run={run.id} />
          </Group>
          <RunButtons run={run} />
        </Group>
        {!isCompact && (
          <Text size="xs" c="dimmed">
            {formatRunTimes(run)}
          </Text>
        )}
      </Stack>
    </article>
  );
}

/** The figures of a run in one line, and when it ran; all of them are on its page. */
function RunLine({ run }: { run: LiveRun }) {
  const waiting = run.to_review > 0 ? ` · ${formatNumber(run.to_review)} to review` : '';
  return (
    <Text size="sm" c="dimmed" className="numbers">
      {formatProgress(run)}
      {waiting} · {formatRunTimes(run)}
    </Text>
  );
}

const tones: Record<LiveRun['status'], string> = {
  opening: 'gray',
  launched: 'pine',
  paused: 'yellow',
  stopped: 'gray',
  completed: 'gray',
};

/** The status of a run, in a word, and whether it is for development. */
export function StatusBadge({ run: { status, development } }: { run: Pick<LiveRun, 'status' | 'development'> }) {
  return (
    <Badge variant="default" size="lg" tt="none" fw={500} className={`status ${status}`} color={tones[status]}>
      {runStatusLabels[status]}
      {development && ' · for development'}
    </Badge>
  );
}

/** The problems of a run. */
export function RunProblems({ run }: { run: LiveRun }) {
  const problems = run.problems.length === 0 && run.problem ? [run.problem] : run.problems;
  return problems.map((problem) => <Fault key={problem}>{problem}</Fault>);
}
