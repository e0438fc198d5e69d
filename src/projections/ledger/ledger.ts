import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Fact } from '../../events/catalog.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, type Position, param } from '../store/projection.ts';
import { booked } from './entries.ts';
import {
  bookedBonuses,
  bookedByHand,
  ledgerEntries,
  ledgerTables,
  offers,
  placeAgents,
  places,
  providerPayments,
} from './ledger-tables.ts';
import {
  type BookedAgent,
  type BookedBonus,
  type BookedByHand,
  type BookedOffer,
  type BookedPayment,
  type BookedPlace,
  type Known,
  moneyFacts,
} from './money-facts.ts';

/** The rows of a table, read and written one by one by what names them. */
function prepareRows<Value>(db: Database, table: SQLiteTable, key: SQLiteColumn) {
  const { row: _, ...columns } = getTableColumns(table) as Record<string, SQLiteColumn>;
  const names = Object.keys(columns);
  const values = Object.fromEntries(names.map((name) => [name, param(name)]));
  const set = Object.fromEntries(names.map((name) => [name, sql.raw(`excluded."${columns[name]?.name}"`)]));
  const read = db
    .select(columns as never)
    .from(table)
    .where(eq(key, sql.placeholder('key')))
    .prepare();
  const write = db
    .insert(table)
    .values(values as Record<string, SQL>)
    .onConflictDoUpdate({ target: key, set })
    .prepare();
  return {
    read: (id: string) => read.get({ key: id }) as Value | undefined,
    write: (value: Value | undefined) => {
      if (value) write.run(toValues(value));
    },
  };
}

/** What a statement is bound to: flags are numbers in SQLite. */
const toValues = (value: object) =>
  Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typeof one === 'boolean' ? Number(one) : one]));

function prepare(db: Database) {
  const rows = {
    offer: prepareRows<BookedOffer>(db, offers, offers.offerId),
    place: prepareRows<BookedPlace>(db, places, places.submissionId),
    payment: prepareRows<BookedPayment>(db, providerPayments, providerPayments.paymentId),
    bonus: prepareRows<BookedBonus>(db, bookedBonuses, bookedBonuses.bonusId),
    agent: prepareRows<BookedAgent>(db, placeAgents, placeAgents.agentId),
    byHand: prepareRows<BookedByHand>(db, bookedByHand, bookedByHand.key),
  };
  const known: Known = {
    offer: rows.offer.read,
    place: rows.place.read,
    payment: rows.payment.read,
    bonus: rows.bonus.read,
    agent: rows.agent.read,
    byHand: rows.byHand.read,
  };
  const { row: _, ...columns } = getTableColumns(ledgerEntries);
  const entry = db
    .insert(ledgerEntries)
    .values(Object.fromEntries(Object.keys(columns).map((name) => [name, param(name)])) as never)
    .prepare();
  return { rows, known, entry };
}

type Rows = ReturnType<typeof prepare>;

/** What a movement of money is about, as its fact or the payment that it moves says. */
function aboutOf({ data }: Fact, payment: BookedPayment | undefined) {
  const named = (name: string) => ((data as Record<string, unknown>)[name] as string | undefined) ?? null;
  return {
    workerId: payment?.workerId ?? named('workerId'),
    unitId: payment?.unitId ?? named('unitId'),
    paymentId: named('paymentId'),
    offerId: payment?.offerId ?? named('offerId'),
    bonusId: payment?.bonusId ?? named('bonusId'),
  };
}

function onFact(fact: Fact, { rows, known, entry }: Rows, { run: runId, sequence, place }: Position): void {
  const change = booked(fact, known);
  if (!change) return;
  rows.offer.write(change.offer);
  rows.place.write(change.place);
  rows.payment.write(change.payment);
  rows.bonus.write(change.bonus);
  rows.agent.write(change.agent);
  rows.byHand.write(change.byHand);
  if (change.entries.length === 0) return;
  const of = { sequence, place, at: fact.at, by: fact.by, fact: fact.type, runId, ...aboutOf(fact, change.payment) };
  for (const { account, cents, currency } of change.entries) entry.run({ ...of, account, cents, currency });
}

/** Offers, places, payments through providers, and every movement of money. */
export const ledgerProjection = defineProjection({
  name: 'ledger',
  version: 1,
  tables: ledgerTables,
  prepare,
  on: Object.fromEntries(Object.keys(moneyFacts).map((type) => [type, onFact])),
});
