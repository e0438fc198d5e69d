import { Group, List, Stack, Text, Title } from '@mantine/core';
import { ScreenLink } from '../components/link.tsx';
import { useShowAll } from '../components/show-more.tsx';
import { useWorkerTexts } from '../data/worker-names.ts';
import { seenText } from '../review/text/pieces.ts';
import { WorkerName } from '../review/worker-name.tsx';
import type { Quality } from './query.ts';

type Remark = Quality['evidence'][number];

const kinds: { kind: Remark['kind']; title: string }[] = [
  { kind: 'fast', title: 'Much faster than others' },
  { kind: 'streak', title: 'The same answer many times in a row' },
  { kind: 'twins', title: 'Two workers with nearly the same answers' },
];

/** How many units are linked beside a remark. */
const maxUnits = 5;
/** How many remarks of a kind are shown first. */
const firstRemarks = 10;

/** Unusual patterns: evidence, not a verdict. */
export function EvidenceList({ evidence }: { evidence: readonly Remark[] }) {
  const present = kinds.filter(({ kind }) => evidence.some((remark) => remark.kind === kind));
  return (
    <section className="card" aria-labelledby="evidence">
      <Title order={2} size="h3" id="evidence">
        Worth a look
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {present.length === 0
          ? 'No unusual patterns found.'
          : 'Evidence, not a verdict: each pattern can have a harmless reason. Look at the units first.'}
      </Text>
      {present.map(({ kind, title }) => (
        <OneKind key={kind} title={title} remarks={evidence.filter((remark) => remark.kind === kind)} />
      ))}
    </section>
  );
}

function OneKind({ title, remarks }: { title: string; remarks: readonly Remark[] }) {
  const { shown, more } = useShowAll(remarks, firstRemarks);
  return (
    <Stack gap="xs" mt="sm">
      <Title order={3} size="h5">
        {title}
      </Title>
      <List spacing="xs">
        {shown.map((remark) => (
          <List.Item key={`${remark.worker} ${remark.other ?? ''} ${remark.sentence}`}>
            <Remark remark={remark} />
          </List.Item>
        ))}
      </List>
      {more}
    </Stack>
  );
}

function Remark({ remark }: { remark: Remark }) {
  const { worker, other, sentence, units } = remark;
  const workers = [worker, ...(other ? [other] : [])];
  const textOf = useWorkerTexts(workers);
  const said = workers.reduce((text, id) => text.replaceAll(id, () => seenText(textOf(id))), sentence);
  return (
    <div className="anywhere">
      {said}
      <Group gap="xs" fz="sm">
        {workers.map((name) => (
          <ScreenLink key={name} to="/workers/$worker" params={{ worker: name }} inherit>
            <WorkerName worker={name} />
          </ScreenLink>
        ))}
        {units.slice(0, maxUnits).map((unit) => (
          <ScreenLink key={unit} to="/units/$unit" params={{ unit }} inherit>
            {unit}
          </ScreenLink>
        ))}
        {units.length > maxUnits && <span>and {units.length - maxUnits} more units</span>}
      </Group>
    </div>
  );
}
