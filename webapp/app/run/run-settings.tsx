import { Button, Group, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { workerIdentityTexts } from '../../../src/api/labels.ts';
import { moneyText } from '../../../src/api/money.ts';
import { listRules } from '../../../src/api/rules.ts';
import { getRunConfig } from '../../../src/api/run-config.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { formatNumber, itemsOf } from '../overview/labels.ts';
import { formatCount, formatTime } from '../review/labels.ts';
import { SettingChanges } from './setting-changes.tsx';
import { SettingsDialog } from './settings-dialog.tsx';

const sentenceCase = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** How many answers an item gets: so many, or up to more where they agree too little. */
const perItem = ({ units_per_assignment: least, most_units_per_assignment: most }: LiveRun): string =>
  most === null || most <= least
    ? formatNumber(least)
    : `${formatNumber(least)} to ${formatNumber(most)}, by agreement`;

/** The experimental design, and how many workers take part in each condition; nothing where there is none. */
function designLines({ treatments, conditions }: LiveRun): [string, string][] {
  const workers = conditions.map(({ condition, workers }) => `${condition}: ${formatCount(workers, 'worker')}`);
  return [
    ...(treatments === null ? [] : [['Treatments', treatments] as [string, string]]),
    ...(workers.length === 0 ? [] : [['Conditions', workers.join(', ')] as [string, string]]),
  ];
}

const onboardingText = ({ onboarding: asked }: LiveRun): string =>
  asked
    ? `${formatCount(asked.pages, 'page')}, ${formatCount(asked.max_mistakes, 'mistake')} allowed; grants ${asked.qualification}`
    : 'None';

const screeningText = ({ screening }: LiveRun): string => {
  if (!screening) return 'None';
  return screening.max_units === 0
    ? 'On the first unit of each worker'
    : `Up to ${formatCount(screening.max_units, 'unit')}`;
};

const goldText = ({ gold }: LiveRun): string =>
  gold
    ? `${formatCount(gold.min, 'right answer')} first, then ${gold.how_often}; ${formatCount(gold.max_incorrect, 'wrong answer')} allowed; up to ${formatCount(gold.max_units, 'unit')}`
    : 'None';

const signalsText = (names: unknown): string =>
  Array.isArray(names) && names.length > 0 ? `Pages count: ${names.join(', ')}` : 'None';

/** The present settings of a run, and their changes; an owner changes them while it is open. */
export function RunSettings({ run }: { run: LiveRun }) {
  const mayChange = useMay('owner') && run.ended_at === null;
  const [isChanging, changing] = useDisclosure(false);
  const { data } = useEndpointQuery(getRunConfig, { params: { run: run.id } }, { live: true });
  const { data: rules } = useEndpointQuery(listRules, { params: { run: run.id }, query: {} }, { live: true });
  const lines: [string, string][] = [
    ['Items', formatNumber(itemsOf(run))],
    ['Answers per item', perItem(run)],
    ['Units', formatNumber(run.units - run.special_units)],
    ['Order', sentenceCase(run.unit_order)],
    ...designLines(run),
    ['Requirements', run.requirements.join('; ') || 'None'],
    ['Onboarding', onboardingText(run)],
    ['Screening', screeningText(run)],
    ['Gold units', goldText(run)],
    ['Pay per unit', run.pay_cents > 0 ? moneyText(run.pay_cents, run.currency) : 'None'],
    ['Bonuses so far', moneyText(run.bonus_cents, run.currency)],
    ['Launched', formatTime(run.launched_at)],
    ['Ended', formatTime(run.ended_at)],
    ['Worker page', run.worker_url],
    ['Workers', workerIdentityTexts[run.worker_identity]],
    ['Signals', signalsText(data?.config.signals)],
    ['Rules', rules?.rules.map(({ rule }) => rule).join('; ') || 'None'],
  ];
  return (
    <section className="card" aria-labelledby="settings">
      <Group justify="space-between">
        <Title order={2} size="h3" id="settings">
          Settings
        </Title>
        {mayChange && data && (
          <Button variant="default" size="xs" onClick={changing.open}>
            Change…
          </Button>
        )}
      </Group>
      <dl className="manifest">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      {data && <SettingChanges changes={data.changes} />}
      {isChanging && data && <SettingsDialog run={run} config={data.config} onClose={changing.close} />}
    </section>
  );
}
