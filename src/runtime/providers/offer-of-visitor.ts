import type { OfferContext, Offers } from '../../actors/offer.ts';
import type { PublishedOffer } from '../ports/provider-account.ts';

/** The offer at a provider from which a visitor comes: the one that their link names, or else the last one there. Some name a part of an offer, such as a HIT. */
export function offerOfVisitor(offers: Offers, provider: string, external?: string): OfferContext | undefined {
  let last: OfferContext | undefined;
  for (const [, { context }] of offers.entries()) {
    if (context.provider !== provider) continue;
    if (external !== undefined && context.external === external) return context;
    last = context;
  }
  return last;
}

/** An offer as its provider takes it; one whose publishing is not recorded yet has workers already. */
export function asPublished(offer: OfferContext): PublishedOffer {
  const { offerId: id, title, description, tags, address, places, payCents, currency, external = '', link } = offer;
  const { secondsPerPlace, codes, requirements, options } = offer;
  return {
    ...{ id, title, description, tags, address, places, payCents, currency, external },
    ...{ secondsPerPlace, codes, requirements, options },
    ...(link ? { link } : {}),
  };
}
