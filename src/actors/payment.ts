import { assign, type SnapshotFrom, setup } from 'xstate';
import type { PaymentId } from '../events/ids.ts';
import type { PaymentFact, PaymentIntended } from '../events/payment.ts';
import { actorOf } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';

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
  /** Why it is in doubt, was refused or was withdrawn. */
  problem?: string;
  /** When it was refused last, ISO 8601. */
  refusedAt?: string;
};

const confirmed = { 'payment.confirmed': { target: 'confirmed', actions: 'forgetProblem' } } as const;
const notMade = { 'payment.not-made': { target: 'intended', actions: 'noteProblem' } } as const;

/**
 * The life of a payment: intended, prepared, sent, confirmed. From `sent` on it may have been made, so that it is sent again only once it
 * is certain that it was not.
 */
export const machine = setup({
  types: {} as { context: PaymentContext; events: Event },
  actions: {
    remember: assign(({ event, context }) =>
      event.type === 'payment.intended' ? { ...event.data, attempt: context.attempt, problem: undefined } : context,
    ),
    notePrepared: assign(({ event }) => {
      if (event.type !== 'payment.prepared') return {};
      return { reference: event.data.reference, found: event.data.found };
    }),
    noteSent: assign(({ event }) =>
      event.type === 'payment.sent' ? { attempt: event.data.attempt, sentAt: event.at, problem: undefined } : {},
    ),
    noteProblem: assign(({ event }) => ({ problem: 'reason' in event.data ? event.data.reason : undefined })),
    noteRefused: assign(({ event }) => ({
      refusedAt: event.at,
      problem: 'reason' in event.data ? event.data.reason : undefined,
    })),
    forgetProblem: assign({ problem: undefined }),
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
        'payment.withdrawn': { target: 'withdrawn', actions: 'noteProblem' },
      },
    },
    prepared: {
      on: {
        ...confirmed,
        // A list that was drawn up and never sent costs nothing.
        'payment.prepared': { actions: 'notePrepared' },
        'payment.sent': { target: 'sent', actions: 'noteSent' },
        'payment.refused': { target: 'refused', actions: 'noteRefused' },
        'payment.withdrawn': { target: 'withdrawn', actions: 'noteProblem' },
      },
    },
    sent: {
      on: {
        ...confirmed,
        ...notMade,
        'payment.uncertain': { target: 'uncertain', actions: 'noteProblem' },
        'payment.refused': { target: 'refused', actions: 'noteRefused' },
      },
    },
    uncertain: {
      on: { ...confirmed, ...notMade, 'payment.needs-person': { target: 'needs_person', actions: 'noteProblem' } },
    },
    needs_person: { on: { ...confirmed, ...notMade } },
    refused: {
      on: {
        ...confirmed,
        'payment.retried': { target: 'intended', actions: 'forgetProblem' },
        'payment.withdrawn': { target: 'withdrawn', actions: 'noteProblem' },
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

/** Whether a payment was never intended, or was withdrawn since it was not owed; one that a person withdrew, with a reason, stays so. */
export function isNew({ states }: Payments, paymentId: PaymentId): boolean {
  const known = states.get(paymentId);
  return known === undefined || (known.matches('withdrawn') && known.context.problem === undefined);
}

/** Whether a payment may have been made, or is on its way: nothing else may pay the same. */
export function isUnderWay(payments: Payments, paymentId: PaymentId): boolean {
  const state = statusOf(payments, paymentId);
  return state !== undefined && state !== 'withdrawn' && state !== 'refused';
}

const perhapsMade = ['sent', 'uncertain', 'needs_person', 'confirmed'];

/** Whether a payment was made, or nobody is certain that it was not. */
export const mayBeMade = (payments: Payments, paymentId: PaymentId): boolean =>
  perhapsMade.includes(statusOf(payments, paymentId) ?? '');
