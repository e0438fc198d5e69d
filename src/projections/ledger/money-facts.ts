import { committedPlaces } from '../../actors/budget.ts';
import { costOfPlace, isOpen } from '../../actors/offer.ts';
import type { Fact, FactNamed } from '../../events/catalog.ts';

/** An offer as the books know it; amounts in cents. */
export type BookedOffer = {
  offerId: string;
  runId: string;
  provider: string;
  requester: string;
  currency: string;
  title: string;
  state: 'intended' | 'published' | 'paused' | 'withdrawing' | 'withdrawn' | 'ended' | 'gone' | 'refused';
  places: number;
  payCents: number;
  /** What a place costs with all fees. */
  placeCents: number;
  bonusFeeShare: number;
  taken: number;
  /** In how many of the places that are taken the work was handed in. */
  handedIn: number;
  rejected: number;
  /** What its places may cost now, with fees. */
  committedCents: number;
  /** The provider's id, once it has one, and where people see it there. */
  external: string | null;
  link: string | null;
};

/** A worker's place of an offer. */
export type BookedPlace = {
  submissionId: string;
  offerId: string;
  runId: string;
  workerId: string;
  state: 'active' | 'submitted' | 'approved' | 'rejected' | 'returned' | 'timed_out' | 'screened_out';
  external: string;
  approvesAt: string | null;
};

/** Where a payment stands. */
export type PaymentState =
  | 'intended'
  | 'prepared'
  | 'sent'
  | 'uncertain'
  | 'needs_person'
  | 'refused'
  | 'confirmed'
  | 'withdrawn';

/** A payment through a provider; amounts in cents, times in ISO 8601. */
export type BookedPayment = {
  paymentId: string;
  runId: string;
  kind: 'pay' | 'bonus';
  offerId: string;
  submissionId: string;
  unitId: string | null;
  workerId: string;
  bonusId: string | null;
  requester: string;
  provider: string;
  cents: number;
  feeCents: number;
  currency: string;
  state: PaymentState;
  attempt: number;
  /** Why it is in doubt, was refused or withdrawn. */
  reason: string | null;
  /** What the worker reads. */
  text: string | null;
  /** Who says that it was made, what they wrote, and by whom that was recorded. */
  how: FactNamed<'payment.confirmed'>['data']['how'] | null;
  note: string | null;
  settledBy: string | null;
  intendedAt: string;
  sentAt: string | null;
  confirmedAt: string | null;
  /** Whether its pay or bonus is left to be paid by hand: a person withdrew it. */
  isLeft: boolean;
};

/** A bonus, and the offer of its worker if they came by one; amounts in cents. */
export type BookedBonus = {
  bonusId: string;
  offerId: string | null;
  cents: number;
  currency: string;
  state: 'intended' | 'paid' | 'withdrawn';
};

/** What was paid for a unit by hand, in cents. */
export type BookedByHand = { key: string; cents: number; currency: string };

/** Which agent works in which place. */
export type BookedAgent = { agentId: string; submissionId: string; offerId: string };

/** What the books know when a fact comes. */
export type Known = {
  offer(offerId: string): BookedOffer | undefined;
  place(submissionId: string): BookedPlace | undefined;
  payment(paymentId: string): BookedPayment | undefined;
  bonus(bonusId: string): BookedBonus | undefined;
  agent(agentId: string): BookedAgent | undefined;
  /** What is booked as paid by hand, for a unit or a bonus. */
  byHand(key: string): BookedByHand | undefined;
};

/** What a fact makes of the books. */
export type Changed = {
  offer?: BookedOffer;
  place?: BookedPlace;
  payment?: BookedPayment;
  bonus?: BookedBonus;
  agent?: BookedAgent;
  byHand?: BookedByHand;
};

/** Adds up amounts in cents without the traces of binary fractions: to the hundredth of a cent. */
export const rounded = (cents: number): number => Math.round(cents * 100) / 100;

const handedInStates = new Set(['submitted', 'approved', 'screened_out']);

/** What the places of an offer may cost now, with fees. */
export const committedBy = ({ state, placeCents, ...offer }: BookedOffer): number =>
  rounded(placeCents * committedPlaces({ isOpen: isOpen(state), ...offer }));

const withCommitted = (offer: BookedOffer): BookedOffer => ({ ...offer, committedCents: committedBy(offer) });

const offerStates = {
  'offer.paused': 'paused',
  'offer.resumed': 'published',
  'offer.withdrawal-begun': 'withdrawing',
  'offer.withdrawn': 'withdrawn',
  'offer.ended': 'ended',
  'offer.gone': 'gone',
  'offer.refused': 'refused',
} as const;

const placeStates = {
  'submission.submitted': 'submitted',
  'submission.approved': 'approved',
  'submission.rejected': 'rejected',
  'submission.returned': 'returned',
  'submission.timed-out': 'timed_out',
  'submission.screened-out': 'screened_out',
  'submission.reopened': 'active',
} as const;

type Handlers = { [Type in Fact['type']]?: (fact: FactNamed<Type>, known: Known) => Changed };

function offerNow(offerId: string, known: Known, change: Partial<BookedOffer>): Changed {
  const offer = known.offer(offerId);
  return offer ? { offer: withCommitted({ ...offer, ...change }) } : {};
}

function onOfferState({ type, data }: FactNamed<keyof typeof offerStates>, known: Known): Changed {
  return offerNow(data.offerId, known, { state: offerStates[type] });
}

/** An offer with one place more or less in this state. */
function counted(offer: BookedOffer, state: string, by: number): BookedOffer {
  const isHandedIn = handedInStates.has(state);
  return {
    ...offer,
    taken: offer.taken + (isHandedIn || state === 'active' ? by : 0),
    handedIn: offer.handedIn + (isHandedIn ? by : 0),
    rejected: offer.rejected + (state === 'rejected' ? by : 0),
  };
}

function onPlaceState({ type, data }: FactNamed<keyof typeof placeStates>, known: Known): Changed {
  const place = known.place(data.submissionId);
  // Offers of one kind can be alike at the provider, so that the page may have taken one for the other.
  const offer = place && known.offer(place.offerId);
  if (!place || !offer) return {};
  const state = placeStates[type];
  const approvesAt = 'approvesAt' in data && data.approvesAt ? data.approvesAt : place.approvesAt;
  return {
    place: { ...place, state, approvesAt },
    offer: withCommitted(counted(counted(offer, place.state, -1), state, 1)),
  };
}

type PaymentStep =
  FactNamed<`payment.${'prepared' | 'sent' | 'confirmed' | 'uncertain' | 'not-made' | 'refused' | 'needs-person' | 'retried' | 'withdrawn'}`>;

function paymentNow({ data }: PaymentStep, known: Known, change: Partial<BookedPayment>): Changed {
  const payment = known.payment(data.paymentId);
  // What was confirmed stays so: the money has moved.
  return payment && payment.state !== 'confirmed' ? { payment: { ...payment, ...change } } : {};
}

/** Whether a payment through a provider has paid this unit or bonus. */
const isThroughProvider = (known: Known, paymentId: string): boolean => known.payment(paymentId)?.state === 'confirmed';

/** The payment of the pay of an agent's unit, where they came by an offer. */
function payPaymentOf(agentId: string, known: Known): string | undefined {
  const agent = known.agent(agentId);
  return agent && `pay-${agent.submissionId}`;
}

const nothing = { cents: 0 };

/** What each fact of money makes of the books. */
export const moneyFacts: Handlers = {
  'offer.intended': ({ data }) => {
    const { offerId, runId, provider, requester, currency, title, places, payCents, costCents, bonusFeeShare } = data;
    const placeCents = costOfPlace({ costCents, places });
    const offer = { offerId, runId, provider, requester, currency, title, places, payCents, placeCents, bonusFeeShare };
    const counts = { taken: 0, handedIn: 0, rejected: 0, committedCents: 0 };
    const fresh = { state: 'intended' as const, ...counts, external: null, link: null };
    return { offer: withCommitted({ ...offer, ...fresh }) };
  },
  'offer.published': ({ data: { offerId, external, link = null } }, known) =>
    offerNow(offerId, known, { state: 'published', external, link }),
  'offer.places-raised': ({ data: { offerId, places, costCents } }, known) => {
    const placeCents = costOfPlace({ costCents, places });
    const state = known.offer(offerId)?.state;
    const isOpenAgain = state === 'ended' || state === 'withdrawn';
    return offerNow(offerId, known, { places, placeCents, ...(isOpenAgain ? { state: 'published' } : {}) });
  },
  'offer.paused': onOfferState,
  'offer.resumed': onOfferState,
  'offer.withdrawal-begun': onOfferState,
  'offer.withdrawn': onOfferState,
  'offer.ended': onOfferState,
  'offer.gone': onOfferState,
  'offer.refused': onOfferState,
  'submission.begun': ({ data: { submissionId, offerId, runId, workerId, external } }, known) => {
    const offer = known.offer(offerId);
    const place = { submissionId, offerId, runId, workerId, external, state: 'active' as const, approvesAt: null };
    return { place, ...(offer ? { offer: withCommitted(counted(offer, 'active', 1)) } : {}) };
  },
  'submission.submitted': onPlaceState,
  'submission.approved': onPlaceState,
  'submission.rejected': onPlaceState,
  'submission.returned': onPlaceState,
  'submission.timed-out': onPlaceState,
  'submission.screened-out': onPlaceState,
  'submission.reopened': onPlaceState,
  'agent.connected': ({ data: { agentId, submissionId } }, known) => {
    const place = submissionId && known.place(submissionId);
    return place ? { agent: { agentId, submissionId, offerId: place.offerId } } : {};
  },
  'payment.intended': ({ data, at }, known) => {
    const { requester = '', provider = '' } = known.offer(data.offerId) ?? {};
    const { unitId = null, bonusId = null, reason: text = null, ...rest } = data;
    const before = known.payment(data.paymentId);
    const times = { intendedAt: at, sentAt: null, confirmedAt: null };
    const fresh = { reason: null, how: null, note: null, settledBy: null, isLeft: false, ...times };
    const payment = { ...rest, unitId, bonusId, text, requester, provider, attempt: before?.attempt ?? 0, ...fresh };
    return before?.state === 'confirmed' ? {} : { payment: { ...payment, state: 'intended' } };
  },
  'payment.prepared': (fact, known) => paymentNow(fact, known, { state: 'prepared' }),
  'payment.sent': (fact, known) =>
    paymentNow(fact, known, { state: 'sent', attempt: fact.data.attempt, sentAt: fact.at, reason: null }),
  'payment.confirmed': (fact, known) => {
    const { how, note = null } = fact.data;
    const settled = { how, note, settledBy: fact.by, confirmedAt: fact.at };
    return paymentNow(fact, known, { state: 'confirmed', reason: null, isLeft: false, ...settled });
  },
  'payment.uncertain': (fact, known) => paymentNow(fact, known, { state: 'uncertain', reason: fact.data.reason }),
  'payment.not-made': (fact, known) => paymentNow(fact, known, { state: 'intended', reason: fact.data.reason }),
  'payment.refused': (fact, known) => paymentNow(fact, known, { state: 'refused', reason: fact.data.reason }),
  'payment.needs-person': (fact, known) => paymentNow(fact, known, { state: 'needs_person', reason: fact.data.reason }),
  'payment.retried': (fact, known) => paymentNow(fact, known, { state: 'intended', reason: null }),
  'payment.withdrawn': (fact, known) => {
    const { reason = null } = fact.data;
    return paymentNow(fact, known, { state: 'withdrawn', reason, settledBy: fact.by, isLeft: reason !== null });
  },
  'unit.bonus-granted': ({ data: { bonusId, agentId, cents, currency } }, known) => {
    const offerId = known.agent(agentId)?.offerId ?? null;
    return { bonus: { bonusId, offerId, cents, currency, state: 'intended' } };
  },
  'unit.bonus-withdrawn': ({ data: { bonusId } }, known) => {
    const bonus = known.bonus(bonusId);
    return bonus ? { bonus: { ...bonus, state: 'withdrawn' } } : {};
  },
  'unit.bonus-paid': ({ data: { bonusId } }, known) => {
    const bonus = known.bonus(bonusId);
    if (!bonus) return {};
    const { cents, currency } = bonus;
    const isByHand = !isThroughProvider(known, `bonus-${bonusId}`);
    return {
      bonus: { ...bonus, state: 'paid' },
      ...(isByHand ? { byHand: { key: `bonus ${bonusId}`, cents, currency } } : {}),
    };
  },
  'unit.bonus-payment-undone': ({ data: { bonusId } }, known) => {
    const bonus = known.bonus(bonusId);
    const paid = known.byHand(`bonus ${bonusId}`);
    return {
      ...(bonus ? { bonus: { ...bonus, state: 'intended' } } : {}),
      ...(paid ? { byHand: { ...paid, ...nothing } } : {}),
    };
  },
  'unit.paid': ({ data: { unitId, agentId, cents, currency } }, known) => {
    const payment = payPaymentOf(agentId, known);
    if (payment && isThroughProvider(known, payment)) return {};
    return { byHand: { key: `unit ${unitId}`, cents, currency } };
  },
  'unit.payment-undone': ({ data: { unitId } }, known) => {
    const paid = known.byHand(`unit ${unitId}`);
    return paid ? { byHand: { ...paid, ...nothing } } : {};
  },
};
