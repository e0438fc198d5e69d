import type { Fact } from '../../events/catalog.ts';
import {
  type BookedAgent,
  type BookedBonus,
  type BookedByHand,
  type BookedOffer,
  type BookedPayment,
  type BookedPlace,
  type Changed,
  type Known,
  moneyFacts,
  type PaymentState,
  rounded,
} from './money-facts.ts';

/** One side of a movement of money: so many cents more in an account, or less if negative. */
export type Entry = { account: string; cents: number; currency: string };

/** What a fact makes of the books, and the movement of money that it is; the entries of one fact sum to zero. */
export type Booked = Changed & { entries: Entry[] };

type FoundMoney = 'funds' | 'by-hand';
type Account = FoundMoney | `${'funds' | 'committed' | 'paid' | 'fees'}:${string}` | `owed:${string}`;

/** Takes a fact into the books; undefined if it moves no money and says nothing about money. */
export function booked(fact: Fact, known: Known): Booked | undefined {
  const handle = moneyFacts[fact.type] as ((fact: Fact, known: Known) => Changed) | undefined;
  const changed = handle?.(fact, known);
  if (!changed || Object.keys(changed).length === 0) return undefined;
  const moves = [
    ...movedByOffer(changed, known),
    ...movedByPayment(changed, known),
    ...movedByBonus(changed, known),
    ...movedByHand(changed, known),
  ];
  return { ...changed, entries: together(moves) };
}

/** So much goes from one account to another, and back if it is negative. */
const move = (from: Account, to: Account, cents: number, currency: string): Entry[] =>
  cents === 0
    ? []
    : [
        { account: from, cents: -cents, currency },
        { account: to, cents, currency },
      ];

/** One entry for each account, without those that come to nothing. */
function together(moves: readonly Entry[]): Entry[] {
  const sums = new Map<string, Entry>();
  for (const { account, cents, currency } of moves) {
    const key = `${account} ${currency}`;
    const before = sums.get(key)?.cents ?? 0;
    sums.set(key, { account, currency, cents: rounded(before + cents) });
  }
  return [...sums.values()].filter(({ cents }) => cents !== 0);
}

/** What is set aside when an offer commits more money, or given back when it commits less. */
const setAside = (requester: string, cents: number, currency: string) =>
  move(`funds:${requester}`, `committed:${requester}`, cents, currency);

function movedByOffer({ offer }: Changed, known: Known): Entry[] {
  if (!offer) return [];
  const before = known.offer(offer.offerId)?.committedCents ?? 0;
  return setAside(offer.requester, rounded(offer.committedCents - before), offer.currency);
}

/** Whether a payment is neither made nor given up. */
const isOwedIn = (payment: BookedPayment | undefined): boolean =>
  payment !== undefined && payment.state !== 'confirmed' && payment.state !== 'withdrawn';

function movedByPayment({ payment }: Changed, known: Known): Entry[] {
  if (!payment) return [];
  const { requester, workerId, cents, feeCents, currency } = payment;
  const before = known.payment(payment.paymentId);
  const [committed, owed] = [`committed:${requester}`, `owed:${workerId}`] as const;
  // A compensation was in no place and in no bonus: it is set aside when it is intended.
  const isExtra = payment.kind === 'bonus' && payment.bonusId === null;
  const countsNow = payment.state !== 'withdrawn';
  const countedBefore = before !== undefined && before.state !== 'withdrawn';
  const more = Number(countsNow) - Number(countedBefore);
  const extra = isExtra ? setAside(requester, rounded(more * (cents + feeCents)), currency) : [];
  const owedBefore = before && isOwedIn(before) ? before.cents : 0;
  const owedNow = isOwedIn(payment) ? cents : 0;
  const became = move(committed, owed, rounded(owedNow - owedBefore), currency);
  if (payment.state !== 'confirmed') return [...extra, ...became];
  return [
    ...extra,
    ...became,
    ...move(committed, `paid:${requester}`, cents, currency),
    ...move(committed, `fees:${requester}`, feeCents, currency),
  ];
}

const perhapsMade = new Set<PaymentState>(['sent', 'uncertain', 'needs_person', 'confirmed']);

/** What a bonus commits, with the fee on it, which is rounded up to the cent: nothing once it is withdrawn and certainly not paid. */
function committedFor({ cents, state }: BookedBonus, payment: BookedPayment | undefined, offer: BookedOffer): number {
  if (state === 'withdrawn' && !(payment && perhapsMade.has(payment.state))) return 0;
  return cents + Math.ceil(Math.round(cents * offer.bonusFeeShare * 1e6) / 1e6);
}

function movedByBonus(changed: Changed, known: Known): Entry[] {
  const bonusId = changed.bonus?.bonusId ?? changed.payment?.bonusId;
  if (!bonusId) return [];
  const before = known.bonus(bonusId);
  const bonus = changed.bonus ?? before;
  const offer = bonus?.offerId ? known.offer(bonus.offerId) : undefined;
  if (!bonus || !offer) return [];
  const paymentBefore = known.payment(`bonus-${bonusId}`);
  const now = committedFor(bonus, changed.payment ?? paymentBefore, offer);
  const more = now - (before ? committedFor(before, paymentBefore, offer) : 0);
  return setAside(offer.requester, rounded(more), offer.currency);
}

function movedByHand({ byHand }: Changed, known: Known): Entry[] {
  if (!byHand) return [];
  const before = known.byHand(byHand.key)?.cents ?? 0;
  return move('funds', 'by-hand', rounded(byHand.cents - before), byHand.currency);
}

/** Books in memory: for specs, simulations and comparisons. */
export type Books = {
  known: Known;
  offers: Map<string, BookedOffer>;
  places: Map<string, BookedPlace>;
  payments: Map<string, BookedPayment>;
  /** Takes in a fact; returns its entries. */
  add(fact: Fact): Entry[];
  /** What is in an account, in cents of a currency. */
  balance(account: string, currency: string): number;
  /** All accounts that were ever moved, with what is in them by currency. */
  balances(): Entry[];
};

/** Opens empty books in memory. */
export function openBooks(): Books {
  const offers = new Map<string, BookedOffer>();
  const places = new Map<string, BookedPlace>();
  const payments = new Map<string, BookedPayment>();
  const bonuses = new Map<string, BookedBonus>();
  const agents = new Map<string, BookedAgent>();
  const byHand = new Map<string, BookedByHand>();
  const sums = new Map<string, Entry>();
  const known: Known = {
    offer: (id) => offers.get(id),
    place: (id) => places.get(id),
    payment: (id) => payments.get(id),
    bonus: (id) => bonuses.get(id),
    agent: (id) => agents.get(id),
    byHand: (key) => byHand.get(key),
  };
  const books = { known, offers, places, payments };
  return {
    ...books,
    add(fact) {
      const change = booked(fact, known);
      if (!change) return [];
      if (change.offer) offers.set(change.offer.offerId, change.offer);
      if (change.place) places.set(change.place.submissionId, change.place);
      if (change.payment) payments.set(change.payment.paymentId, change.payment);
      if (change.bonus) bonuses.set(change.bonus.bonusId, change.bonus);
      if (change.agent) agents.set(change.agent.agentId, change.agent);
      if (change.byHand) byHand.set(change.byHand.key, change.byHand);
      for (const { account, cents, currency } of change.entries) {
        const key = `${account} ${currency}`;
        sums.set(key, { account, currency, cents: rounded((sums.get(key)?.cents ?? 0) + cents) });
      }
      return change.entries;
    },
    balance: (account, currency) => sums.get(`${account} ${currency}`)?.cents ?? 0,
    balances: () => [...sums.values()],
  };
}
