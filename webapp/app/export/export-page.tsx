import { Anchor, Button, Checkbox, Group, Progress, Radio, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { addressOf } from '../../../src/api/client.ts';
import { type ExportFormat, type ExportProgress, exportFiles } from '../../../src/api/exports.ts';
import { overview } from '../../../src/api/runs.ts';
import { useAsk } from '../api.ts';
import { useMay } from '../me.ts';
import { Empty, Fault, Page } from '../page.tsx';
import { ScopePicker } from '../scope-picker.tsx';
import { formats } from './formats.ts';
import { ManifestView } from './manifest-view.tsx';
import { useExport } from './use-export.ts';

const route = getRouteApi('/export');

/** Takes the answers of a task or a run away, as a file. */
export function ExportPage() {
  const scope = route.useSearch();
  const navigate = route.useNavigate();
  const runs = useAsk(overview, {}).data?.runs;
  const mayIdentify = useMay('owner');
  const [format, setFormat] = useState<ExportFormat>('jsonl');
  const [identities, setIdentities] = useState(false);
  const { start, progress, fault, isGoing } = useExport();
  const of = scope.run ?? scope.task;
  return (
    <Page
      title="Export"
      says="Every answer with its item and its reviews, as one file."
      tools={
        <ScopePicker
          scope={scope}
          onChange={(search) => navigate({ search, replace: true })}
          everything="Choose a task or a run"
        />
      }
    >
      {runs?.length === 0 && (
        <Empty title="Nothing to export yet">Launch a task first; its answers can be taken from here.</Empty>
      )}
      {of === undefined ? (
        runs && runs.length > 0 && <Text>Choose a task or a run above.</Text>
      ) : (
        <Stack className="card">
          <Radio.Group label="Format" value={format} onChange={(value) => setFormat(value as ExportFormat)}>
            <Stack gap="xs" mt="xs">
              {formats.map(({ value, name, says }) => (
                <Radio key={value} value={value} label={name} description={says} />
              ))}
            </Stack>
          </Radio.Group>
          {mayIdentify && (
            <Checkbox
              checked={identities}
              onChange={(event) => setIdentities(event.currentTarget.checked)}
              label="Say who the workers are"
              description="Adds the names that crowds give their workers. That is personal data: keep the file safe, pass it to nobody who does not need it, and delete it when you are done."
            />
          )}
          <Group>
            <Button
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={isGoing}
              onClick={() => start({ of, format, identities: identities && mayIdentify })}
            >
              Download
            </Button>
            <Anchor href={addressOf(exportFiles, { query: { of } })} download={`${of}-files.jsonl`}>
              List of the files among the answers
            </Anchor>
          </Group>
        </Stack>
      )}
      {fault !== undefined && <Fault error={fault} />}
      {progress && <HowFar progress={progress} />}
    </Page>
  );
}

function HowFar({ progress }: { progress: ExportProgress }) {
  const { step, done, total, manifest } = progress;
  const share = manifest ? 100 : total === 0 ? 0 : Math.min(100, (100 * done) / total);
  return (
    <section className="card" aria-labelledby="how-far">
      <Title order={2} size="h3" id="how-far" mb="sm">
        {manifest ? 'The file is complete' : 'Writing the file'}
      </Title>
      <Progress value={share} aria-label="How far the export is" mb="xs" />
      <Text role="status" size="sm" className="numbers">
        {manifest
          ? `${manifest.rows.toLocaleString('en')} ${manifest.rows === 1 ? 'row' : 'rows'}.`
          : `${step}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`}
      </Text>
      {manifest && <ManifestView manifest={manifest} />}
    </section>
  );
}
