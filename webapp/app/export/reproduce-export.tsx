import { Button, FileButton, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import type { Manifest } from '../../../src/api/exports.ts';
import { ManifestView } from './manifest-view.tsx';
import { readManifest } from './manifests.ts';

type Props = { isGoing: boolean; mayIdentify: boolean; onStart: (manifest: Manifest) => void };

/** Reproduces the export of a manifest and verifies it. */
export function ReproduceExport({ isGoing, mayIdentify, onStart }: Props) {
  const [text, setText] = useState('');
  const read = text.trim() === '' ? undefined : readManifest(text);
  const manifest = read && 'manifest' in read ? read.manifest : undefined;
  const isForOwners = manifest?.identities === true && !mayIdentify;
  return (
    <section className="card" aria-labelledby="same-again">
      <Title order={2} size="h3" id="same-again">
        Reproduce an earlier export
      </Title>
      <Stack mt="sm">
        <Textarea
          label="Manifest of an earlier export"
          description="Paste it or choose its file. The export is rebuilt and compared byte by byte."
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          value={text}
          error={read && 'fault' in read ? read.fault : undefined}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Group>
          <FileButton accept="application/json,.json" onChange={async (file) => file && setText(await file.text())}>
            {(props) => (
              <Button variant="default" {...props}>
                Choose a file…
              </Button>
            )}
          </FileButton>
          <Button disabled={!manifest || isForOwners} loading={isGoing} onClick={() => manifest && onStart(manifest)}>
            Rebuild and verify
          </Button>
        </Group>
        {isForOwners && <Text size="sm">It includes worker names, so only an owner can rebuild it.</Text>}
        {manifest && <ManifestView manifest={manifest} />}
      </Stack>
    </section>
  );
}
