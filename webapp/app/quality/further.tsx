import { SimpleGrid, Text, Title } from '@mantine/core';
import { type SectionName, sectionNamed } from '../../../src/api/quality-sections.ts';
import { overview } from '../../../src/api/runs.ts';
import { LazySelect } from '../components/lazy-select.tsx';
import { Fault } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { formatCount } from '../review/labels.ts';
import { FurtherPictures } from './further-pictures.tsx';
import { FurtherSubsets, FurtherTable } from './further-tables.tsx';
import { sectionWords } from './further-words.ts';
import type { QualitySearch, Section } from './query.ts';

type Props = { search: QualitySearch; onChange: (change: Partial<QualitySearch>) => void };

/** Figures that are computed when they are asked for: by subset of the data, and beside those of another run. */
export function FurtherFigures({ search, onChange }: Props) {
  const { show } = search;
  return (
    <section className="card" aria-labelledby="further">
      <Title order={2} size="h3" id="further">
        Further figures
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {show ? sectionWords[show].description : 'Computed when you choose them.'}
      </Text>
      {show ? (
        <Shown show={show} search={search} onChange={onChange} />
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <WhichFigures show={show} onChange={onChange} />
        </SimpleGrid>
      )}
    </section>
  );
}

const WhichFigures = ({ show, onChange }: { show: SectionName | undefined } & Pick<Props, 'onChange'>) => (
  <LazySelect
    label="Figures"
    placeholder="Choose"
    data={Object.entries(sectionWords).map(([value, { name }]) => ({ value, label: name }))}
    value={show ?? null}
    // Other figures are of other questions.
    onChange={(chosen) => onChange({ show: (chosen as SectionName | null) ?? undefined, of: undefined })}
    clearable
  />
);

function Shown({ show, search, onChange }: Props & { show: SectionName }) {
  const { run, task, level, method, by, beside, of, question } = search;
  const isSuited = show !== 'numbers' && show !== 'position';
  const query = { run, task, level, method, by, beside, question: of ?? (isSuited ? question : undefined) };
  const { data, error, isPlaceholderData } = useEndpointQuery(sectionNamed(show), { query }, { live: true });
  const runs = useEndpointQuery(overview, {}).data?.runs ?? [];
  // A reply to an earlier choice may stand here for a moment.
  const found = isPlaceholderData ? undefined : data;
  return (
    <div className="stack">
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
        <WhichFigures show={show} onChange={onChange} />
        <LazySelect
          label="Question of these figures"
          data={(found?.questions ?? []).map(({ key, label }) => ({ value: key, label }))}
          value={found?.question ?? of ?? null}
          onChange={(key) => onChange({ of: key ?? undefined })}
          allowDeselect={false}
        />
        <LazySelect
          label="Split by"
          placeholder="Nothing"
          data={[...new Set([...(found?.keys ?? []), ...(by ? [by] : [])])]}
          value={by ?? null}
          onChange={(key) => onChange({ by: key ?? undefined })}
          clearable
        />
        <LazySelect
          label="Beside"
          placeholder="No other run"
          data={[...new Set([...runs.map(({ id }) => id).filter((id) => id !== run), ...(beside ? [beside] : [])])]}
          value={beside ?? null}
          onChange={(id) => onChange({ beside: id ?? undefined })}
          clearable
          searchable
        />
      </SimpleGrid>
      {error && <Fault error={error} />}
      {!found && !error && <Waiting description="Comparing all answers." />}
      {found && <Found found={found} show={show} name={run ?? task ?? 'All tasks'} />}
    </div>
  );
}

function Found({ found, show, name }: { found: Section; show: SectionName; name: string }) {
  const { whole, beside, subsets } = found;
  if (!whole) return <Text>No question has such figures yet.</Text>;
  const counts = (one: { answers: number; items: number; workers: number }) =>
    `${formatCount(one.answers, 'answer')} to ${formatCount(one.items, 'item')} by ${formatCount(one.workers, 'worker')}`;
  return (
    <div className="stack" data-figures={show}>
      <Text c="dimmed" className="anywhere">
        {counts(whole)}
        {beside && `; ${beside.run}: ${counts(beside)}`}.
      </Text>
      <FurtherTable whole={whole} beside={beside} name={name} />
      <SimpleGrid cols={{ base: 1, md: beside ? 2 : 1 }} spacing="lg">
        <FurtherPictures show={show} picture={whole.picture} of={beside ? name : undefined} />
        {beside && <FurtherPictures show={show} picture={beside.picture} of={beside.run} />}
      </SimpleGrid>
      {subsets && <FurtherSubsets subsets={subsets} run={beside?.run} name={name} />}
    </div>
  );
}
