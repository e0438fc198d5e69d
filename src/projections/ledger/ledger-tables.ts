import { sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { BookedBonus, BookedOffer, BookedPayment, BookedPlace, PaymentState } from './money-facts.ts';

/** Offers of runs at providers, with what their places may cost now; amounts in cents. */
export const offers = sqliteTable(
  'offers',
  {
    row: integer('row').primaryKey(),
    offerId: text('offer_id').notNull().unique(),
    runId: text('run_id').notNull(),
    provider: text('provider').notNull(),
    requester: text('requester').notNull(),
    currency: text('currency').notNull(),
    title: text('title').notNull(),
    state: text('state').$type<BookedOffer['state']>().notNull(),
    places: integer('places').notNull(),
    payCents: real('pay_cents').notNull(),
    placeCents: real('place_cents').notNull(),
    bonusFeeShare: real('bonus_fee_share').notNull(),
    taken: integer('taken').notNull(),
    handedIn: integer('handed_in').notNull(),
    rejected: integer('rejected').notNull(),
    committedCents: real('committed_cents').notNull(),
    external: text('external'),
    link: text('link'),
  },
  (table) => [index('offers_of_run').on(table.runId), index('offers_of_requester').on(table.requester)],
);

/** Workers' places at providers. */
export const places = sqliteTable(
  'places',
  {
    row: integer('row').primaryKey(),
    submissionId: text('submission_id').notNull().unique(),
    offerId: text('offer_id').notNull(),
    runId: text('run_id').notNull(),
    workerId: text('worker_id').notNull(),
    state: text('state').$type<BookedPlace['state']>().notNull(),
    external: text('external').notNull(),
    approvesAt: text('approves_at'),
  },
  (table) => [index('places_of_offer').on(table.offerId), index('places_of_worker').on(table.workerId)],
);

/** Which agent works in which place. */
export const placeAgents = sqliteTable('place_agents', {
  agentId: text('agent_id').primaryKey(),
  submissionId: text('submission_id').notNull(),
  offerId: text('offer_id').notNull(),
});

/** Payments through providers, each with where it stands; amounts in cents. */
export const providerPayments = sqliteTable(
  'provider_payments',
  {
    row: integer('row').primaryKey(),
    paymentId: text('payment_id').notNull().unique(),
    runId: text('run_id').notNull(),
    kind: text('kind').$type<BookedPayment['kind']>().notNull(),
    offerId: text('offer_id').notNull(),
    submissionId: text('submission_id').notNull(),
    unitId: text('unit_id'),
    workerId: text('worker_id').notNull(),
    bonusId: text('bonus_id'),
    requester: text('requester').notNull(),
    provider: text('provider').notNull(),
    cents: real('cents').notNull(),
    feeCents: real('fee_cents').notNull(),
    currency: text('currency').notNull(),
    state: text('state').$type<PaymentState>().notNull(),
    attempt: integer('attempt').notNull(),
    reason: text('reason'),
    text: text('text'),
    how: text('how').$type<NonNullable<BookedPayment['how']>>(),
    note: text('note'),
    settledBy: text('settled_by'),
    intendedAt: text('intended_at').notNull(),
    sentAt: text('sent_at'),
    confirmedAt: text('confirmed_at'),
    isLeft: integer('is_left', { mode: 'boolean' }).notNull(),
  },
  (table) => [
    index('provider_payments_of_run').on(table.runId, table.row),
    index('provider_payments_of_worker').on(table.workerId),
    index('provider_payments_of_place').on(table.submissionId),
    index('provider_payments_open').on(table.state).where(sql`"state" <> 'confirmed'`),
  ],
);

/** Bonuses as the books know them: whose offer they count in. */
export const bookedBonuses = sqliteTable('booked_bonuses', {
  bonusId: text('bonus_id').primaryKey(),
  offerId: text('offer_id'),
  cents: real('cents').notNull(),
  currency: text('currency').notNull(),
  state: text('state').$type<BookedBonus['state']>().notNull(),
});

/** What is booked as paid by hand: of a unit, or of a bonus. */
export const bookedByHand = sqliteTable('booked_by_hand', {
  key: text('key').primaryKey(),
  cents: real('cents').notNull(),
  currency: text('currency').notNull(),
});

/** The movements of money: those of one fact sum to zero for each currency. */
export const ledgerEntries = sqliteTable(
  'ledger_entries',
  {
    row: integer('row').primaryKey(),
    sequence: integer('sequence').notNull(),
    place: integer('place').notNull(),
    at: text('at').notNull(),
    by: text('by').notNull(),
    fact: text('fact').notNull(),
    runId: text('run_id').notNull(),
    account: text('account').notNull(),
    cents: real('cents').notNull(),
    currency: text('currency').notNull(),
    workerId: text('worker_id'),
    unitId: text('unit_id'),
    paymentId: text('payment_id'),
    offerId: text('offer_id'),
    bonusId: text('bonus_id'),
  },
  (table) => [
    index('ledger_entries_of_run').on(table.runId, table.row),
    index('ledger_entries_of_account').on(table.account, table.runId),
  ],
);

/** Every table of the ledger. */
export const ledgerTables = [
  offers,
  places,
  placeAgents,
  providerPayments,
  bookedBonuses,
  bookedByHand,
  ledgerEntries,
] as const;
