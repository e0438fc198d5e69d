import type { UnitId } from '../events/ids.ts';
import { type BudgetNow, requireWithin } from './caps.ts';
import { bonusFee, placeOf } from './due-payments.ts';
import { costOfPlace, isOpen, type Offer } from './offer.ts';
import { bonusPaymentOf } from './owed.ts';
import { mayBeMade } from './payment.ts';
import { type Run, unitOf } from './run.ts';

/**
 * What a run has committed, in cents with fees: the places that workers may take, those that were taken where an offer is over, and all bonuses
 * that were promised or may have been paid. What is rejected is released.
 */
export function committedCents(run: Run): number {
  let cents = 0;
  for (const [, { state, context }] of run.offers.entries()) {
    const { taken = 0, rejected = 0 } = run.submissions.counts.get(context.offerId) ?? {};
    cents += costOfPlace(context) * (isOpen(state) ? inAnOpenOffer({ ...context, taken, rejected }) : taken);
  }
  return Math.round((cents + promisedCents(run)) * 100) / 100;
}

type Places = { places: number; taken: number; rejected: number };

/** How many places of an open offer may cost. Who was out of time can still hand in, also when another has taken the place. */
const inAnOpenOffer = ({ places, taken, rejected }: Places) => Math.max(places - rejected, taken);

/**
 * What it commits, in cents, that an offer gets so many places more, of which some stand for places that are rejected with it. One that is over
 * opens again with all its places that nobody took.
 */
export function raisedCents(run: Run, { value, context }: Offer, more: number, rejectedNow = 0): number {
  const { taken = 0, rejected = 0 } = run.submissions.counts.get(context.offerId) ?? {};
  const { places } = context;
  const before = isOpen(value as string) ? inAnOpenOffer({ places, taken, rejected }) : taken;
  const after = inAnOpenOffer({
    ...{ places: places + more, taken: taken - rejectedNow, rejected: rejected + rejectedNow },
  });
  return Math.round(costOfPlace(context) * (after - before) * 100) / 100;
}

/** What is promised in bonuses and compensations to workers of providers, with fees, paid or not. */
function promisedCents(run: Run): number {
  let cents = 0;
  for (const [bonusId, bonus] of run.bonuses) {
    if (bonus.state === 'withdrawn' && !mayBeMade(run.payments, bonusPaymentOf(bonusId))) continue;
    const place = placeOf(run, unitOf(run, bonus.unitId)?.unit.context.agentId);
    if (place) cents += bonus.cents + bonusFee(place.offer, bonus.cents);
  }
  for (const [, { state, context }] of run.payments.states.entries())
    if (context.kind === 'bonus' && !context.bonusId && state !== 'withdrawn')
      cents += context.cents + context.feeCents;
  return cents;
}

/** Throws `budget/passed` if so much more would pass a cap. */
export const requireBudget = (run: Run, moreCents: number, budget: BudgetNow | undefined): void =>
  requireWithin(budget, committedCents(run), moreCents);

/** Throws `budget/passed` if a bonus for a worker of a provider would pass a cap. */
export function requireBonusBudget(run: Run, unitId: UnitId, cents: number, budget: BudgetNow | undefined): void {
  const place = budget && placeOf(run, unitOf(run, unitId)?.unit.context.agentId);
  if (place) requireBudget(run, cents + bonusFee(place.offer, cents), budget);
}
