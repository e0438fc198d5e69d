import type { UnitId } from '../events/ids.ts';
import { type BudgetNow, requireWithin } from './caps.ts';
import { bonusFee, placeOf } from './due-payments.ts';
import { costOfPlace, isOpen, type Offer, type OfferContext } from './offer.ts';
import { bonusPaymentOf } from './owed.ts';
import { mayBeMade } from './payment.ts';
import type { PlaceCounts } from './provider-submission.ts';
import { type Run, unitOf } from './run.ts';
import type { IdentifiedUnit } from './unit.ts';

/**
 * What a run has committed, in cents with fees: the places that workers may take, those that were taken where an offer is over, and all bonuses
 * that were promised or may have been paid. What is rejected is released.
 */
export function committedCents(run: Run): number {
  let cents = 0;
  for (const [, { state, context }] of run.offers.entries()) {
    cents += costOfPlace(context) * committedPlaces({ isOpen: isOpen(state), ...context, ...countsOf(run, context) });
  }
  return Math.round((cents + promisedCents(run)) * 100) / 100;
}

const countsOf = (run: Run, { offerId }: Pick<OfferContext, 'offerId'>): PlaceCounts =>
  run.submissions.counts.get(offerId) ?? { taken: 0, handedIn: 0, rejected: 0 };

/**
 * How many places of an offer may cost. Who was out of time can still hand in, also when another has taken the place; but of those who are at work
 * there are never more than places, though it is heard late who of them gave theirs back.
 */
export function committedPlaces(of: PlaceCounts & { isOpen: boolean; places: number }): number {
  const most = Math.max(of.places - of.rejected, of.handedIn);
  return of.isOpen ? most : Math.min(of.taken, most);
}

/**
 * What it commits, in cents, that an offer gets so many places more, of which some stand for places that are rejected with it. One that is over
 * opens again with all its places that nobody took.
 */
export function raisedCents(run: Run, { value, context }: Offer, more: number, rejectedNow = 0): number {
  const { taken, handedIn, rejected } = countsOf(run, context);
  const { places } = context;
  const before = committedPlaces({ isOpen: isOpen(value as string), places, taken, handedIn, rejected });
  const after = committedPlaces({
    ...{ isOpen: true, places: places + more, taken: taken - rejectedNow, handedIn: handedIn - rejectedNow },
    rejected: rejected + rejectedNow,
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

/** Throws `budget/passed` if work that was rejected at its provider, which released the money of its place, is accepted after all and would pass a cap. */
export function requireReopenedPlace(run: Run, { unit }: Pick<IdentifiedUnit, 'unit'>, budget: BudgetNow | undefined) {
  const place = budget && unit.matches('rejected') ? placeOf(run, unit.context.agentId) : undefined;
  if (place?.submission.matches('rejected')) requireBudget(run, costOfPlace(place.offer.context), budget);
}
