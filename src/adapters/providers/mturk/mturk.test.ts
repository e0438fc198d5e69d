import { afterEach, describe, expect, it } from 'vitest';
import type { Credentials } from '../../../runtime/ports/provider.ts';
import { type FakeMturk, type FakeMturkSettings, openFakeMturk } from './fake/fake-mturk.ts';
import { keys } from './fake/fixtures.ts';
import { centsIn } from './money.ts';
import { openMturk } from './mturk.ts';

const opened: FakeMturk[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function openWith(settings: FakeMturkSettings = {}, isSandbox = false) {
  const fake = await openFakeMturk({ ...keys, ...settings, port: 0 });
  opened.push(fake);
  const provider = openMturk({ isSandbox });
  const own = { access_key_id: keys.accessKeyId, secret_access_key: keys.secretAccessKey, url: fake.url };
  return { fake, provider, account: (given: Credentials = {}) => provider.account({ ...own, ...given }) };
}

describe('an account at MTurk', () => {
  it('has the balance that MTurk says', async () => {
    const { account, fake } = await openWith({ balanceCents: 12_345 });
    const known = { id: 'aws', name: keys.accessKeyId, currency: 'USD' };
    expect(await account()).toEqual({ ...known, availableCents: 12_345 });
    expect(fake.books().movements).toEqual([]);
  });

  it.each(['drop-before', 'drop-after', 'error-500', 'html-503', 'rate-limit'] as const)(
    'is read in spite of a fault: %s',
    async (kind) => {
      const { account, fake } = await openWith({ balanceCents: 5 });
      fake.faults.order({ kind, times: 1 });
      expect(await account()).toMatchObject({ availableCents: 5 });
    },
  );

  it.each([
    [{ access_key_id: 'AKIAOTHER' }, 'provider/wrong-key'],
    [{ secret_access_key: 'wrong' }, 'provider/wrong-key'],
    [{ url: 'http://127.0.0.1:9' }, 'provider/unavailable'],
    [{ url: 'http://example.org' }, 'provider/bad-address'],
  ])('is refused with %j: %s', async (given, code) => {
    const { account } = await openWith();
    await expect(account(given)).rejects.toMatchObject({ code });
  });

  it('is given up when no reply comes in time', async () => {
    const { fake } = await openWith();
    fake.faults.order({ kind: 'slow', delay_ms: 2000 });
    const isShort = { requestTimeout: 50, throwOnRequestTimeout: true };
    const provider = openMturk({ isSandbox: false, pauseMs: 1, requestHandler: isShort });
    const own = { access_key_id: keys.accessKeyId, secret_access_key: keys.secretAccessKey, url: fake.url };
    await expect(provider.account(own)).rejects.toThrow('it did not reply in time');
  });

  it('says that it cannot be reached where it fails again and again', async () => {
    const { account, fake } = await openWith();
    fake.faults.order({ kind: 'html-503' });
    await expect(account()).rejects.toMatchObject({
      code: 'provider/unavailable',
      message: 'MTurk cannot be reached: it replies with the status 503. Try again later.',
    });
  });
});

it.each([
  ['0.00', 0],
  ['0.5', 50],
  ['10000.00', 1_000_000],
  ['7', 700],
])('an amount of %s is so many cents: %i', (amount, cents) => expect(centsIn(amount)).toBe(cents));
