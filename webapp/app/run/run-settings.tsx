import { Title } from '@mantine/core';
import type { LiveRun } from '../../../src/api/runs.ts';
import { countWords } from '../overview/words.ts';
import { moneyWords } from '../review/money.ts';
import { timeWords } from '../review/words.ts';

/** The settings of a run's launch. */
export function RunSettings({ run }: { run: LiveRun }) {
  const lines: [string, string][] = [
    ['Items', countWords(run.assignments)],
    ['Answers per item', countWords(run.units_per_assignment)],
    ['Units', countWords(run.units)],
    ['Pay per unit', run.pay_cents > 0 ? moneyWords(run.pay_cents, run.currency) : 'None'],
    ['Bonuses so far', moneyWords(run.bonus_cents, run.currency)],
    ['Launched', timeWords(run.launched_at)],
    ['Ended', timeWords(run.ended_at)],
    ['Worker page', run.worker_url],
  ];
  return (
    <section className="card" aria-labelledby="settings">
      <Title order={2} size="h3" id="settings">
        Settings
      </Title>
      <dl className="manifest">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
