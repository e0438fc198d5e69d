import type { UnitPurpose } from '../../events/unit.ts';

/** The outcome of a judgement, as histories name it. */
export type Judged = 'gold_right' | 'gold_wrong' | 'screening_passed' | 'screening_failed' | 'screening_undecided';

/** How a screening or gold unit was judged; `correct` is null if a screening decided nothing. */
export function judgedAs(purpose: UnitPurpose, correct: boolean | null): Judged {
  if (purpose === 'gold') return correct ? 'gold_right' : 'gold_wrong';
  if (correct === null) return 'screening_undecided';
  return correct ? 'screening_passed' : 'screening_failed';
}
