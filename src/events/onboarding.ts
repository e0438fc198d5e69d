import { z } from 'zod';
import { defineFact, type FactOf, personal } from './fact.ts';
import { AgentId, WorkerId } from './ids.ts';

const onboarding = z.object({ agentId: AgentId, workerId: WorkerId });
/** Counted from 0. */
const page = z.int().nonnegative();
const explanation = z.string().optional();

export const OnboardingStarted = defineFact('onboarding.started', {
  says: "A worker began the run's onboarding, without a unit; pages are recorded only if the task's code made them for this worker.",
  data: onboarding.extend({
    provider: z.string(),
    worker: personal(z.string()),
    registration: personal(z.string()),
    pages: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  }),
});
export const OnboardingPageSubmitted = defineFact('onboarding.page-submitted', {
  says: 'The worker submitted a page of the onboarding; it is to be judged.',
  data: onboarding.extend({
    page,
    answer: z.unknown(),
    /** How long the page was visible and used since it was last shown, if it measured that. */
    activeSeconds: z.number().nonnegative().optional(),
  }),
});
export const OnboardingPageJudged = defineFact('onboarding.page-judged', {
  says: 'The page was judged, and the onboarding goes on: with the next page, or with the same one after a mistake.',
  data: onboarding.extend({ page, correct: z.boolean(), explanation }),
});
export const OnboardingPassed = defineFact('onboarding.passed', {
  says: 'The worker passed the onboarding; its qualification is to be granted.',
  data: onboarding.extend({ page }),
});
export const OnboardingFailed = defineFact('onboarding.failed', {
  says: 'The worker failed the onboarding; that is to be recorded with its qualification.',
  data: onboarding.extend({ page, explanation }),
});
export const OnboardingGranted = defineFact('onboarding.granted', {
  says: 'The qualification of a passed or failed onboarding was granted.',
  data: onboarding,
});

/** The types of facts that bring a worker's name, each before any other fact about them in its stream. */
export const namesWorker: ReadonlySet<string> = new Set([
  'agent.connected',
  'invitation.created',
  OnboardingStarted.type,
]);

export const onboardingFacts = [
  OnboardingStarted,
  OnboardingPageSubmitted,
  OnboardingPageJudged,
  OnboardingPassed,
  OnboardingFailed,
  OnboardingGranted,
] as const;
export type OnboardingFact = FactOf<typeof onboardingFacts>;
