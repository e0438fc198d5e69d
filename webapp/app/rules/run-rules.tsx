import { Text, Title } from '@mantine/core';
import { listRules, type RuleOfRun } from '../../../src/api/rules.ts';
import { Fault } from '../components/page.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { formatCount } from '../review/labels.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { AppliedRules, useAppliedRules } from './applied-rules.tsx';

function howOften({ applied, standing, undone }: RuleOfRun): string {
  if (applied === 0) return 'not applied yet';
  const parts = [`applied ${formatCount(applied, 'time')}`];
  const over = applied - standing - undone;
  if (over > 0) parts.push(`${over.toLocaleString('en')} over`);
  if (undone > 0) parts.push(`${undone.toLocaleString('en')} taken back`);
  return parts.join(', ');
}

/** The rules of a run, and what they did last; nothing where there are none. */
export function RunRules({ run }: { run: string }) {
  const { data, error } = useEndpointQuery(listRules, { params: { run }, query: {} }, { live: true });
  const did = useAppliedRules({ run });
  const rules = data?.rules ?? [];
  if (error) return <Fault error={error} />;
  if (rules.length === 0 && did.applied.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="rules">
      <Title order={2} size="h3" id="rules">
        Rules
      </Title>
      {rules.length === 0 ? (
        <Text size="sm">The run has no rules any more.</Text>
      ) : (
        <ul className="plain">
          {rules.map((rule) => (
            <Text component="li" size="sm" key={rule.rule}>
              <ForeignText text={rule.rule} maxLetters={200} />
              <Text span size="sm" c="dimmed">
                {` · ${howOften(rule)}`}
              </Text>
            </Text>
          ))}
        </ul>
      )}
      <AppliedRules {...did} by="worker" />
    </section>
  );
}
