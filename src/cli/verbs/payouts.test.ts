import { describe, expect, it } from 'vitest';
import { type Answer, command, type Routes, refuseWith, withFakeServer } from '../for-tests.ts';

const payout = {
  ...{ run: 'r1', task: 'films', worker: 'w1', worker_name: 'Ada B', currency: 'EUR', answers: 2, base: '3.00' },
  ...{ bonus: '0.00', total: '3.00', reason: '', paid_at: null, paid_by: null },
};
const nothingDue = refuseWith('payout/nothing-due', 'Nothing of it is due any more.');
const pay = (routes: Routes, ...words: string[]) =>
  withFakeServer(routes, async ({ asked }, dataFolder) => {
    const { code, out, err } = await command(['payouts', ...words], { dataFolder });
    return { code, out, err, asked };
  });

/** Replies to one request after the other. */
const inTurn = (...answers: Answer[]): Answer => {
  const left = [...answers];
  return (response, request) => left.shift()?.(response, request);
};
const recorded =
  (answers: number): Answer =>
  (response) => {
    response.end(JSON.stringify({ answers, bonuses: 1, sequence: 420 }));
  };

describe('manyhands payouts', () => {
  it('prints the command that records this sheet and nothing else as paid', async () => {
    const served = {
      'GET /api/payouts?run=r1&task=films&worker=Ada+B&state=due&limit=500': { payouts: [payout], sequence: 412 },
    };
    const { err, code } = await pay(served, 'r1', '--task', 'films', '--worker', 'Ada B');
    expect(code).toBe(0);
    expect(err).toContain("payouts r1 --task films --worker 'Ada B' --paid --upto 412\n");
  });

  it('goes on where it was cut short: runs that are recorded already are left out', async () => {
    const served = { 'POST /api/payouts/paid': inTurn(nothingDue, recorded(2)) };
    const { code, out, asked } = await pay(served, 'r1', 'r2', '--paid', '--upto', '412');
    expect([code, out]).toEqual([0, '2 answers and 1 bonus is recorded as paid.\n']);
    expect(asked.map(({ body }) => body)).toMatchObject([
      { run: 'r1', upto: 412 },
      { run: 'r2', upto: 412 },
    ]);
  });

  it('is refused where nothing was due in any of the runs, and at once for another reason', async () => {
    const both = { 'POST /api/payouts/paid': nothingDue };
    const nothing = await pay(both, 'r1', 'r2', '--paid', '--upto', '412');
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('payout/nothing-due')]);
    expect(nothing.asked).toHaveLength(2);
    const unknown = { 'POST /api/payouts/paid': refuseWith('run/unknown', 'No run has this id.', 404) };
    const refused = await pay(unknown, 'r1', 'r2', '--paid', '--upto', '412');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('run/unknown')]);
    expect(refused.asked).toHaveLength(1);
  });
});
