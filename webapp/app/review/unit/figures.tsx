import { Stack, Text } from '@mantine/core';
import { formatShare } from '../labels.ts';
import { Dot } from './status-badge.tsx';

/** How many units are to be reviewed, and the decisions about the others. */
export type Counts = { waiting: number; accepted: number; soft_rejected: number; rejected: number };

const decisions = [
  ['accepted', 'accepted'],
  ['soft_rejected', 'paid, not used'],
  ['rejected', 'rejected'],
] as const;

/** How many units are reviewed, and the share of each decision. */
export function Figures({ of, counts }: { of: string; counts: Counts }) {
  const reviewed = counts.accepted + counts.soft_rejected + counts.rejected;
  const total = reviewed + counts.waiting;
  return (
    <Stack gap={0}>
      <Text size="sm" fw={600}>
        {of}
      </Text>
      <Text size="sm" className="numbers">
        {reviewed.toLocaleString('en')} of {total.toLocaleString('en')} reviewed
      </Text>
      {decisions.map(([status, word]) => (
        <Text key={status} size="xs" c="dimmed" className="numbers">
          <Dot status={status} /> {counts[status].toLocaleString('en')} {word} ({formatShare(counts[status], reviewed)})
        </Text>
      ))}
    </Stack>
  );
}
