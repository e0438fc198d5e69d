import type { OfferShown } from '../../../src/api/offers.ts';

/** So many places of an offer that stand alike: their word, and the CSS variable of their colour. */
export type PlaceShare = { status: string; word: string; places: number; color: string };

const drawn = [
  ['approved', 'approved', '--state-accepted'],
  ['submitted', 'submitted', '--state-waiting'],
  ['active', 'at work', '--state-work'],
  ['screened_out', 'screened out', '--state-soft'],
  ['rejected', 'rejected', '--state-rejected'],
] as const;

/** Whether workers can take a place of an offer in this state, now or after a pause. */
const hasOpenPlaces: ReadonlySet<OfferShown['state']> = new Set(['intended', 'published', 'paused']);

type Places = Pick<OfferShown, 'state' | 'places' | 'places_by_status'>;

/** The places of an offer by where they stand, those that nobody has taken last; what was given back is among these again. */
export function placeShares({ state, places, places_by_status: at }: Places): PlaceShare[] {
  const taken = drawn.map(([status, word, color]): PlaceShare => ({ status, word, places: at[status] ?? 0, color }));
  const open = Math.max(0, places - taken.reduce((sum, share) => sum + share.places, 0));
  const all = [
    ...taken,
    { status: 'open', word: hasOpenPlaces.has(state) ? 'open' : 'not taken', places: open, color: '--groove' },
  ];
  const isNamed = ({ status }: PlaceShare) => status !== 'screened_out' && status !== 'rejected';
  return all.filter((share) => share.places > 0 || isNamed(share));
}

/** How many places were given back or ran out, so that others can take them. */
export const givenBack = ({ places_by_status: at }: Pick<OfferShown, 'places_by_status'>): number =>
  (at.returned ?? 0) + (at.timed_out ?? 0);
