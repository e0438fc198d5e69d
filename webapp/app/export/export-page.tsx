import { Anchor, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { addressOf } from '../../../src/api/client.ts';
import { exportFiles, type Manifest, namesOf } from '../../../src/api/exports.ts';
import { overview } from '../../../src/api/runs.ts';
import { Empty, Fault, Page } from '../components/page.tsx';
import { ScopePicker } from '../components/scope-picker.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { AsOfChoice, present, timeOf } from './as-of.tsx';
import { type Choice, ContentChoice, chosenOf, FormatChoice, usual } from './choice-fields.tsx';
import { ExportStatus } from './export-status.tsx';
import { isReport } from './formats.ts';
import { FurtherScopes } from './further-scopes.tsx';
import { ReproduceExport } from './reproduce-export.tsx';
import { useExport } from './use-export.ts';

const route = getRouteApi('/export');

/** Exports the answers of a task or a run as a file. */
export function ExportPage() {
  const scope = route.useSearch();
  const navigate = route.useNavigate();
  const runs = useEndpointQuery(overview, {}).data?.runs;
  const mayIdentify = useMay('owner');
  const [choice, setChoice] = useState<Choice>(usual);
  const [further, setFurther] = useState<string[]>([]);
  const [asOf, setAsOf] = useState(present);
  const [again, setAgain] = useState<Manifest>();
  const { start, progress, fault, isGoing } = useExport();
  const first = scope.run ?? scope.task;
  const of = first === undefined ? undefined : [...new Set([first, ...further])];
  const time = timeOf(asOf);
  const change = (over: Partial<Choice>) => setChoice((before) => ({ ...before, ...over }));
  const chosen = chosenOf(choice, mayIdentify);
  const { answers } = chosen;
  const download = () => {
    if (of === undefined || !time) return;
    setAgain(undefined);
    start({ of, ...chosen, ...time });
  };
  const makeAgain = (manifest: Manifest) => {
    setAgain(manifest);
    start({ ...manifest, of: namesOf(manifest), at: manifest.sequence });
  };
  return (
    <Page
      title="Export"
      description="Answers with their items and reviews, or items with their answers, as one file."
      tools={
        <ScopePicker
          scope={scope}
          onChange={(search) => navigate({ search, replace: true })}
          everything="Choose a task or a run"
        />
      }
    >
      {runs?.length === 0 && <Empty title="Nothing to export yet">Launch a task first.</Empty>}
      {of === undefined ? (
        runs && runs.length > 0 && <Text>Choose a task or a run above.</Text>
      ) : (
        <Stack className="card">
          <FurtherScopes names={further} onChange={setFurther} />
          <FormatChoice choice={choice} onChange={change} />
          <ContentChoice choice={choice} onChange={change} />
          <AsOfChoice asOf={asOf} onChange={setAsOf} />
          {mayIdentify && !isReport(choice.format) && (
            <Checkbox
              checked={choice.identities}
              onChange={(event) => change({ identities: event.currentTarget.checked })}
              label="Include worker names (e.g. Prolific IDs)"
              description="Personal data: keep the file safe, share it only with those who need it, and delete it when you are done."
            />
          )}
          <Group>
            <Button
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={isGoing}
              disabled={!time}
              onClick={download}
            >
              Download
            </Button>
            <Anchor
              href={addressOf(exportFiles, { query: { of, answers, ...time } })}
              download={`${of.join('_')}-files.jsonl`}
            >
              Uploaded files
            </Anchor>
          </Group>
        </Stack>
      )}
      {runs && runs.length > 0 && <ReproduceExport isGoing={isGoing} mayIdentify={mayIdentify} onStart={makeAgain} />}
      {fault !== undefined && <Fault error={fault} />}
      {progress && fault === undefined && <ExportStatus progress={progress} again={again} />}
    </Page>
  );
}
