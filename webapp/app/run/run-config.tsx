import { Button, CopyButton, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { type RunConfig as Config, getRunConfig } from '../../../src/api/run-config.ts';
import { Fault } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { jsonOf } from '../review/values/json.ts';
import { ValueView } from '../review/values/value-view.tsx';
import { groupsOf } from './config-groups.ts';

/** The present config of a run, shown on request. */
export function RunConfig({ run }: { run: string }) {
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useEndpointQuery(getRunConfig, { params: { run } }, { enabled: isOpen });
  return (
    <section className="card" aria-labelledby="config">
      <Group justify="space-between">
        <Title order={2} size="h3" id="config">
          Config
        </Title>
        <Group gap="xs">
          {isOpen && data && <Copy text={jsonOf(data.config)} />}
          <Button variant="default" size="xs" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide' : 'Show'}
          </Button>
        </Group>
      </Group>
      {isOpen && error && <Fault error={error} />}
      {isOpen && !data && !error && <Waiting />}
      {isOpen && data && <Shown config={data} />}
    </section>
  );
}

/** As JSON, which a manyhands.yaml may be, too. */
const Copy = ({ text }: { text: string }) => (
  <CopyButton value={text}>
    {({ copied, copy }) => (
      <Button variant="default" size="xs" onClick={copy}>
        {copied ? 'Copied' : 'Copy as JSON'}
      </Button>
    )}
  </CopyButton>
);

const Shown = ({ config: { folder, file, overrides, config } }: { config: Config }) => (
  <Stack mt="sm">
    <Text size="sm" c="dimmed" className="anywhere">
      From <ForeignText text={file} maxLetters={200} /> in <ForeignText text={folder} maxLetters={400} />, with defaults
      filled in and what was changed since the launch. Passwords, tokens and keys are not shown.
    </Text>
    {Object.keys(overrides).length > 0 && <Part title="Set at the launch" entries={Object.entries(overrides)} />}
    {groupsOf(config).map(({ title, entries }) => (
      <Part key={title} title={title} entries={entries} />
    ))}
  </Stack>
);

const Part = ({ title, entries }: { title: string; entries: [string, unknown][] }) => (
  <div>
    <Title order={3} size="sm" mb="xs">
      {title}
    </Title>
    <ValueView value={Object.fromEntries(entries)} name={title} />
  </div>
);
