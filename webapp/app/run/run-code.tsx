import { Button, Code, Group, Text, Title } from '@mantine/core';
import { type CodeLoad, reloadCode } from '../../../src/api/run-code.ts';
import { getRunConfig } from '../../../src/api/run-config.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { useShowAll } from '../components/show-more.tsx';
import { useEndpointMutation, useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { notify, notifyFault } from '../data/notices.ts';
import { formatTime, nameOf } from '../review/labels.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';

/** More versions are shown on request. */
const firstVersions = 3;
/** Enough of a SHA-256 to tell versions apart. */
const shownDigits = 12;

/** The versions of the task's own code that decided in a run, and a button that loads it again; nothing where it has none. */
export function RunCode({ run }: { run: LiveRun }) {
  const mayLoad = useMay('owner') && run.ended_at === null;
  const { data } = useEndpointQuery(getRunConfig, { params: { run: run.id } }, { live: true });
  const load = useEndpointMutation(reloadCode);
  const { shown, more } = useShowAll(data?.code.toReversed() ?? [], firstVersions);
  const name = data?.config.code ?? data?.config.code_command;
  if (!data || typeof name !== 'string') return null;
  const doLoad = () =>
    load.mutate(
      { params: { run: run.id } },
      {
        onSuccess: ({ functions }) => notify(`Loaded: ${functions.join(', ') || 'no functions'}.`),
        onError: notifyFault,
      },
    );
  return (
    <section className="card stack" aria-labelledby="code">
      <Group justify="space-between">
        <Title order={2} size="h3" id="code">
          Code
        </Title>
        {mayLoad && (
          <Button variant="default" size="xs" loading={load.isPending} onClick={doLoad}>
            Load the code again
          </Button>
        )}
      </Group>
      <Text size="sm" className="anywhere">
        <Code>{name}</Code> decides in this run. A change takes effect when the code is loaded again; code that cannot
        be loaded leaves the former one in place.
      </Text>
      {shown.length > 0 && (
        <ul aria-label="Versions, the newest first">
          {shown.map((version, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: counted from the end, a place never changes.
            <Version key={data.code.length - index} version={version} />
          ))}
        </ul>
      )}
      {more}
    </section>
  );
}

function Version({ version: { at, by, file, sha256 } }: { version: CodeLoad }) {
  const isOwn = by === 'task-host';
  return (
    <Text size="sm" c="dimmed" component="li" className="anywhere">
      {sha256 === null ? 'Loaded' : `${file}, SHA-256 ${sha256.slice(0, shownDigits)}…, loaded`}{' '}
      {isOwn ? (
        'when its process started'
      ) : (
        <>
          by <ForeignText text={nameOf(by)} maxLetters={100} />
        </>
      )}{' '}
      · <time dateTime={at}>{formatTime(at)}</time>
    </Text>
  );
}
