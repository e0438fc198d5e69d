import { Anchor, Text } from '@mantine/core';
import { signalTexts } from '../../../../src/api/signal-texts.ts';
import type { Signals } from '../../../../src/api/signals.ts';

/** What the page of an answer counted; nothing where it counts nothing. */
export function SignalsLine({ signals }: { signals: Signals | null }) {
  if (!signals) return null;
  return (
    <Text size="sm" mt="sm" component="div">
      The page counted: {signalTexts(signals).join(' · ')}
      <Text size="xs" c="dimmed" component="div">
        This is <EvidenceNotVerdict />
      </Text>
    </Text>
  );
}

/** What counts of a page are worth. */
export const EvidenceNotVerdict = () => (
  <>
    evidence, not a verdict: each count can have a harmless reason.{' '}
    <Anchor href="/docs/quality-checks#signals" underline="always" inherit target="_blank" rel="noopener noreferrer">
      What is counted
    </Anchor>
  </>
);
