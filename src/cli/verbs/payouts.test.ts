import { describe, expect, it } from 'vitest';
import { command, type Routes, refuseWith, withFakeServer } from '../for-tests.ts';

const payout = {
  ...{ run: 'r1', task: 'films', worker: 'w1', worker_name: 'Ada B', currency: 'EUR', answers: 2, base: '3.00' },
  ...{ bonus: '0.00', total: '3.00', reason: '', paid_at: null, paid_by: null, note: '', position: null },
};
const nothingDue = refuseWith('payout/nothing-due', 'Nothing of it is due any more.');
const pay = (routes: Routes, ...words: string[]) =>
  withFakeServer(routes, async ({ asked }, dataFolder) => {
    const { code, out, err } = await command(['payouts', ...words], { dataFolder });
    return { code, out, err, asked };
  });

describe('manyhands payouts', () => {
  it('prints the command that records this sheet and nothing else as paid', async () => {
    const served = {
      'GET /api/payouts?run=r1&task=films&worker=Ada+B&state=due&limit=500': { payouts: [payout], sequence: 412 },
    };
    const { err, code } = await pay(served, 'r1', '--task', 'films', '--worker', 'Ada B');
    expect(code).toBe(0);
    expect(err).toContain("payouts r1 --task films --worker 'Ada B' --paid --upto 412\n");
  });

  it('records the payouts of all the runs with one command, so that none is left half done', async () => {
    const { code, out, err, asked } = await pay(
      { 'POST /api/payouts/paid': { answers: 2, bonuses: 1, from: 418, sequence: 420 } },
      ...['r1', 'r2', '--paid', '--upto', '412'],
    );
    expect([code, out]).toEqual([0, '2 answers and 1 bonus recorded as paid.\n']);
    expect(asked.map(({ body }) => body)).toEqual([{ run: ['r1', 'r2'], upto: 412 }]);
    expect(err).toContain('payouts r1 r2 --undo --from 418 --upto 420 --note reason');
  });

  it('prints the command that takes back the last payment of one worker, and nothing of before', async () => {
    const made = { ...payout, paid_at: '2026-04-01T12:00:00.000Z', paid_by: 'reviewer:eve' };
    const lines = [
      { ...made, position: 418 },
      { ...made, worker: 'w2', run: 'r2', position: 430 },
      { ...made, position: 300 },
    ];
    const served = { 'GET /api/payouts?state=paid&limit=500': { payouts: lines, sequence: 440 } };
    const { out, err } = await pay(served, '--made');
    expect(out.split('\n')[0]).toMatch(/,note,position$/);
    expect(err).toContain('payouts r2 --worker w2 --undo --from 430 --upto 430 --note reason');
  });

  it('is refused with the reason of the server', async () => {
    const nothing = await pay({ 'POST /api/payouts/paid': nothingDue }, '--paid', '--upto', '412');
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('payout/nothing-due')]);
  });

  it('takes a mistake back, with the reason', async () => {
    const served = { 'POST /api/payouts/undone': { answers: 1, bonuses: 0, not_owed: 0, from: 430, sequence: 430 } };
    const words = ['--undo', '--from', '418', '--upto', '420', '--note', 'It came back'];
    const { code, out, asked } = await pay(served, 'r1', ...words);
    expect([code, out]).toEqual([0, '1 answer and 0 bonuses taken back: owed again.\n']);
    expect(asked.map(({ body }) => body)).toEqual([{ run: ['r1'], upto: 420, from: 418, note: 'It came back' }]);
  });

  it('says of what is taken back that it is not owed again', async () => {
    const undone = { answers: 1, bonuses: 1, from: 430, sequence: 430 };
    const words = ['--undo', '--from', '418', '--upto', '420', '--note', 'It came back'];
    const some = await pay({ 'POST /api/payouts/undone': { ...undone, not_owed: 1 } }, ...words);
    expect(some.out).toMatch(/^1 answer and 1 bonus taken back; 1 of them is not owed again, since /);
    const all = await pay({ 'POST /api/payouts/undone': { ...undone, not_owed: 2 } }, ...words);
    expect(all.out).toMatch(/^1 answer and 1 bonus taken back; nothing of it is owed again, since /);
  });

  it.each([
    ['--undo', '--from', '418', '--upto', '420'],
    ['--undo', '--from', '418', '--note', 'It came back'],
    ['--undo', '--upto', '420', '--note', 'It came back'],
    ['--paid', '--undo', '--upto', '420', '--note', 'x'],
    ['--paid', '--from', '418', '--upto', '420'],
  ])('refuses %s %s %s before it asks the server', async (...words) => {
    const { code, asked } = await pay({}, 'r1', ...words);
    expect([code, asked]).toEqual([2, []]);
  });
});
