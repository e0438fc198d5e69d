import type { PaymentId } from '../events/ids.ts';
import {
  PaymentConfirmed,
  type PaymentFact,
  PaymentNeedsPerson,
  PaymentNotMade,
  PaymentPrepared,
  PaymentRefused,
  PaymentRetried,
  PaymentSent,
  PaymentUncertain,
  PaymentWithdrawn,
} from '../events/payment.ts';
import type { Payment, Payments } from './payment.ts';
import { refuse } from './refusals.ts';

/** What became of a payment that was sent or looked for. */
export type Settlement = { paymentId: PaymentId } & (
  | { outcome: 'paid'; how: Parameters<typeof PaymentConfirmed>[0]['how']; note?: string }
  | { outcome: 'uncertain' | 'absent' | 'refused' | 'needs-person'; reason: string }
);

/** Moves payments on; those that stand elsewhere already are left as they are. */
export type PaymentCommand =
  | {
      type: 'payments.prepare';
      payments: readonly { paymentId: PaymentId; reference: string; found?: string }[];
    }
  | { type: 'payments.send'; paymentIds: readonly PaymentId[] }
  | { type: 'payments.settle'; settlements: readonly Settlement[] }
  | { type: 'payment.retry' | 'payment.withdraw'; paymentId: PaymentId; reason?: string };

/** The payment of this id; throws `payment/unknown`. */
export function paymentIn({ states }: Payments, paymentId: PaymentId): Payment {
  const found = states.get(paymentId);
  if (!found) throw refuse('payment/unknown', { payment: paymentId });
  return found;
}

/** The facts about the payments alone; `isOwed` says whether one that was not sent is still to be paid. */
export function decide(
  command: PaymentCommand,
  payments: Payments,
  isOwed: (payment: Payment) => boolean,
): PaymentFact[] {
  const at = (paymentId: PaymentId) => paymentIn(payments, paymentId);
  const of = ({ context: { runId, paymentId } }: Payment) => ({ runId, paymentId });
  switch (command.type) {
    case 'payments.prepare':
      return command.payments.flatMap(({ paymentId, reference, found }) => {
        const known = at(paymentId);
        const isWaiting = known.matches('intended') || known.matches('prepared');
        return isWaiting
          ? [PaymentPrepared({ ...of(known), reference, ...(found === undefined ? {} : { found }) })]
          : [];
      });
    case 'payments.send':
      return command.paymentIds.flatMap((paymentId): PaymentFact[] => {
        const known = at(paymentId);
        if (!known.matches('prepared')) return [];
        if (!isOwed(known)) return [PaymentWithdrawn(of(known))];
        return [PaymentSent({ ...of(known), attempt: known.context.attempt + 1 })];
      });
    case 'payments.settle':
      return command.settlements.flatMap((settlement) => settled(settlement, at(settlement.paymentId)));
    case 'payment.retry': {
      const known = at(command.paymentId);
      if (known.matches('refused')) return isOwed(known) ? [PaymentRetried(of(known))] : [PaymentWithdrawn(of(known))];
      throw refuse('payment/not-refused', { payment: command.paymentId, status: known.value as string });
    }
    case 'payment.withdraw': {
      const known = at(command.paymentId);
      if (known.matches('withdrawn')) return [];
      const isSafe = known.matches('intended') || known.matches('prepared') || known.matches('refused');
      if (!isSafe) throw refuse('payment/sent', { payment: command.paymentId, status: known.value as string });
      return [PaymentWithdrawn({ ...of(known), ...(command.reason ? { reason: command.reason } : {}) })];
    }
  }
}

/** In which states an outcome is news. */
const heardIn: Readonly<Record<Settlement['outcome'], readonly string[]>> = {
  paid: ['intended', 'prepared', 'sent', 'uncertain', 'needs_person', 'refused', 'withdrawn'],
  uncertain: ['sent'],
  absent: ['sent', 'uncertain', 'needs_person'],
  refused: ['intended', 'prepared', 'sent'],
  'needs-person': ['uncertain'],
};

function settled(settlement: Settlement, known: Payment): PaymentFact[] {
  const { runId, paymentId } = known.context;
  if (!heardIn[settlement.outcome].includes(known.value as string)) return [];
  if (settlement.outcome === 'paid') {
    const { how, note } = settlement;
    return [PaymentConfirmed({ runId, paymentId, how, ...(note ? { note } : {}) })];
  }
  const told = { runId, paymentId, reason: settlement.reason };
  switch (settlement.outcome) {
    case 'uncertain':
      return [PaymentUncertain(told)];
    case 'absent':
      return [PaymentNotMade(told)];
    case 'refused':
      return [PaymentRefused(told)];
    case 'needs-person':
      return [PaymentNeedsPerson(told)];
  }
}
