import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Provider } from '../../../runtime/ports/provider.ts';
import type { ProviderAccount } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { openRequesters } from './requesters.ts';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

/** A provider that knows these keys, each with its account. */
function aProvider(name: string, accounts: Record<string, Partial<ProviderAccount>>): Provider {
  return {
    ...{ name, title: name.toUpperCase() },
    credentials: [
      { name: 'api_key', says: 'the key', isSecret: true, variable: 'KEY' },
      { name: 'url', says: 'the address', isSecret: false, isOptional: true },
    ],
    async account({ api_key = '' }) {
      const account = accounts[api_key];
      if (!account) throw refuse('provider/wrong-key', { provider: name });
      return { id: 'account-1', name: 'Anna', currency: 'GBP', availableCents: 100, ...account };
    },
  };
}

const inhouse: Provider = {
  ...{ name: 'inhouse', title: 'Own people', credentials: [] },
  account: () => Promise.reject(new Error('It has no accounts.')),
};

function open(accounts: Record<string, Partial<ProviderAccount>> = { 'key-one': {} }) {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-requesters-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'requesters.db');
  const sentences: string[] = [];
  const openAgain = () => {
    const requesters = openRequesters({
      ...{ file, keptFolder: join(folder, 'kept'), notify: (sentence) => void sentences.push(sentence) },
      providers: [aProvider('prolific', accounts), aProvider('other', accounts), inhouse],
      now: () => Date.UTC(2026, 0, 1),
    });
    closers.push(requesters.close);
    return requesters;
  };
  return { ...{ folder, file, accounts, sentences, openAgain }, requesters: openAgain() };
}

const register = { provider: 'prolific', credentials: { api_key: 'key-one' } };

describe('registering an account', () => {
  it('asks the provider whose key it is, and keeps it beyond the process without showing it', async () => {
    const { requesters, openAgain, file } = open();
    const { requester, available_cents, outcome } = await requesters.register(register, 'reviewer:anna');
    expect([requester.name, requester.account_name, available_cents, outcome]).toEqual([
      ...['prolific', 'Anna', 100, 'registered'],
    ]);
    requesters.close();
    const again = openAgain();
    expect(again.list()).toEqual([requester]);
    expect(JSON.stringify([again.list(), again.one('prolific'), again.providers()])).not.toContain('key-one');
    expect(again.signedIn('prolific').credentials).toEqual({ api_key: 'key-one' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps nothing of a key that the provider does not know', async () => {
    const { requesters } = open();
    const wrong = requesters.register({ ...register, credentials: { api_key: 'key-wrong' } }, 'a');
    await expect(wrong).rejects.toMatchObject({ code: 'provider/wrong-key' });
    expect(requesters.list()).toEqual([]);
  });

  it.each([
    [{ provider: 'nowhere', credentials: {} }, 'provider/unknown'],
    [{ provider: 'inhouse', credentials: {} }, 'provider/no-account'],
    [{ provider: 'prolific', credentials: {} }, 'provider/missing-keys'],
    [{ provider: 'prolific', credentials: { api_key: 'key-one', apikey: 'x' } }, 'provider/unknown-keys'],
    [{ ...register, name: 'a b' }, 'requester/bad-name'],
    [{ ...register, name: 'x'.repeat(61) }, 'requester/bad-name'],
  ])('refuses %j with %s', async (registration, code) => {
    const { requesters } = open();
    await expect(requesters.register(registration, 'a')).rejects.toMatchObject({ code });
  });

  it('with another key of the same account takes its place, in whatever case its name is written', async () => {
    const { requesters, folder } = open({ 'key-one': {}, 'key-two': {} });
    const first = await requesters.register({ ...register, name: 'Study' }, 'anna');
    const second = await requesters.register(
      { ...register, name: 'study', credentials: { api_key: 'key-two' } },
      'ben',
    );
    expect(second.outcome).toBe('rotated');
    expect(second.requester).toEqual({ ...first.requester, rotated_at: expect.any(String) });
    expect(
      (await requesters.register({ ...register, name: 'study', credentials: { api_key: 'key-two' } }, 'b')).outcome,
    ).toBe('unchanged');
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(bytes.some((text) => text.includes('key-two'))).toBe(true);
    expect(bytes.filter((text) => text.includes('key-one'))).toEqual([]);
  });

  it('under the name of another account, or of another provider, is refused', async () => {
    const { requesters } = open({ 'key-one': {}, 'key-two': { id: 'account-2', name: 'Ben' } });
    await requesters.register(register, 'a');
    const other = requesters.register({ ...register, credentials: { api_key: 'key-two' } }, 'a');
    await expect(other).rejects.toMatchObject({ code: 'requester/other-account' });
    const elsewhere = requesters.register({ ...register, provider: 'other', name: 'prolific' }, 'a');
    await expect(elsewhere).rejects.toMatchObject({ code: 'requester/name-taken' });
    expect(requesters.signedIn('prolific').credentials).toEqual({ api_key: 'key-one' });
  });

  it('is refused beyond fifty', async () => {
    const { requesters } = open();
    for (let nth = 0; nth < 50; nth++) await requesters.register({ ...register, name: `study-${nth}` }, 'a');
    await expect(requesters.register(register, 'a')).rejects.toMatchObject({ code: 'requester/too-many' });
    expect((await requesters.register({ ...register, name: 'study-7' }, 'a')).outcome).toBe('unchanged');
  });
});

describe('a registered account', () => {
  it('is checked, and what is wrong is noted until it is right again', async () => {
    const { requesters, accounts } = open();
    await requesters.register(register, 'a');
    delete accounts['key-one'];
    await expect(requesters.check('prolific')).rejects.toMatchObject({ code: 'provider/wrong-key' });
    expect(requesters.list()).toMatchObject([{ problem: expect.stringContaining('does not know this key') }]);
    accounts['key-one'] = { availableCents: 5 };
    expect(await requesters.check('prolific')).toMatchObject({ available_cents: 5, requester: { problem: null } });
  });

  it('is forgotten with its key when it is removed, also while it is checked', async () => {
    const { requesters, folder, accounts } = open();
    await requesters.register(register, 'a');
    const checked = requesters.check('prolific');
    requesters.remove('prolific');
    await checked;
    expect(requesters.list()).toEqual([]);
    expect(() => requesters.signedIn('prolific')).toThrow(expect.objectContaining({ code: 'requester/unknown' }));
    expect(readdirSync(folder).some((name) => readFileSync(join(folder, name), 'latin1').includes('key-one'))).toBe(
      false,
    );
    expect(accounts).toHaveProperty('key-one');
  });

  it('is lost with a damaged file, which is said', async () => {
    const { requesters, file, openAgain, sentences } = open();
    await requesters.register(register, 'a');
    requesters.close();
    writeFileSync(file, 'no database at all, but long enough to be read as one'.repeat(20));
    expect(openAgain().list()).toEqual([]);
    expect(sentences).toEqual([expect.stringContaining('have to be registered again')]);
  });
});

describe('what is given for an account', () => {
  it.each(['.', '..', '--json', '-lab', '.lab', 'lab.'])('is no name where it is %j', async (name) => {
    await expect(open().requesters.register({ ...register, name }, 'anna')).rejects.toMatchObject({
      code: 'requester/bad-name',
    });
  });

  it.each(['', ' '])('has a key missing where it is %j', async (api_key) => {
    await expect(
      open().requesters.register({ provider: 'prolific', credentials: { api_key } }, 'anna'),
    ).rejects.toMatchObject({ code: 'provider/missing-keys' });
  });

  it.each(['key\none', 'key\u200bone', 'kéy', 'key one'])('cannot be the key %j', async (api_key) => {
    const given = { provider: 'prolific', credentials: { api_key } };
    await expect(open({ [api_key]: {} }).requesters.register(given, 'anna')).rejects.toMatchObject({
      code: 'provider/wrong-key',
    });
  });
});
