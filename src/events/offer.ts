import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { OfferId, RunId } from './ids.ts';

const offer = z.object({ runId: RunId, offerId: OfferId });
const cents = z.number().nonnegative();

/** The codes with which workers go back to the provider, by outcome. */
export const CompletionCodes = z.object({ completed: z.string(), screened_out: z.string(), no_work: z.string() });

export const OfferIntended = defineFact('offer.intended', {
  says: 'Somebody confirmed that the run is to be offered at a provider: so many places, for so much money with all fees.',
  data: offer.extend({
    provider: z.string(),
    /** The account, by its name here. */
    requester: z.string(),
    places: z.int().positive(),
    payCents: cents,
    currency: z.string(),
    /** What all places cost with the provider's fees and taxes, as it said. */
    costCents: cents,
    /** The fee on a bonus, as a share of it. */
    bonusFeeShare: z.number().nonnegative(),
    title: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    address: z.string(),
    secondsPerPlace: z.number().positive(),
    /** How long after a decision its payment is sent, in seconds, so that the decision can be taken back; null if only by hand. */
    payAfterSeconds: z.number().nonnegative().nullable(),
    requirements: z.array(
      z.object({
        name: z.string(),
        comparator: z.string(),
        value: z.union([z.int(), z.array(z.int())]).optional(),
      }),
    ),
    options: z.record(z.string(), z.unknown()),
    codes: CompletionCodes,
  }),
  // Whoever knows the codes can say that they are done.
  outside: ({ codes: _, ...rest }) => rest,
});
export const OfferPublished = defineFact('offer.published', {
  says: 'The provider has the offer, and workers see it.',
  data: offer.extend({ external: z.string(), link: z.string().optional() }),
});
export const OfferRefused = defineFact('offer.refused', {
  says: 'The provider refused the offer, so that no worker saw it.',
  data: offer.extend({ reason: z.string() }),
});
export const OfferPlacesRaised = defineFact('offer.places-raised', {
  says: 'The offer is to have so many places, since units came back or were added.',
  data: offer.extend({ places: z.int().positive(), costCents: cents }),
});
export const OfferPlacesPublished = defineFact('offer.places-published', {
  says: 'The provider offers so many places.',
  data: offer.extend({ places: z.int().positive() }),
});
export const OfferPaused = defineFact('offer.paused', {
  says: 'Nobody new sees the offer; who has a place may finish.',
  data: offer,
});
export const OfferResumed = defineFact('offer.resumed', {
  says: 'Workers see the offer again.',
  data: offer,
});
export const OfferWithdrawalBegun = defineFact('offer.withdrawal-begun', {
  says: 'The offer is to be taken from the provider; who has a place may finish.',
  data: offer.extend({ note: z.string().optional() }),
});
export const OfferWithdrawn = defineFact('offer.withdrawn', {
  says: 'The offer was taken from the provider.',
  data: offer,
});
export const OfferEnded = defineFact('offer.ended', {
  says: 'The offer ended at the provider: all places are taken, or somebody stopped it there.',
  data: offer,
});
export const OfferGone = defineFact('offer.gone', {
  says: 'The provider does not know the offer any more: somebody deleted it there.',
  data: offer,
});

export const offerFacts = [
  OfferIntended,
  OfferPublished,
  OfferRefused,
  OfferPlacesRaised,
  OfferPlacesPublished,
  OfferPaused,
  OfferResumed,
  OfferWithdrawalBegun,
  OfferWithdrawn,
  OfferEnded,
  OfferGone,
] as const;
export type OfferFact = FactOf<typeof offerFacts>;
