import type { BonusId, VerdictId } from '../events/ids.ts';
import type { UnitFact } from '../events/unit.ts';

/** What one verdict added to a decision. */
export type Supplement = { verdictId?: VerdictId; note?: string; message?: string };

type About = UnitFact | { type: `${'assignment' | 'task-run'}.${string}` };

/** What was said about a unit under which verdicts, now and before. */
type Said = {
  verdictId?: VerdictId;
  former?: readonly VerdictId[];
  supplements?: readonly Supplement[];
  undoneSupplements?: readonly VerdictId[];
};

/** What was added to a decision after another fact: one more, or without the last one of a verdict that was taken back. */
export function supplementsAfter(
  { supplements = [], undoneSupplements, former }: Said,
  fact: About,
): Omit<Said, 'verdictId'> {
  switch (fact.type) {
    case 'unit.review-supplemented': {
      const { verdictId, note, message } = fact.data;
      return { supplements: [...supplements, { verdictId, note, message }] };
    }
    case 'unit.supplement-undone': {
      const { verdictId } = fact.data;
      const gone = supplements.findLastIndex((one) => one.verdictId === verdictId);
      return {
        supplements: supplements.filter((_, place) => place !== gone),
        undoneSupplements: withIds(undoneSupplements, verdictId),
        former: withIds(former, verdictId),
      };
    }
    default:
      return {};
  }
}

/** A decision that holds no longer leaves nothing that was added to it; the ids of all its verdicts stay known. */
export const noSupplements = ({ verdictId, supplements = [], former }: Said): Omit<Said, 'verdictId'> => ({
  supplements: undefined,
  undoneSupplements: undefined,
  former: withIds(former, verdictId, ...supplements.map((one) => one.verdictId)),
});

function withIds(before: readonly VerdictId[] | undefined, ...ids: readonly (VerdictId | undefined)[]) {
  const added = ids.filter((id) => id !== undefined);
  return added.length > 0 ? [...(before ?? []), ...added] : before;
}

/** The bonuses that were ever granted for a unit, after another fact. */
export const bonusesAfter = (before: readonly BonusId[] = [], fact: About): { bonuses?: readonly BonusId[] } =>
  fact.type === 'unit.bonus-granted' ? { bonuses: [...before, fact.data.bonusId] } : {};
