import type { Todo } from './actor.ts';
import { isOpen, type Offer, type Offers } from './offer.ts';

/** What the offers of a run wait for. */
export const todosOf = (offers: Offers, run: 'launched' | 'paused' | 'over'): Todo[] =>
  [...offers.entries()].flatMap(([, { state, context }]) => todo({ value: state, context } as Offer, run));

/** What an offer waits for, given where its run stands: `launched`, `paused`, or over. */
export function todo({ value, context }: Offer, run: 'launched' | 'paused' | 'over'): Todo[] {
  const { offerId: key, places, placesThere } = context;
  if (value === 'withdrawing') return [{ do: 'withdraw-offer', key }];
  if (run === 'over') return isOpen(value as string) ? [{ do: 'withdraw-offer', key }] : [];
  if (value === 'intended') return [{ do: 'publish-offer', key }];
  if (value !== 'published' && value !== 'paused') return [];
  const more = places > placesThere ? [{ do: 'raise-places', key: `${key}/${places}` }] : [];
  if (run === 'paused') return value === 'published' ? [...more, { do: 'pause-offer', key }] : more;
  return value === 'paused' ? [...more, { do: 'resume-offer', key }] : more;
}
