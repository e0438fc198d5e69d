import { Button, Progress, Text, Title } from '@mantine/core';
import { type ExportProgress, type Manifest, namesOf } from '../../../src/api/exports.ts';
import { save } from '../charts/chart-files.ts';
import { Fault } from '../components/page.tsx';
import { formatCount } from '../review/labels.ts';
import { ManifestView } from './manifest-view.tsx';
import { verdictOn } from './manifests.ts';

const textOf = (manifest: Manifest) => `${JSON.stringify(manifest, null, 2)}\n`;
const nameOf = (manifest: Manifest) => `${namesOf(manifest).join('_')}.${manifest.format}.manifest.json`;

type Props = { progress: ExportProgress; again?: Manifest };

/** The progress of an export, then its manifest; with `again`, whether both manifests have the same bytes. */
export function ExportStatus({ progress, again }: Props) {
  const { step, done, total, manifest } = progress;
  const verdict = again && manifest && verdictOn(again, manifest);
  const share = manifest ? 100 : total === 0 ? 0 : Math.min(100, (100 * done) / total);
  return (
    <section className="card" aria-labelledby="export-status">
      <Title order={2} size="h3" id="export-status" mb="sm">
        {manifest ? 'The file is complete' : 'Writing the file'}
      </Title>
      <Progress value={share} aria-label="Export progress" mb="xs" />
      <Text role="status" size="sm" className="numbers">
        {manifest
          ? `${formatCount(manifest.rows, 'row')}.`
          : `${step}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`}
      </Text>
      {verdict?.isSame === false && <Fault>{verdict.sentence}</Fault>}
      {verdict?.isSame && <Text size="sm">{verdict.sentence}</Text>}
      {manifest && (
        <>
          <ManifestView manifest={manifest} />
          <Button
            variant="default"
            size="xs"
            mt="sm"
            onClick={() => save(textOf(manifest), nameOf(manifest), 'application/json')}
          >
            Save the manifest
          </Button>
        </>
      )}
    </section>
  );
}
