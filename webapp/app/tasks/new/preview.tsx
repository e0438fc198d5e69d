import { Code, Stack, Text, Title } from '@mantine/core';
import type { LaunchPlan } from '../../../../src/api/launch.ts';
import { moneyText } from '../../../../src/api/money.ts';
import { Fault } from '../../components/page.tsx';
import { formatNumber } from '../../overview/labels.ts';
import { formatCount } from '../../review/labels.ts';
import style from './new-task.module.css';
import type { Checked } from './use-draft.ts';

type Props = {
  check: Checked | undefined;
  problem: unknown;
};

/** What workers would see, and what the task would make and cost. */
export function Preview({ check, problem }: Props) {
  return (
    <section className={`card stack ${style.aside}`} aria-labelledby="preview">
      <Title order={2} size="h3" id="preview">
        What workers see
      </Title>
      {problem !== undefined && <Fault error={problem} />}
      {check ? (
        <Stack gap="sm">
          <iframe
            key={check.madeFrom}
            className={style.preview}
            src={check.preview_url}
            title="The worker page with the first item"
            sandbox="allow-scripts allow-same-origin allow-forms"
          />
          <Text size="sm" c="dimmed">
            This is a preview: no answer is kept.
          </Text>
          <Text role="status">{planText(check.plan)}</Text>
          <details>
            <summary>The config of the task (manyhands.yaml)</summary>
            <Code block className={style.config} tabIndex={0}>
              {check.config}
            </Code>
          </details>
        </Stack>
      ) : (
        problem === undefined && <Text c="dimmed">Choose a file with items to see the page of workers.</Text>
      )}
    </section>
  );
}

/** What a launch would make and cost, in a sentence or two. */
export function planText({ items, units, most_units, currency, unit_cents, max_cents }: LaunchPlan): string {
  if (items === null || units === null) return 'The items are made on demand.';
  const most = most_units === null || most_units === units ? '' : ` to ${formatNumber(most_units)}`;
  const answers = most === '' ? formatCount(units, 'answer') : `${formatNumber(units)}${most} answers`;
  const work = `${formatCount(items, 'item')}, ${answers}.`;
  if (unit_cents === 0 || max_cents === null) return `${work} No pay.`;
  return `${work} At most ${moneyText(max_cents, currency)}, without bonuses and fees.`;
}
