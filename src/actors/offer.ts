import { assign, type SnapshotFrom, setup } from 'xstate';
import type { OfferId, RunId } from '../events/ids.ts';
import {
  OfferEnded,
  type OfferFact,
  OfferGone,
  OfferIntended,
  OfferPaused,
  OfferPlacesPublished,
  OfferPlacesRaised,
  OfferPublished,
  OfferRefused,
  OfferResumed,
  OfferWithdrawalBegun,
  OfferWithdrawn,
} from '../events/offer.ts';
import { actorOf } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

/** What was confirmed of an offer, and what the provider has of it. */
export type OfferContext = Omit<Parameters<typeof OfferIntended>[0], 'runId'> & {
  runId: RunId;
  /** How many places there are at the provider. */
  placesThere: number;
  external?: string;
  link?: string;
  /** Why the provider refused it. */
  reason?: string;
  /** Whether a person took it away, so that it never opens again by itself. */
  isTakenAway?: boolean;
};

const blank: OfferContext = {
  ...{ runId: '' as RunId, offerId: '' as OfferId, provider: '', requester: '', places: 0, placesThere: 0 },
  ...{ payCents: 0, currency: '', costCents: 0, bonusFeeShare: 0, title: '', description: '', tags: [], address: '' },
  ...{ secondsPerPlace: 1, payAfterSeconds: null, requirements: [], options: {} },
  codes: { completed: '', screened_out: '', no_work: '' },
};

const places = {
  'offer.places-raised': { actions: 'noteRaised' },
  'offer.places-published': { actions: 'notePlaces' },
} as const;
const ends = {
  'offer.withdrawal-begun': { target: 'withdrawing', actions: 'noteTakenAway' },
  'offer.withdrawn': 'withdrawn',
  'offer.ended': 'ended',
  'offer.gone': 'gone',
} as const;

/** The life of an offer: intended, put before workers, perhaps paused, at last taken away; or ended or deleted at the provider. */
export const machine = setup({
  types: {} as { context: OfferContext; events: OfferFact },
  actions: {
    remember: assign(({ event, context }) =>
      event.type === 'offer.intended' ? { ...event.data, placesThere: 0 } : context,
    ),
    notePublished: assign(({ event, context }) => {
      if (event.type !== 'offer.published') return context;
      const { external, link } = event.data;
      return { external, link, placesThere: context.places };
    }),
    noteRaised: assign(({ event, context }) => {
      if (event.type !== 'offer.places-raised') return context;
      return { places: event.data.places, costCents: event.data.costCents };
    }),
    noteReason: assign(({ event }) => (event.type === 'offer.refused' ? { reason: event.data.reason } : {})),
    noteTakenAway: assign({ isTakenAway: true }),
    notePlaces: assign(({ event, context }) =>
      event.type === 'offer.places-published' ? { placesThere: event.data.places } : context,
    ),
  },
}).createMachine({
  id: 'offer',
  context: blank,
  initial: 'initial',
  states: {
    initial: { on: { 'offer.intended': { target: 'intended', actions: 'remember' } } },
    intended: {
      on: {
        ...places,
        ...ends,
        'offer.published': { target: 'published', actions: 'notePublished' },
        'offer.refused': { target: 'refused', actions: 'noteReason' },
      },
    },
    published: { on: { ...places, ...ends, 'offer.paused': 'paused' } },
    paused: { on: { ...places, ...ends, 'offer.resumed': 'published' } },
    // More places open it again.
    ended: {
      on: {
        'offer.places-raised': { target: 'published', actions: 'noteRaised' },
        'offer.resumed': 'published',
        'offer.withdrawal-begun': { target: 'withdrawing', actions: 'noteTakenAway' },
        'offer.withdrawn': 'withdrawn',
        'offer.gone': 'gone',
      },
    },
    // A process that ended may have published it: its places are read and paid all the same.
    withdrawing: {
      on: {
        'offer.published': { actions: 'notePublished' },
        'offer.withdrawn': 'withdrawn',
        'offer.gone': 'gone',
      },
    },
    // It was withdrawn with its run, which goes on since work was rejected.
    withdrawn: { on: { 'offer.places-raised': { target: 'published', actions: 'noteRaised' } } },
    gone: {},
    refused: {},
  },
});

/** An offer as a fold over its facts. */
export const offer = actorOf(machine);
export type Offer = SnapshotFrom<typeof machine>;

/** The offers of a run, in their order. */
export type Offers = ReturnType<typeof actorStatesOf<Offer, OfferContext>>;

/** The offers of a new run. */
export const noOffers = (): Offers => actorStatesOf(offer);

/** Whether a fact is about an offer. */
export const isOfferFact = (fact: { type: string }): fact is OfferFact => fact.type.startsWith('offer.');

/** The state of an offer by name. */
export const statusOf = ({ value }: Offer): string => value as string;

/** Whether workers may still take its places, now or after a pause. */
export const isOpen = (state: string): boolean => state === 'intended' || state === 'published' || state === 'paused';

// ── Commands ─────────────────────────────────────────────────────────────────

/** What a person confirmed, what the provider did or what it has; amounts in cents of the currency. */
export type OfferCommand = { offerId: OfferId } & (
  | ({ type: 'offer.intend' } & Omit<Parameters<typeof OfferIntended>[0], 'runId' | 'offerId'>)
  | { type: 'offer.note-published'; external: string; link?: string }
  | { type: 'offer.note-refused'; reason: string }
  | { type: 'offer.raise-places'; places: number }
  | { type: 'offer.note-places'; places: number }
  | { type: 'offer.withdraw'; note?: string }
  | {
      type:
        | 'offer.note-paused'
        | 'offer.note-resumed'
        | 'offer.note-withdrawn'
        | 'offer.note-ended'
        | 'offer.note-gone';
    }
);

/** What the provider did or has, and in which states of an offer that is news. */
const heard = {
  'offer.note-paused': { fact: OfferPaused, in: ['published'] },
  'offer.note-resumed': { fact: OfferResumed, in: ['paused', 'ended'] },
  'offer.note-withdrawn': { fact: OfferWithdrawn, in: ['intended', 'published', 'paused', 'ended', 'withdrawing'] },
  'offer.note-ended': { fact: OfferEnded, in: ['published', 'paused'] },
  'offer.note-gone': { fact: OfferGone, in: ['intended', 'published', 'paused', 'ended', 'withdrawing'] },
} as const satisfies Record<string, { fact: unknown; in: readonly string[] }>;

/** Returns an empty list when nothing changes; throws `offer/unknown` and `offer/over`. */
export function decide(command: OfferCommand, runId: RunId, known: Offer | undefined): OfferFact[] {
  const { offerId } = command;
  if (command.type === 'offer.intend') {
    const { type: _, ...terms } = command;
    return known ? [] : [OfferIntended({ runId, ...terms })];
  }
  if (!known) throw refuse('offer/unknown', { offer: offerId });
  const of = { runId, offerId };
  const state = statusOf(known);
  switch (command.type) {
    case 'offer.note-published':
      return published(command, known, runId);
    case 'offer.note-refused':
      return refused(command, known, runId);
    case 'offer.raise-places':
      return raise(command.places, known, runId);
    case 'offer.note-places': {
      const isNew = isOpen(state) && command.places > known.context.placesThere;
      return isNew ? [OfferPlacesPublished({ ...of, places: command.places })] : [];
    }
    case 'offer.withdraw':
      if (!isOpen(state) && state !== 'ended') return [];
      return [OfferWithdrawalBegun({ ...of, ...(command.note ? { note: command.note } : {}) })];
    default: {
      const { fact, in: states } = heard[command.type];
      return (states as readonly string[]).includes(state) ? [fact(of)] : [];
    }
  }
}

/** It is news while it is intended, and while it is taken away without a name at the provider. */
function published(
  { offerId, external, link }: Extract<OfferCommand, { type: 'offer.note-published' }>,
  { value, context }: Offer,
  runId: RunId,
): OfferFact[] {
  const isNews = value === 'intended' || (value === 'withdrawing' && context.external === undefined);
  return isNews ? [OfferPublished({ runId, offerId, external, ...(link ? { link } : {}) })] : [];
}

function refused(
  { offerId, reason }: Extract<OfferCommand, { type: 'offer.note-refused' }>,
  { value }: Offer,
  runId: RunId,
): OfferFact[] {
  return value === 'intended' ? [OfferRefused({ runId, offerId, reason })] : [];
}

/** What one place costs with all fees, in cents, rounded up to the hundredth of a cent. */
export const costOfPlace = ({ costCents, places }: Pick<OfferContext, 'costCents' | 'places'>): number =>
  places === 0 ? 0 : Math.ceil((costCents / places) * 100) / 100;

/** The fact that an offer is to have so many places, none if it has them. */
function raise(places: number, { context, value }: Offer, runId: RunId): OfferFact[] {
  const { offerId } = context;
  if (!mayReopen({ context, value } as Offer)) throw refuse('offer/over', { offer: offerId, status: value as string });
  if (places <= context.places) return [];
  const costCents = context.costCents + costOfPlace(context) * (places - context.places);
  return [OfferPlacesRaised({ runId, offerId, places, costCents: Math.round(costCents * 100) / 100 })];
}

/** Whether an offer can have further places: it is open, ended by itself, or went with its run. */
function mayReopen({ value, context }: Offer): boolean {
  return isOpen(value as string) || value === 'ended' || (value === 'withdrawn' && !context.isTakenAway);
}

/** The fact by which an offer gets so many places more for those whose work was rejected; none once a person took it away. */
export const morePlaces = (known: Offer, runId: RunId, more: number): OfferFact[] =>
  mayReopen(known) ? raise(known.context.places + more, known, runId) : [];
