import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { OfferId, RunId, SubmissionId, UnitId } from './ids.ts';

const message = z.object({
  runId: RunId,
  offerId: OfferId,
  submissionId: SubmissionId,
  /** What it is known by, so that it goes out once; its text is in the decision, or in no fact. */
  messageId: z.string(),
  /** The unit whose decision it is about. */
  unitId: UnitId.optional(),
});

export const MessageSent = defineFact('message.sent', {
  says: 'A message goes out to the worker of a place at a provider: recorded just before, so that none goes out twice.',
  data: message,
});
export const MessageFailed = defineFact('message.failed', {
  says: 'The provider certainly did not take the message; that of a decision is tried again.',
  data: message,
});

export const messageFacts = [MessageSent, MessageFailed] as const;
export type MessageFact = FactOf<typeof messageFacts>;
