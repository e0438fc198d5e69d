import { assign, type SnapshotFrom, setup } from 'xstate';
import type { PaymentId } from '../events/ids.ts';
import {
  PaymentConfirmed,
  type PaymentFact,
  type PaymentIntended,
  PaymentNeedsPerson,
  PaymentNotMade,
  PaymentPrepared,
  PaymentRefused,
  PaymentRetried,
  PaymentSent,
  PaymentUncertain,
  PaymentWithdrawn,
} from '../events/payment.ts';
import { actorOf } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

type Terms = Parameters<typeof PaymentIntended>[0];
/** Recorded facts carry when they happened. */
type Event = PaymentFact & { at?: string };

/** What is paid to whom, and what is needed to find it in the provider's books. */
export type PaymentContext = Terms & {
  attempt: number;
  reference?: string;
  found?: string;
  /** When it was sent last, ISO 8601. */
  sentAt?: string;
  reason?: string;
  /** When it was refused last, ISO 8601. */
  refusedAt?: string;
};

const confirmed = { 'payment.confirmed': { target: 'confirmed', actions: 'forgetReason' } } as const;
const notMade = { 'payment.not-made': { target: 'intended', actions: 'noteReason' } } as const;

/**
 * The life of a payment: intended, prepared, sent, confirmed. From `sent` on it may have been made, so that it is sent again only once it
 * is certain that it was not.
 */
export const machine = setup({
  types: {} as { context: PaymentContext; events: Event },
  actions: {
    remember: assign(({ event, context }) =>
      event.type === 'payment.intended' ? { ...event.data, attempt: context.attempt } : context,
    ),
    notePrepared: assign(({ event }) => {
      if (event.type !== 'payment.prepared') return {};
      return { reference: event.data.reference, found: event.data.found };
    }),
    noteSent: assign(({ event }) =>
      event.type === 'payment.sent' ? { attempt: event.data.attempt, sentAt: event.at, reason: undefined } : {},
    ),
    noteReason: assign(({ event }) => ({ reason: 'reason' in event.data ? event.data.reason : undefined })),
    noteRefused: assign(({ event }) => ({
      refusedAt: event.at,
      reason: 'reason' in event.data ? event.data.reason : undefined,
    })),
    forgetReason: assign({ reason: undefined }),
  },
}).createMachine({
  id: 'payment',
  context: { attempt: 0 } as PaymentContext,
  initial: 'initial',
  states: {
    initial: { on: { 'payment.intended': { target: 'intended', actions: 'remember' } } },
    intended: {
      on: {
        ...confirmed,
        'payment.prepared': { target: 'prepared', actions: 'notePrepared' },
        'payment.refused': { target: 'refused', actions: 'noteRefused' },
        'payment.withdrawn': { target: 'withdrawn', actions: 'noteReason' },
      },
    },
    prepared: {
      on: {
        ...confirmed,
        // A list that was drawn up and never sent costs nothing.
        'payment.prepared': { actions: 'notePrepared' },
        'payment.sent': { target: 'sent', actions: 'noteSent' },
        'payment.refused': { target: 'refused', actions: 'noteRefused' },
        'payment.withdrawn': { target: 'withdrawn', actions: 'noteReason' },
      },
    },
    sent: {
      on: {
        ...confirmed,
        ...notMade,
        'payment.uncertain': { target: 'uncertain', actions: 'noteReason' },
        'payment.refused': { target: 'refused', actions: 'noteRefused' },
      },
    },
    uncertain: {
      on: { ...confirmed, ...notMade, 'payment.needs-person': { target: 'needs_person', actions: 'noteReason' } },
    },
    needs_person: { on: { ...confirmed, ...notMade } },
    refused: {
      on: {
        ...confirmed,
        'payment.retried': { target: 'intended', actions: 'forgetReason' },
        'payment.withdrawn': { target: 'withdrawn', actions: 'noteReason' },
      },
    },
    confirmed: {},
    withdrawn: { on: { ...confirmed, 'payment.intended': { target: 'intended', actions: 'remember' } } },
  },
});

/** A payment as a fold over its facts. */
export const payment = actorOf(machine);
export type Payment = SnapshotFrom<typeof machine>;

/** The payments of a run; `open` are those that are neither confirmed nor withdrawn. */
export type Payments = {
  states: ReturnType<typeof actorStatesOf<Payment, PaymentContext>>;
  open: Set<PaymentId>;
};

/** The payments of a new run. */
export const noPayments = (): Payments => ({ states: actorStatesOf(payment), open: new Set() });

/** Whether a fact is about a payment through a provider. */
export const isPaymentFact = (fact: { type: string }): fact is PaymentFact => fact.type.startsWith('payment.');

/** Takes in a fact about a payment. */
export function notePayment({ states, open }: Payments, fact: PaymentFact): void {
  const { paymentId } = fact.data;
  states.apply(paymentId, fact);
  if (fact.type === 'payment.confirmed' || fact.type === 'payment.withdrawn') open.delete(paymentId);
  else open.add(paymentId);
}

/** The state of a payment by name; undefined for one that was never intended. */
export const statusOf = ({ states }: Payments, paymentId: PaymentId): string | undefined =>
  states.get(paymentId)?.value as string | undefined;

/** Whether a payment was never intended, or was withdrawn since it was not owed. One that a person withdrew, with a reason, is theirs to pay by hand. */
export function isNew({ states }: Payments, paymentId: PaymentId): boolean {
  const known = states.get(paymentId);
  return known === undefined || (known.matches('withdrawn') && known.context.reason === undefined);
}

/** Whether a payment may have been made, or is on its way: nothing else may pay the same. */
export function isUnderWay(payments: Payments, paymentId: PaymentId): boolean {
  const state = statusOf(payments, paymentId);
  return state !== undefined && state !== 'withdrawn' && state !== 'refused';
}

// ── Commands ─────────────────────────────────────────────────────────────────

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
