import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { BonusId, OfferId, PaymentId, RunId, SubmissionId, UnitId, WorkerId } from './ids.ts';

const payment = z.object({ runId: RunId, paymentId: PaymentId });
const reason = z.string();

export const PaymentIntended = defineFact('payment.intended', {
  says: 'A unit or a bonus is to be paid through the provider of its worker.',
  data: payment.extend({
    kind: z.enum(['pay', 'bonus']),
    offerId: OfferId,
    submissionId: SubmissionId,
    /** None for a compensation, and for what the provider paid without work of ours. */
    unitId: UnitId.optional(),
    workerId: WorkerId,
    /** What the worker gets, and what the provider takes for it, in cents of the currency. */
    cents: z.number().positive(),
    feeCents: z.number().nonnegative(),
    currency: z.string(),
    bonusId: BonusId.optional(),
    /** What the worker reads. */
    reason: z.string().optional(),
  }),
});
export const PaymentPrepared = defineFact('payment.prepared', {
  says: 'The provider has what the payment goes out by. No money has moved.',
  data: payment.extend({
    reference: z.string(),
    /** What has to be known to find it afterwards. */
    found: z.string().optional(),
  }),
});
export const PaymentSent = defineFact('payment.sent', {
  says: 'From here on the payment may have been made: it is recorded before the provider is asked.',
  data: payment.extend({ attempt: z.int().positive() }),
});
export const PaymentConfirmed = defineFact('payment.confirmed', {
  says: 'The payment was made.',
  data: payment.extend({
    /** Who says so: the reply, the provider's books, the provider's own site, or a person who looked. */
    how: z.enum(['replied', 'found', 'elsewhere', 'by-a-person']),
    note: z.string().optional(),
  }),
});
export const PaymentUncertain = defineFact('payment.uncertain', {
  says: 'Nobody can say yet whether the payment was made. It is looked for, and not sent again meanwhile.',
  data: payment.extend({ reason }),
});
export const PaymentNotMade = defineFact('payment.not-made', {
  says: 'The payment was certainly not made: it may be sent again.',
  data: payment.extend({ reason }),
});
export const PaymentRefused = defineFact('payment.refused', {
  says: 'The provider refused the payment: no money moved.',
  data: payment.extend({ reason }),
});
export const PaymentNeedsPerson = defineFact('payment.needs-person', {
  says: 'The payment could not be found for so long that a person has to look at the provider whether it was made.',
  data: payment.extend({ reason }),
});
export const PaymentRetried = defineFact('payment.retried', {
  says: 'A refused payment is to be sent once more.',
  data: payment,
});
export const PaymentWithdrawn = defineFact('payment.withdrawn', {
  says: 'The payment is no longer owed, and was not sent.',
  data: payment.extend({ reason: z.string().optional() }),
});

export const paymentFacts = [
  PaymentIntended,
  PaymentPrepared,
  PaymentSent,
  PaymentConfirmed,
  PaymentUncertain,
  PaymentNotMade,
  PaymentRefused,
  PaymentNeedsPerson,
  PaymentRetried,
  PaymentWithdrawn,
] as const;
export type PaymentFact = FactOf<typeof paymentFacts>;
