import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committedCents } from '../../actors/budget.ts';
import type { Fact } from '../../events/catalog.ts';
import { projected } from '../specify.ts';
import { type Books, openBooks } from './entries.ts';
import { ledgerProjection } from './ledger.ts';
import { ledgerEntries, offers, places, providerPayments } from './ledger-tables.ts';
import { rounded } from './money-facts.ts';
import { moneyHistories } from './specify-money.ts';

const sumOf = (amounts: readonly { cents: number }[]) => rounded(amounts.reduce((sum, { cents }) => sum + cents, 0));

/** The payment through the provider of what a fact about a unit or a bonus pays, or takes back. */
function paymentOf({ data }: Fact, { known, payments }: Books) {
  if ('bonusId' in data) return payments.get(`bonus-${data.bonusId}`);
  const agent = 'agentId' in data && data.agentId ? known.agent(data.agentId) : undefined;
  return agent && payments.get(`pay-${agent.submissionId}`);
}

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

  it('never have the same money paid by hand and through the provider', () =>
    fc.assert(
      fc.property(moneyHistories, ({ facts }) => {
        const books = openBooks();
        const isSafe = (state: string | undefined) =>
          state === undefined || state === 'withdrawn' || state === 'refused';
        for (const fact of facts) {
          const before = books.balance('by-hand', 'GBP');
          books.add(fact);
          const payment = paymentOf(fact, books);
          const isByHand = books.balance('by-hand', 'GBP') > before;
          if (isByHand || fact.type === 'unit.payment-undone' || fact.type === 'unit.bonus-payment-undone')
            expect([fact.type, isSafe(payment?.state)]).toEqual([fact.type, true]);
          if (fact.type === 'payment.sent') {
            const { unitId, bonusId } = books.payments.get(fact.data.paymentId) ?? {};
            expect(books.known.byHand(bonusId ? `bonus ${bonusId}` : `unit ${unitId}`)?.cents ?? 0).toBe(0);
          }
        }
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
