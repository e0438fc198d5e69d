import { Badge } from '@mantine/core';
import type { UnitRow } from '../../../../src/api/units.ts';

type Judged = Pick<UnitRow, 'purpose' | 'correct'>;

const names = { gold: 'Gold', screening: 'Screening' } as const;

/** How a gold or screening unit was judged, in words; undefined for one that is not judged. */
const outcomeOf = ({ purpose, correct }: Judged): string | undefined => {
  if (correct === null) return undefined;
  if (purpose === 'screening') return correct ? 'passed' : 'failed';
  return correct ? 'answered well' : 'wrong';
};

/** What a unit is for beside its answer, and how it was judged; nothing for other units. */
export function PurposeBadge({ purpose, correct }: Judged) {
  if (!purpose) return null;
  const outcome = outcomeOf({ purpose, correct });
  return (
    <Badge
      variant="outline"
      color="gray"
      tt="none"
      miw="max-content"
      c={correct === false ? 'var(--mantine-color-error)' : 'var(--mantine-color-text)'}
    >
      {outcome ? `${names[purpose]}: ${outcome}` : names[purpose]}
    </Badge>
  );
}
