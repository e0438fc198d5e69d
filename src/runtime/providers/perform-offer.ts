import { todo } from '../../actors/offer-todo.ts';
import { Refusal } from '../../actors/refusal.ts';
import { whereOffersStand } from '../../actors/run-todo.ts';
import type { OfferStatus } from '../ports/provider-account.ts';
import { type AtWork, offerOf, publishedOf, termsOf } from './provider-work.ts';

/** How an offer stands at the provider, and for how many places of it there is progress. */
type OnProgress = (offerId: string, places: number) => void;

/**
 * Does what an offer waits for: publishes it, raises its places, pauses, resumes or withdraws it. Each step looks at what the provider has, so
 * that one which a crash cut short is finished and not done twice. Throws what the provider refuses.
 */
export async function performOffer(at: AtWork, onProgress: OnProgress = () => undefined): Promise<void> {
  for (;;) {
    const [next] = todo(offerOf(at), whereOffersStand(at.run.state()));
    if (!next) return;
    await steps[next.do as keyof typeof steps](at, onProgress);
  }
}

const steps = {
  async 'publish-offer'(at: AtWork, onProgress: OnProgress) {
    const { run, offerId, account } = at;
    try {
      const { external, link } = await account.publish(termsOf(offerOf(at)), (places) => onProgress(offerId, places));
      await run.ask({ type: 'offer.note-published', offerId, external, ...(link ? { link } : {}) });
    } catch (error) {
      if (!(await isRefused(at, error))) throw error;
      await run.ask({ type: 'offer.note-refused', offerId, reason: (error as Refusal).message });
    }
  },
  async 'raise-places'(at: AtWork) {
    const published = publishedOf(offerOf(at));
    if (!published) return;
    await at.account.raisePlaces(published, published.places);
    await at.run.ask({ type: 'offer.note-places', offerId: at.offerId, places: published.places });
  },
  async 'pause-offer'(at: AtWork) {
    const published = publishedOf(offerOf(at));
    if (published) await at.account.pause(published);
    await at.run.ask({ type: 'offer.note-paused', offerId: at.offerId });
  },
  async 'resume-offer'(at: AtWork) {
    const published = publishedOf(offerOf(at));
    if (published) await at.account.resume(published);
    await at.run.ask({ type: 'offer.note-resumed', offerId: at.offerId });
  },
  async 'withdraw-offer'(at: AtWork) {
    const { run, offerId, account } = at;
    const offer = offerOf(at);
    // It may have been published by a process that ended before it could record that.
    const external =
      publishedOf(offer)?.external ?? (await account.openOffers()).find(({ id }) => id === offerId)?.external;
    if (external !== undefined) {
      // Otherwise nobody who took a place of it would ever be paid.
      await run.ask({ type: 'offer.note-published', offerId, external });
      await account.withdraw({ ...termsOf(offer), external });
    }
    await run.ask({ type: 'offer.note-withdrawn', offerId });
  },
};

/** What the provider would refuse at every further attempt as well. */
const forGood: ReadonlySet<string> = new Set([
  ...['provider/refused', 'provider/bad-options', 'provider/no-access', 'provider/other-currency'],
]);

/** Whether the provider refuses an offer for good, and has nothing of it that workers see. */
async function isRefused({ account, offerId }: AtWork, error: unknown): Promise<boolean> {
  if (!(error instanceof Refusal) || !forGood.has(error.code)) return false;
  return !(await account.openOffers()).some(({ id }) => id === offerId);
}

/** Takes in what somebody did to an offer in the provider's own site. */
export async function noteStatus(
  { run, offerId }: Pick<AtWork, 'run' | 'offerId'>,
  status: OfferStatus,
): Promise<void> {
  const state = offerOf({ run, offerId }).value;
  if (status === 'gone') await run.ask({ type: 'offer.note-gone', offerId });
  else if (status === 'ended' && (state === 'published' || state === 'paused'))
    await run.ask({ type: 'offer.note-ended', offerId });
  else if (status === 'published' && state === 'ended') await run.ask({ type: 'offer.note-resumed', offerId });
}
