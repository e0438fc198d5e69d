import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderPayment } from '../../../runtime/ports/provider-account.ts';
import { dayMs } from './fake/fixtures.ts';
import { openSigned } from './for-tests.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const [minuteMs, hourMs] = [60_000, 3_600_000];

async function given(...settings: Parameters<typeof openSigned>) {
  const signed = await openSigned(...settings);
  opened.push(signed);
  const { account, terms, work, fake } = signed;
  const offer = await account.publish(terms());
  const done = work('offer-1');
  const payment = (kind: ProviderPayment['kind'], fields: Partial<ProviderPayment> = {}): ProviderPayment => ({
    ...{ id: `${kind}-1`, kind, ...done, reason: 'Thank you.' },
    ...{ cents: kind === 'pay' ? 200 : 150 },
    ...fields,
  });
  const send = async (...payments: ProviderPayment[]) =>
    (await account.send(offer, payments, { reference: '' })).map(({ id: _, ...outcome }) => outcome);
  const find = async (one: ProviderPayment, ageMs: number) => {
    const now = fake.clock.now();
    const sentAt = new Date(now - ageMs).toISOString();
    const found = await account.find(offer, [{ ...one, reference: '', sentAt }], new Date(now).toISOString());
    return found.get(one.id);
  };
  const paid = () => fake.books().movements.filter(({ kind }) => kind === 'reward' || kind === 'bonus').length;
  return { ...signed, offer, done, payment, send, find, paid };
}

describe('a bonus at MTurk', () => {
  it('is asked for once when its reply is lost, is found, and is never made again', async () => {
    const { payment, send, find, paid, faults, counts } = await given();
    faults.order({ kind: 'drop-after', operation: 'SendBonus', times: 1 });
    const bonus = payment('bonus');
    expect(await send(bonus)).toMatchObject([{ outcome: 'unknown' }]);
    expect([counts.SendBonus, paid()]).toEqual([1, 1]);
    expect(await find(bonus, 0)).toBe('paid');
    expect([await send(bonus), paid()]).toEqual([[{ outcome: 'paid' }], 1]);
  });

  it.each(['error-500', 'error-500-after', 'html-503', 'drop-before'] as const)(
    'is asked for once, and nobody says what became of it, after %s',
    async (kind) => {
      const { payment, send, faults, counts } = await given();
      faults.order({ kind, operation: 'SendBonus', times: 1 });
      expect(await send(payment('bonus'))).toMatchObject([{ outcome: 'unknown', reason: expect.any(String) }]);
      expect(counts.SendBonus).toBe(1);
    },
  );

  it('is asked for again when MTurk had no time for it', async () => {
    const { payment, send, paid, faults } = await given();
    faults.order({ kind: 'rate-limit', operation: 'SendBonus', times: 1 });
    expect([await send(payment('bonus')), paid()]).toEqual([[{ outcome: 'paid' }], 1]);
  });

  it('is known by its id for ever, and not by its amount or by a part of its id', async () => {
    const { payment, send, find, fake } = await given();
    await send(payment('bonus', { id: 'bonus-12' }));
    fake.clock.advance(20 * dayMs);
    expect(await find(payment('bonus', { id: 'bonus-12' }), 20 * dayMs)).toBe('paid');
    for (const id of ['bonus-1', 'bonus-2', '12'])
      expect(await find(payment('bonus', { id }), 20 * dayMs)).toBe('absent');
  });

  it('is absent only when the list has had time to show it', async () => {
    const { payment, find } = await given();
    expect(await find(payment('bonus'), 9 * minuteMs)).toBe('unknown');
    expect(await find(payment('bonus'), 11 * minuteMs)).toBe('absent');
  });

  it('is not called absent where MTurk does not know the work', async () => {
    const { payment, find } = await given();
    expect(await find(payment('bonus', { submission: '3GONE' }), dayMs)).toBe('unknown');
    expect(await find(payment('bonus', { submission: 'gone' }), dayMs)).toBe('unknown');
  });

  it('is refused with the words of MTurk', async () => {
    const { payment, send, done } = await given();
    expect(await send(payment('bonus', { worker: 'AOTHER' }))).toEqual([
      { outcome: 'refused', reason: `Worker AOTHER did not do the assignment ${done.submission}.` },
    ]);
  });
});

describe('the pay of work at MTurk', () => {
  it('is refused when it is not the reward of the HIT', async () => {
    const { payment, send, paid } = await given();
    expect(await send(payment('pay', { cents: 150 }))).toMatchObject([{ outcome: 'refused' }]);
    expect(paid()).toBe(0);
  });

  it('is paid when MTurk has approved the work by itself', async () => {
    const { payment, send, find, paid, fake } = await given();
    fake.clock.advance(8 * dayMs);
    expect(await find(payment('pay'), 0)).toBe('paid');
    expect([await send(payment('pay')), paid()]).toEqual([[{ outcome: 'paid' }], 1]);
  });

  it('is paid in spite of a rejection for 30 days', async () => {
    const { account, offer, done, payment, send, find, fake } = await given();
    await account.reject(offer, done.submission, 'No answer.');
    expect(await find(payment('pay'), hourMs)).toBe('absent');
    expect(await send(payment('pay'))).toEqual([{ outcome: 'paid' }]);
    const late = await given();
    await late.account.reject(late.offer, late.done.submission, 'No answer.');
    late.fake.clock.advance(31 * dayMs);
    expect(await late.send(late.payment('pay'))).toMatchObject([{ outcome: 'refused' }]);
    expect(fake.books().movements.length).toBe(2);
  });

  it('is unknown while MTurk does not show the work', async () => {
    const { payment, send, find, fake } = await given({ consistencyDelayMs: minuteMs });
    expect(await send(payment('pay'))).toMatchObject([{ outcome: 'unknown' }]);
    expect(await find(payment('pay'), 0)).toBe('unknown');
    fake.clock.advance(2 * minuteMs);
    expect(await find(payment('pay'), 0)).toBe('absent');
    expect(await send(payment('pay'))).toEqual([{ outcome: 'paid' }]);
  });
});
