import { z } from 'zod';
import type { OfferCost, OfferTerms } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { asOftenAsNeeded, type Session } from './certain.ts';
import { optionsOf } from './options.ts';
import { balanceOf } from './workspaces.ts';

const Total = z.object({ total_cost: z.int() });
const Me = z.object({ currency_code: z.string() });

/** What so many places at this reward cost, with fee and tax, as Prolific says. It changes nothing, so it is asked again. */
const totalOf = ({ api }: Session, reward: number, places: number) =>
  asOftenAsNeeded(() =>
    api.send('POST', 'study-cost-calculator/', { reward, total_available_places: places }, Total),
  ).then(({ total_cost }) => total_cost);

/** Large enough that rounding to cents does not show in a share. */
const sampleCents = 10_000;

/** What an offer costs, with those who may be screened out for a payment. The share of a bonus is that of a reward. */
export async function costOf(session: Session, terms: OfferTerms): Promise<OfferCost> {
  await assertCurrency(session, terms);
  const { screen_out } = optionsOf(terms.options);
  const ofPlaces = await totalOf(session, terms.payCents, terms.places);
  const ofScreenOut = screen_out ? await totalOf(session, screen_out.cents, screen_out.slots) : 0;
  const ofSample = await totalOf(session, sampleCents, 1);
  const payCents = terms.payCents * terms.places + (screen_out ? screen_out.cents * screen_out.slots : 0);
  const totalCents = ofPlaces + ofScreenOut;
  return {
    payCents,
    feeCents: totalCents - payCents,
    totalCents,
    bonusFeeShare: (ofSample - sampleCents) / sampleCents,
  };
}

async function assertCurrency({ api }: Session, { currency }: OfferTerms): Promise<void> {
  const { currency_code: has } = await api.get('users/me/', Me);
  if (has !== currency) throw refuse('provider/other-currency', { provider: 'Prolific', has, asked: currency });
}

const spoken = (cents: number, currency: string) => `${(cents / 100).toFixed(2)} ${currency}`;

/** Refuses an offer for which a workspace has too little money. */
export async function assertMoney(session: Session, terms: OfferTerms, workspaceId: string): Promise<void> {
  const { totalCents } = await costOf(session, terms);
  const { currency, availableCents } = await balanceOf(session, workspaceId);
  if (totalCents <= availableCents) return;
  const says = `this costs ${spoken(totalCents, currency)}, and the workspace has ${spoken(availableCents, currency)}.`;
  throw refuse('provider/too-little-money', { provider: 'Prolific', says });
}
