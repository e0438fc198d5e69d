import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { maxRequesterNameChars } from './requesters.ts';

const maxPlaces = 1_000_000;
const cents = z.number();

/** What an offer is asked for with: through whose account, for how many places, and what the provider wants to know. */
const Asked = z.strictObject({
  requester: z.string().max(maxRequesterNameChars),
  /** Without, as many as there are units that nobody has or is offered. */
  places: z.int().positive().max(maxPlaces).optional(),
  /** How long after a decision its payment is sent, so that the decision can be taken back; null for never by itself. */
  pay_after_seconds: z.int().nonnegative().max(31_536_000).nullable().optional(),
  /** What the provider wants to know, such as `estimated_completion_time`; docs/providers.md lists it. */
  options: z.record(z.string(), z.json()).optional(),
});

/** What an offer would be, and what it costs with fees; amounts in cents of the currency. */
export const OfferPlan = z.object({
  run: z.string(),
  provider: z.string(),
  title: z.string(),
  requester: z.string(),
  places: z.int(),
  pay_cents: cents,
  currency: z.string(),
  fee_cents: cents,
  total_cents: cents,
  /** What the account can spend; null where the provider does not say. */
  available_cents: cents.nullable(),
  /** Where workers begin. */
  address: z.string(),
  /** Whether the provider is simulated on this machine, so that nobody is paid. */
  simulated: z.boolean(),
});
export type OfferPlan = z.infer<typeof OfferPlan>;

/** An offer as it is now. */
export const OfferShown = z.object({
  offer: z.string(),
  provider: z.string(),
  requester: z.string(),
  state: z.enum(['intended', 'published', 'paused', 'ended', 'withdrawing', 'withdrawn', 'gone', 'refused']),
  places: z.int(),
  /** How many of them the provider has; while it is being published, how many are there so far. */
  published: z.int(),
  /** How many places were taken and not given back, and where they stand at the provider. */
  taken: z.int(),
  places_by_status: z.record(z.string(), z.int()),
  pay_cents: cents,
  currency: z.string(),
  total_cents: cents,
  link: z.string().nullable(),
  /** Why it does not go on at present, in a sentence; null if it does. */
  problem: z.string().nullable(),
});
export type OfferShown = z.infer<typeof OfferShown>;

const params = z.object({ run: z.string() });
const ofOffer = params.extend({ offer: z.string() });

export const planOffer = endpoint({
  name: 'planOffer',
  method: 'POST',
  path: '/api/runs/:run/offers/plan',
  summary: 'What an offer of the run at a provider would be and cost; nothing is made.',
  role: 'owner',
  params,
  body: Asked,
  reply: OfferPlan,
});

export const makeOffer = endpoint({
  name: 'makeOffer',
  method: 'POST',
  path: '/api/runs/:run/offers',
  summary: 'Offers the run at a provider, at the price of its plan; workers see it a moment later.',
  role: 'owner',
  params,
  body: Asked.extend({
    /** What the plan said that it costs: with another price by now, nothing is offered. */
    total_cents: cents.nonnegative(),
  }),
  reply: z.object({ offer: z.string(), plan: OfferPlan }),
});

export const listOffers = endpoint({
  name: 'listOffers',
  method: 'GET',
  path: '/api/runs/:run/offers',
  summary: 'The offers of a run at providers, and how far they are.',
  role: 'reader',
  params,
  reply: z.object({ offers: z.array(OfferShown) }),
});

export const raiseOffer = endpoint({
  name: 'raiseOffer',
  method: 'POST',
  path: '/api/runs/:run/offers/:offer/places',
  summary: 'Gives an offer more places.',
  role: 'owner',
  params: ofOffer,
  body: z.strictObject({ places: z.int().positive().max(maxPlaces) }),
  reply: OfferShown,
});

export const withdrawOffer = endpoint({
  name: 'withdrawOffer',
  method: 'POST',
  path: '/api/runs/:run/offers/:offer/withdraw',
  summary: 'Takes an offer from its provider; workers who have a place may finish.',
  role: 'owner',
  params: ofOffer,
  body: z.strictObject({ note: z.string().max(2000).optional() }),
  reply: OfferShown,
});

/** Sums of payments, in cents of the currency. */
const PaySums = z.object({
  currency: z.string(),
  paid: z.int(),
  paid_cents: cents,
  /** Taken by the provider, or in doubt: they are looked for and not sent again. */
  uncertain: z.int(),
  refused: z.int(),
  needs_person: z.int(),
});
export type PaySums = z.infer<typeof PaySums>;

export const payRun = endpoint({
  name: 'payRun',
  method: 'POST',
  path: '/api/runs/:run/payments/send',
  summary:
    'Sends at once what the run owes through providers, and rejects there what was rejected here; what is in doubt is looked for and never sent again.',
  role: 'owner',
  params,
  body: z.strictObject({}),
  reply: PaySums,
});
