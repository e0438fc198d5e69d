import { Badge, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { getOnboarding, type OnboardingStep } from '../../../src/api/onboardings.ts';
import { Fault } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { formatDuration, formatTime } from '../review/labels.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';
import { ValueView } from '../review/values/value-view.tsx';

/** Every page that was submitted in an onboarding, fetched when it is opened. */
export function OnboardingSteps({ onboarding }: { onboarding: string }) {
  const { data, error } = useEndpointQuery(getOnboarding, { params: { onboarding } }, { live: true });
  if (error) return <Fault error={error} />;
  if (data?.id !== onboarding) return <Waiting />;
  if (data.steps.length === 0) return <Text size="sm">Nothing is submitted yet.</Text>;
  return (
    <Stack component="ol" className="plain" gap="md">
      {data.steps.map((step, nth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: submitted pages never change places.
        <li key={nth}>
          <Step step={step} />
        </li>
      ))}
    </Stack>
  );
}

function Step({
  step: { page, submitted_at, active_seconds: active, inputs, answer, expected, correct, explanation },
}: {
  step: OnboardingStep;
}) {
  return (
    <Stack gap="xs">
      <Group gap="xs" fz="sm">
        <Text inherit fw={600}>
          Page {page}
        </Text>
        <Verdict correct={correct} />
        <time dateTime={submitted_at}>{formatTime(submitted_at)}</time>
        {active !== null && <span>{formatDuration(active)} active</span>}
      </Group>
      <dl className="manifest">
        <Part name="Shown">
          <ValueView value={inputs} name={`page ${page}`} />
        </Part>
        <Part name="Answer">
          <ValueView value={answer} />
        </Part>
        {expected && (
          <Part name="Expected">
            <ValueView value={expected} name="expected" />
          </Part>
        )}
        {explanation && (
          <Part name="Explanation">
            <ForeignText text={explanation} block />
          </Part>
        )}
      </dl>
    </Stack>
  );
}

const Part = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd className="anywhere">{children}</dd>
  </div>
);

function Verdict({ correct }: Pick<OnboardingStep, 'correct'>) {
  if (correct === null) return <Badge variant="default">Being judged</Badge>;
  return (
    <Badge variant="outline" color="gray" c={correct ? 'var(--mantine-color-text)' : 'var(--mantine-color-error)'}>
      {correct ? 'Right' : 'Wrong'}
    </Badge>
  );
}
