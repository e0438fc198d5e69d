import type { BonusId, VerdictId } from '../events/ids.ts';
import type { UnitFact } from '../events/unit.ts';

/** What one verdict added to a decision. */
export type Supplement = { verdictId?: VerdictId; note?: string; message?: string };

type About = UnitFact | { type: `${'assignment' | 'task-run'}.${string}` };

/** What was added to a decision after another fact: one more, or without the last one of a verdict that was taken back. */
export function supplementsAfter(
  before: readonly Supplement[] = [],
  fact: About,
): { supplements?: readonly Supplement[]; undoneSupplement?: VerdictId } {
  switch (fact.type) {
    case 'unit.review-supplemented': {
      const { verdictId, note, message } = fact.data;
      return { supplements: [...before, { verdictId, note, message }] };
    }
    case 'unit.supplement-undone': {
      const { verdictId } = fact.data;
      const gone = before.findLastIndex((one) => one.verdictId === verdictId);
      return { supplements: before.filter((_, place) => place !== gone), undoneSupplement: verdictId };
    }
    default:
      return {};
  }
}

/** The bonuses that were ever granted for a unit, after another fact. */
export const bonusesAfter = (before: readonly BonusId[] = [], fact: About): { bonuses?: readonly BonusId[] } =>
  fact.type === 'unit.bonus-granted' ? { bonuses: [...before, fact.data.bonusId] } : {};
