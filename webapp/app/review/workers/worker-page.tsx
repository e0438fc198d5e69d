import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { listBonuses } from '../../../../src/api/bonuses.ts';
import { listOnboardings } from '../../../../src/api/onboardings.ts';
import { getWorker } from '../../../../src/api/workers.ts';
import { Fault, Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useEndpointQuery } from '../../data/api.ts';
import { useWorkerText } from '../../data/worker-names.ts';
import { OnboardingTable } from '../../onboarding/onboarding-table.tsx';
import { AppliedRules, useAppliedRules } from '../../rules/applied-rules.tsx';
import { QualificationsOf } from '../decide/qualifications-of.tsx';
import { assessedText, formatDuration, formatTime, providerLabel } from '../labels.ts';
import { TimelineLink } from '../links.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { seenText } from '../text/pieces.ts';
import { Bonuses } from '../unit/bonuses.tsx';
import { Figures } from '../unit/figures.tsx';
import { BlockWorker } from './block-worker.tsx';
import { WorkerHistory } from './worker-history.tsx';
import { WorkerSignals } from './worker-signals.tsx';

/** One worker: their work, its reviews, and the actions on them. */
export function WorkerPage() {
  const { worker: id } = useParams({ from: '/workers/$worker' });
  const { data, error, isPlaceholderData } = useEndpointQuery(getWorker, { params: { worker: id } }, { live: true });
  const bonuses =
    useEndpointQuery(listBonuses, { query: { worker: id, limit: 200 } }, { live: true }).data?.bonuses ?? [];
  const onboardings =
    useEndpointQuery(listOnboardings, { query: { worker: id } }, { live: true }).data?.onboardings ?? [];
  const did = useAppliedRules({ worker: id });
  // An address may name a worker in other ways than by the id.
  const worker = isPlaceholderData ? undefined : data;
  const title = seenText(useWorkerText(worker?.id ?? id));
  return (
    <Page title={title} description={<ForeignText text={`Worker ${worker?.id ?? id}`} maxLetters={200} />}>
      {error && <Fault error={error} />}
      {!worker && !error && <Waiting />}
      {worker && (
        <>
          <Block title="Work">
            <Text size="sm">
              In progress: {worker.assigned.toLocaleString('en')} · submitted: {worker.submitted.toLocaleString('en')} ·
              median time: {formatDuration(worker.median_seconds)} · source:{' '}
              <ForeignText text={providerLabel(worker.provider)} maxLetters={60} />
            </Text>
            <Text size="sm">
              First seen {formatTime(worker.first_seen)} · last seen {formatTime(worker.last_seen)}
            </Text>
            <Figures of="Reviews" counts={worker} />
            {worker.assessed && (
              <Text size="sm" role="status">
                Checks: {assessedText(worker.assessed)}
              </Text>
            )}
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => <Link to="/units" search={{ worker: worker.id }} {...props} />}
            >
              All units of this worker
            </Anchor>
            <TimelineLink id={id} />
          </Block>
          {worker.signals && (
            <Block title="Signals">
              <WorkerSignals signals={worker.signals} />
            </Block>
          )}
          <Block title="Qualifications">
            <QualificationsOf worker={worker} />
          </Block>
          <Block title="Block / unblock">
            <BlockWorker worker={worker} />
          </Block>
          {did.applied.length > 0 && (
            <Block title="Rules">
              <AppliedRules {...did} by="run" />
            </Block>
          )}
          {bonuses.length > 0 && (
            <Block title="Bonuses">
              <Bonuses bonuses={bonuses} />
            </Block>
          )}
          {onboardings.length > 0 && (
            <Block title="Onboardings">
              <OnboardingTable rows={onboardings} by="run" />
            </Block>
          )}
          <Block title="History">
            {worker.history.length === 0 ? (
              <Text size="sm">No reviews, grants or blocks yet.</Text>
            ) : (
              <WorkerHistory key={worker.id} history={worker.history} />
            )}
          </Block>
        </>
      )}
    </Page>
  );
}

const Block = ({ title, children }: { title: string; children: ReactNode }) => (
  <Stack component="section" className="card" gap="sm" aria-label={title}>
    <Title order={2} size="h3">
      {title}
    </Title>
    {children}
  </Stack>
);
