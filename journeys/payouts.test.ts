import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';

type Detail = { history: { what: string }[] };

describe('what workers are owed', () => {
  let daemon: TestDaemon;
  let run: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const items = Array.from({ length: 5 }, (_, n) => ({ n }));
    ({ id: run } = await launchItems(daemon, 'films', items, { task_reward: 1.5, currency: 'EUR' }));
    await submitAnswers(daemon, run, '=ada()', ['a', 'b']);
    await submitAnswers(daemon, run, 'bob', ['c']);
  });
  afterAll(() => daemon.end());

  const words = (...typed: string[]) => command(typed, { dataFolder: join(daemon.folder, 'data') });
  async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(new URL(path, daemon.url), { method: 'POST', headers, body: JSON.stringify(body) });
    return (await reply.json()) as Record<string, unknown>;
  }
  const sheet = async () => {
    const { out, err } = await words('payouts', run);
    const upto = /--upto (\d+)/.exec(err)?.[1] ?? '';
    return { lines: out.trim().split(/\r?\n/).slice(1), upto };
  };

  it('is a sheet with a line for each worker, safe for spreadsheets', async () => {
    await post(`/api/units/${run}.0.0/accept`, { bonus_cents: 50 });
    const { sequence } = await post(`/api/units/${run}.2.0/soft-reject`, { note: 'Late.' });
    await fetch(new URL(`/api/payouts?after=${sequence}`, daemon.url));
    const { lines } = await sheet();
    expect(lines).toHaveLength(2);
    expect(lines.find((line) => line.includes('ada'))).toMatch(/^w\w+,'=ada\(\),1\.50,0\.50,2\.00,EUR,/);
    expect(lines.find((line) => line.includes('bob'))).toMatch(/^w\w+,bob,1\.50,0\.00,1\.50,EUR,,/);
    expect((await words('bonuses')).out).toMatch(/0\.50 EUR +intended/);
    const { headers } = await fetch(new URL(`/api/payouts.csv?run=${run}`, daemon.url));
    expect(headers.get('content-disposition')).toBe('attachment; filename="payouts.csv"');
  });

  it('is recorded as paid once, and what became due after the sheet stays due', async () => {
    const { upto } = await sheet();
    const { sequence } = await post(`/api/units/${run}.1.0/accept`, {});
    await fetch(new URL(`/api/payouts?after=${sequence}`, daemon.url));
    const paid = await words('payouts', run, '--paid', '--upto', upto, '--note', 'Transfer 7');
    expect(paid.out).toBe('2 answers and 1 bonus recorded as paid.\n');
    const beyond = await words('payouts', run, '--paid', '--upto', '99999999');
    expect([beyond.code, beyond.err]).toEqual([1, expect.stringContaining('(payout/bad-position)')]);
    const again = await words('payouts', run, '--paid', '--upto', upto);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('payout/nothing-due')]);
    const { lines } = await sheet();
    expect(lines).toEqual([expect.stringMatching(/^w\w+,'=ada\(\),1\.50,0\.00,1\.50,EUR,,/)]);
    expect((await words('bonuses')).err).toContain('no such bonuses');
    const made = await words('payouts', run, '--made');
    expect(made.out.match(/reviewer:local,Transfer 7,\d+$/gm)).toHaveLength(2);
  });

  it('is taken back with a reason, is owed again, and stands in the histories of unit and worker', async () => {
    const [, upto = ''] = /--undo --from (\d+)/.exec((await words('payouts', run, '--made')).err) ?? [];
    const unit = `${run}.2.0`;
    const get = async (path: string) => (await fetch(new URL(path, daemon.url))).json() as Promise<Detail>;
    const [, worker = ''] = /^(w\w+),bob,/m.exec((await words('payouts', run, '--made')).out) ?? [];
    const mistake = ['--undo', '--from', upto, '--upto', upto, '--note', 'It came back'];
    const undone = await words('payouts', run, '--worker', 'bob', ...mistake);
    expect([undone.err, undone.out]).toEqual(['', '1 answer and 0 bonuses taken back: owed again.\n']);
    expect((await sheet()).lines.filter((one) => one.includes('bob'))).toHaveLength(1);
    const again = await words('payouts', run, '--worker', 'bob', ...mistake);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('payout/nothing-paid')]);
    // The sheet of before does not pay it a second time.
    const old = await words('payouts', run, '--worker', 'bob', '--paid', '--upto', upto);
    expect([old.code, old.err]).toEqual([1, expect.stringContaining('payout/nothing-due')]);
    const events = [
      { what: 'paid', cents: 150, note: 'Transfer 7', by: 'reviewer:local' },
      { what: 'payment_undone', cents: 150, note: 'It came back', by: 'reviewer:local' },
    ];
    const ofPay = ({ history }: Detail) => history.filter(({ what }) => /paid|payment/.test(what));
    expect(ofPay(await get(`/api/units/${unit}`))).toMatchObject(events);
    expect(ofPay(await get(`/api/workers/${worker}`))).toMatchObject([...events].reverse());
    expect((await words('replay', unit)).out).toMatch(/unit\.paid[\s\S]*unit\.payment-undone/);
    const paid = await words('payouts', run, '--worker', 'bob', '--paid', '--upto', (await sheet()).upto);
    expect(paid.out).toBe('1 answer and 0 bonuses recorded as paid.\n');
    // Ada's second payment alone is taken back; what she got before stays paid.
    await words('payouts', run, '--worker', '=ada()', '--paid', '--upto', (await sheet()).upto, '--note', 'Transfer 9');
    const [, last = ''] = /Transfer 9,(\d+)$/m.exec((await words('payouts', run, '--made')).out) ?? [];
    const second = ['--undo', '--from', last, '--upto', last, '--note', 'It came back'];
    const back = await words('payouts', run, '--worker', '=ada()', ...second);
    expect(back.out).toBe('1 answer and 0 bonuses taken back: owed again.\n');
    expect((await sheet()).lines).toEqual([expect.stringMatching(/'=ada\(\),1\.50,0\.00,1\.50,/)]);
    const { ok } = (await (await fetch(new URL('/api/verify', daemon.url))).json()) as { ok: boolean };
    expect(ok).toBe(true);
  });

  it('survives a restart, and new rows', async () => {
    daemon = await daemon.reopen();
    await fetch(new URL('/api/rebuild', daemon.url), { method: 'POST' }).then((reply) => reply.text());
    expect((await sheet()).lines).toHaveLength(1);
  });

  it('is refused without the position of the sheet, and for a run that is not there', async () => {
    const without = await words('payouts', run, '--paid');
    expect(without.code).toBe(2);
    expect(await words('payouts', 'films-none')).toMatchObject({
      code: 1,
      err: expect.stringContaining('run/unknown'),
    });
  });
});
