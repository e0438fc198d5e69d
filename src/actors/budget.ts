import type { UnitId } from '../events/ids.ts';
import { type BudgetNow, requireWithin } from './caps.ts';
import { bonusFee, placeOf } from './due-payments.ts';
import { costOfPlace, isOpen } from './offer.ts';
import { type Run, unitOf } from './run.ts';

/**
 * What a run has committed, in cents with fees: the places that workers may take, those that were taken where an offer is over, and all bonuses
 * that were promised. What is rejected is released.
 */
export function committedCents(run: Run): number {
  let cents = 0;
  for (const [, { state, context }] of run.offers.entries()) {
    const { taken = 0, rejected = 0 } = run.submissions.counts.get(context.offerId) ?? {};
    const places = isOpen(state) ? context.places - rejected : taken;
    cents += costOfPlace(context) * Math.max(places, 0);
  }
  return Math.round((cents + promisedCents(run)) * 100) / 100;
}

/** What is promised in bonuses and compensations to workers of providers, with fees, paid or not. */
function promisedCents(run: Run): number {
  let cents = 0;
  for (const bonus of run.bonuses.values()) {
    if (bonus.state === 'withdrawn') continue;
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
