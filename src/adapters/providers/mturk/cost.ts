import type { OfferCost, OfferTerms } from '../../../runtime/ports/provider-account.ts';

/** What MTurk takes of each reward and bonus, and what it takes more for Masters, in percent. */
const [feePercent, mastersPercent] = [20, 5];
/** What it takes at least for each assignment. */
const minFeeCents = 1;

/** What HITs of one assignment each cost. HITs of ten or more assignments would cost a fifth more. */
export function costOf({ places, payCents }: OfferTerms, isForMasters: boolean): OfferCost {
  const percent = feePercent + (isForMasters ? mastersPercent : 0);
  const feeCents = Math.max(minFeeCents, Math.round((payCents * percent) / 100)) * places;
  return {
    payCents: payCents * places,
    feeCents,
    totalCents: payCents * places + feeCents,
    bonusFeeShare: feePercent / 100,
  };
}
