import { z } from 'zod';
import { defineFact, type FactOf, personal } from './fact.ts';
import { OfferId, RunId, SubmissionId, WorkerId } from './ids.ts';

const submission = z.object({ runId: RunId, offerId: OfferId, submissionId: SubmissionId });
/** When it came to this by the provider's clock; none where the provider does not say. */
const told = submission.extend({ at: z.iso.datetime().optional() });

export const SubmissionBegun = defineFact('submission.begun', {
  says: 'A worker took a place of an offer.',
  data: told.extend({
    workerId: WorkerId,
    provider: z.string(),
    /** Who the worker is, and what the place is called, at the provider. */
    worker: personal(z.string()),
    external: personal(z.string()),
  }),
});
export const SubmissionSubmitted = defineFact('submission.submitted', {
  says: 'The worker came back to the provider with a code; the provider waits for a decision.',
  data: told.extend({
    code: z.string().optional(),
    /** When the provider approves it by itself. */
    approvesAt: z.iso.datetime().optional(),
  }),
});
export const SubmissionApproved = defineFact('submission.approved', {
  says: 'The provider has it as approved, whoever did that: it pays.',
  data: told,
});
export const SubmissionRejected = defineFact('submission.rejected', {
  says: 'The provider has it as rejected, whoever did that: it does not pay.',
  data: told,
});
export const SubmissionReturned = defineFact('submission.returned', {
  says: 'The worker gave the place back at the provider; it is open again.',
  data: told,
});
export const SubmissionTimedOut = defineFact('submission.timed-out', {
  says: 'The time of the place ran out at the provider; it is open again.',
  data: told,
});
export const SubmissionScreenedOut = defineFact('submission.screened-out', {
  says: 'The provider has the worker as screened out.',
  data: told,
});
export const SubmissionReopened = defineFact('submission.reopened', {
  says: 'The worker is at work at the provider again.',
  data: told,
});

export const submissionFacts = [
  SubmissionBegun,
  SubmissionSubmitted,
  SubmissionApproved,
  SubmissionRejected,
  SubmissionReturned,
  SubmissionTimedOut,
  SubmissionScreenedOut,
  SubmissionReopened,
] as const;
export type SubmissionFact = FactOf<typeof submissionFacts>;
