import { describe, expect, it } from 'vitest';
import type { WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { lostPayments } from './lost-payments.ts';

const run = 'colours-1';
const payment = (state: 'paid' | 'payment_undone', minute: number, agent = 'agent-ada'): WorkEntry => ({
  ...{ kind: 'payment', run },
  values: [`${run}.0.0`, agent, 'ada', state, 150, 'EUR', null, 'reviewer:anna', `2026-01-01T12:0${minute}:00.000Z`],
});
const settlement = (state: string, minute: number): WorkEntry => ({
  ...{ kind: 'settlement', run },
  values: ['bonus-1', `${run}.0.0`, 'agent-ada', state, null, 'reviewer:anna', `2026-01-01T12:0${minute}:00.000Z`],
});
const [paid, undone, paidAgain] = [payment('paid', 1), payment('payment_undone', 2), payment('paid', 3)];

function lost({ inLog = [], found }: { inLog?: WorkEntry[]; found: WorkEntry[] }): WorkEntry[] {
  const payments = lostPayments<{ entry: WorkEntry }>();
  for (const entry of inLog) payments.inLog(entry);
  for (const entry of found) payments.add({ entry });
  return [...payments.all('payment'), ...payments.all('settlement')].map(({ entry }) => entry);
}

describe('a lost payment', () => {
  it('is found where the log has none of the unit', () => expect(lost({ found: [paid] })).toEqual([paid]));

  it('is not found where it was taken back since', () => expect(lost({ found: [paid, undone] })).toEqual([]));

  it('is found as it was last, in whatever order it is found', () => {
    for (const found of [
      [paid, undone, paidAgain],
      [paidAgain, undone, paid],
    ])
      expect(lost({ found })).toEqual([paidAgain]);
    expect(lost({ inLog: [paid], found: [paid, undone] })).toEqual([undone]);
    expect(lost({ inLog: [paid, undone], found: [paid, undone, paidAgain] })).toEqual([paidAgain]);
  });

  it('is not found where the log says the same, also if it was recorded again later', () => {
    expect(lost({ inLog: [paid], found: [paid, undone, paidAgain] })).toEqual([]);
    expect(lost({ inLog: [payment('paid', 9)], found: [paid] })).toEqual([]);
    expect(lost({ inLog: [payment('paid', 1), payment('payment_undone', 9)], found: [paid] })).toEqual([]);
    expect(lost({ inLog: [payment('paid', 1, 'agent-ada-recovered')], found: [paid] })).toEqual([]);
  });

  it('of a bonus is found as the payment of a unit is', () => {
    const withdrawn = settlement('withdrawn', 1);
    expect(lost({ found: [withdrawn] })).toEqual([withdrawn]);
    const taken = settlement('payment_undone', 2);
    expect(lost({ inLog: [settlement('paid', 1)], found: [settlement('paid', 1), taken] })).toEqual([taken]);
    expect(lost({ found: [settlement('paid', 1), taken] })).toEqual([]);
  });

  it('of a bonus that was withdrawn since is taken back first', () => {
    const [paidOut, taken, withdrawn] = [
      settlement('paid', 1),
      settlement('payment_undone', 2),
      settlement('withdrawn', 3),
    ];
    for (const found of [
      [paidOut, taken, withdrawn],
      [withdrawn, taken, paidOut],
    ])
      expect(lost({ inLog: [paidOut], found })).toEqual([taken, withdrawn]);
    expect(lost({ inLog: [paidOut, taken], found: [paidOut, taken, withdrawn] })).toEqual([withdrawn]);
    expect(lost({ found: [paidOut, taken, withdrawn] })).toEqual([withdrawn]);
  });
});
