import type { OnboardingStep } from '../../api/onboardings.ts';
import type { SubmittedPage } from '../../projections/onboarding/onboarding-rows.ts';
import { expectedKey, knownAnswers } from '../../projections/quality/known-answers.ts';
import { explanationKey } from '../answer-key.ts';
import { withoutKeys } from '../config/data-keys.ts';

const unseen = new Set([expectedKey, explanationKey]);

/** A submitted page as requesters read it: what it showed, what was expected, and what became of the answer. */
export function stepOf({ page, shown, config, submittedAt, activeSeconds, ...judged }: SubmittedPage): OnboardingStep {
  const expected = knownAnswers(config, shown);
  return {
    page: page + 1,
    submitted_at: submittedAt,
    active_seconds: activeSeconds,
    inputs: withoutKeys(shown, unseen),
    expected: expected.size === 0 ? null : Object.fromEntries(expected),
    ...judged,
  };
}
