import { Badge } from '@mantine/core';
import { type AppliedRule, isOver } from '../../../src/api/rules.ts';
import { seenText } from '../review/text/pieces.ts';
import { didText } from './texts.ts';

/** What keeps a worker from units, or should be known about them; grants and blocks are shown as such. */
const shown: readonly AppliedRule['action'][] = ['exclude', 'pause', 'flag'];

/** What rules hold against a worker now: each kind once, and of several pauses the one that ends last. */
export function heldAgainst(rules: readonly AppliedRule[]): AppliedRule[] {
  const now = Date.now();
  return shown.flatMap((action) => {
    const holding = rules.filter((rule) => rule.action === action && !isOver(rule, now));
    return holding.sort((one, other) => (other.until ?? '').localeCompare(one.until ?? '')).slice(0, 1);
  });
}

/** One badge for each. */
export const RuleBadges = ({ rules }: { rules: readonly AppliedRule[] }) =>
  rules.map((rule) => (
    <Badge
      key={rule.id}
      variant="outline"
      color="gray"
      tt="none"
      c="var(--mantine-color-text)"
      // Else a narrow cell of a table shows no more than its first letter.
      miw="max-content"
      title={whyOf(rule)}
    >
      {didText(rule)}
    </Badge>
  ));

const whyOf = ({ reason, rule }: AppliedRule): string => seenText(reason ?? rule);

/** Beside an answer: why rules flagged its worker. It is a hint for reviewers, no judgement. */
export function FlagBadge({ flagged }: { flagged: string | null }) {
  if (flagged === null) return null;
  return (
    <Badge
      variant="outline"
      color="gray"
      tt="none"
      c="var(--mantine-color-text)"
      title={seenText(flagged)}
      // Read whole: it wraps wherever texts around it may.
      styles={{
        root: { maxWidth: '100%', height: 'auto' },
        label: { whiteSpace: 'inherit', overflowWrap: 'anywhere' },
      }}
    >
      Flagged: {seenText(flagged)}
    </Badge>
  );
}
