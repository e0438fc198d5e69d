import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconExternalLink } from '@tabler/icons-react';
import type { RunRow } from '../../../src/api/runs.ts';
import { ScreenLink } from '../components/link.tsx';

const isOnlyHere = (url: string) => /(^|\.)localhost$/.test(new URL(url).hostname);

/** Where to go after a launch: the link for workers, and the screens about the run. */
export function Launched({ run }: { run: RunRow }) {
  const { copy, copied } = useClipboard();
  return (
    <Stack gap="sm">
      {isOnlyHere(run.worker_url) ? (
        <Text>
          This link works only on this computer. To let others work,{' '}
          <Anchor underline="always" href="/docs/operations#a-public-address" target="_blank" rel="noopener noreferrer">
            give Manyhands a public address
          </Anchor>{' '}
          first.
        </Text>
      ) : run.worker_identity === 'invited' ? (
        <Text>
          Each worker needs a link of their own:{' '}
          <ScreenLink to="/runs/$run/invitations" params={{ run: run.id }} underline="always">
            invite workers
          </ScreenLink>
          .
        </Text>
      ) : (
        <Text>Send this link to your workers. Each of them needs only a browser.</Text>
      )}
      <Group gap="xs" align="flex-end">
        <TextInput
          label="Link for workers"
          className="grows"
          readOnly
          value={run.worker_url}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Button variant="default" onClick={() => copy(run.worker_url)}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </Group>
      <Group gap="lg">
        <Anchor href={run.worker_url} target="_blank" rel="noopener noreferrer">
          Worker page <IconExternalLink size={14} aria-hidden />
        </Anchor>
        <ScreenLink to="/review" search={{ run: run.id }} fw={600}>
          Review
        </ScreenLink>
        <ScreenLink to="/runs/$run" params={{ run: run.id }}>
          Run
        </ScreenLink>
      </Group>
    </Stack>
  );
}
