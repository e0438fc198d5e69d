import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { addressOf } from '../../../src/api/client.ts';
import { onboardingStatusLabels } from '../../../src/api/labels.ts';
import { exportOnboardings, listOnboardings, type OnboardingStatus } from '../../../src/api/onboardings.ts';
import { Fault } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { pagesOf, usePages } from '../data/queries.ts';
import { Choice } from '../review/choice.tsx';
import { OnboardingTable } from './onboarding-table.tsx';

const pageRows = 20;
const statuses = Object.keys(onboardingStatusLabels) as OnboardingStatus[];

/** The onboardings of a run: who is how far, filtered by status, and all of them as a file. */
export function RunOnboardings({ run }: { run: string }) {
  const [status, setStatus] = useState<OnboardingStatus>();
  const query = { run, status, limit: pageRows };
  const pages = usePages(pagesOf(listOnboardings, { query }), { live: true });
  const [first] = pages.data?.pages ?? [];
  const rows = (pages.data?.pages ?? []).flatMap(({ onboardings }) => onboardings);
  const countOf = (one: OnboardingStatus) => first?.counts[one] ?? 0;
  const all = statuses.reduce((sum, one) => sum + countOf(one), 0);
  const choices = [
    ['', `All (${all})`] as const,
    ...statuses.map((one) => [one, `${onboardingStatusLabels[one]} (${countOf(one)})`] as const),
  ];
  return (
    <section className="card stack" aria-labelledby="onboarding">
      <Group justify="space-between" align="flex-end">
        <Title order={2} size="h3" id="onboarding">
          Onboarding
        </Title>
        <Choice
          label="Status"
          of={choices}
          value={status ?? ''}
          onChange={(next) => setStatus(statuses.find((one) => one === next))}
        />
      </Group>
      {pages.error && <Fault error={pages.error} />}
      {pages.isPending && <Waiting />}
      {first && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {all === 0 ? 'Nobody has begun it yet.' : 'No onboarding has this status.'}
        </Text>
      )}
      {rows.length > 0 && <OnboardingTable rows={rows} by="worker" />}
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          Show more
        </Button>
      )}
      <Text size="sm" c="dimmed">
        All of it, with the right answers: <Download run={run} format="jsonl" text="JSON Lines" /> ·{' '}
        <Download run={run} format="csv" text="CSV" />
      </Text>
    </section>
  );
}

const Download = ({ run, format, text }: { run: string; format: 'jsonl' | 'csv'; text: string }) => (
  <Anchor
    href={addressOf(exportOnboardings, { query: { of: run, format } })}
    download={`${run}.onboarding.${format}`}
    aria-label={`Onboardings of ${run} as ${text}`}
    underline="always"
    inherit
  >
    {text}
  </Anchor>
);
