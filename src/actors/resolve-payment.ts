import type { PaymentId } from '../events/ids.ts';
import { PaymentConfirmed, type PaymentFact, PaymentNotMade } from '../events/payment.ts';
import type { Payment } from './payment.ts';
import { refuse } from './refusals.ts';

/** What a person saw at the provider of a payment that could not be found there; `attempt` is the one that they looked for. */
export type ResolveCommand = {
  type: 'payment.resolve';
  paymentId: PaymentId;
  attempt: number;
  isMade: boolean;
  note?: string;
};

/** Throws `payment/not-in-doubt` also if it was sent again meanwhile: what was seen says nothing about that. */
export function decide({ paymentId, attempt, isMade, note }: ResolveCommand, known: Payment): PaymentFact[] {
  if (!known.matches('needs_person') || known.context.attempt !== attempt)
    throw refuse('payment/not-in-doubt', { payment: paymentId, status: known.value as string });
  const { runId } = known.context;
  if (isMade) return [PaymentConfirmed({ runId, paymentId, how: 'by-a-person', ...(note ? { note } : {}) })];
  const reason = note ? `A person looked at the provider: ${note}` : 'A person looked at the provider.';
  return [PaymentNotMade({ runId, paymentId, reason })];
}
