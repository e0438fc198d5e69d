import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committedCents } from '../../actors/budget.ts';
import { projected } from '../specify.ts';
import { openBooks } from './entries.ts';
import { ledgerProjection } from './ledger.ts';
import { ledgerEntries, offers, places, providerPayments } from './ledger-tables.ts';
import { rounded } from './money-facts.ts';
import { moneyHistories } from './specify-money.ts';

const sumOf = (amounts: readonly { cents: number }[]) => rounded(amounts.reduce((sum, { cents }) => sum + cents, 0));

describe('the books of a run with an offer', () => {
  it('have entries that sum to zero for every fact, and owe nobody less than nothing', () =>
    fc.assert(
      fc.property(moneyHistories, ({ facts }) => {
        const books = openBooks();
        for (const fact of facts) {
          expect(sumOf(books.add(fact))).toBe(0);
          for (const { account, cents } of books.balances())
            if (account.startsWith('owed:') || account === 'by-hand') expect(cents).toBeGreaterThanOrEqual(0);
        }
      }),
    ));

  it('have set aside what the budget counts as committed', () =>
    fc.assert(
      fc.property(moneyHistories, ({ facts, run }) => {
        const books = openBooks();
        for (const fact of facts) books.add(fact);
        expect(rounded(books.balance('funds:lab', 'GBP') + committedCents(run))).toBe(0);
      }),
    ));

  it('have each payment as the run has it, and its money once', () =>
    fc.assert(
      fc.property(moneyHistories, ({ facts, run }) => {
        const books = openBooks();
        for (const fact of facts) books.add(fact);
        const states = [...run.payments.states.entries()].map(([id, { state }]) => [id, state]);
        expect([...books.payments].map(([id, { state }]) => [id, state])).toEqual(states);
        const made = [...books.payments.values()].filter(({ state }) => state === 'confirmed');
        expect(books.balance('paid:lab', 'GBP')).toBe(sumOf(made));
        expect(books.balance('fees:lab', 'GBP')).toBe(rounded(made.reduce((sum, { feeCents }) => sum + feeCents, 0)));
      }),
    ));

  it('are the same in rows and in memory', () =>
    fc.assert(
      fc.property(moneyHistories, ({ facts, commits }) => {
        const books = openBooks();
        const entries = facts.flatMap((fact) => books.add(fact));
        const { db, projector } = projected(commits, [ledgerProjection]);
        expect(projector.states().map(({ stopped }) => stopped)).toEqual([null]);
        const rowsOf = (table: typeof offers | typeof places | typeof providerPayments) =>
          db
            .select()
            .from(table)
            .all()
            .map(({ row: _, ...rest }) => rest);
        expect(rowsOf(offers)).toEqual([...books.offers.values()]);
        expect(rowsOf(places)).toEqual([...books.places.values()]);
        expect(rowsOf(providerPayments)).toEqual([...books.payments.values()]);
        expect(db.select().from(ledgerEntries).all()).toMatchObject(entries);
      }),
      { numRuns: 30 },
    ));
});
