import { describe, expect, it } from 'vitest';
import { command, type Routes, refuseWith, withFakeServer } from '../for-tests.ts';

const keys = [
  { name: 'api_key', says: 'a token', secret: true, optional: false, variable: 'PROLIFIC_API_KEY' },
  { name: 'url', says: 'an address', secret: false, optional: true, variable: 'PROLIFIC_BASE_URL' },
];
const providers = { providers: [{ name: 'prolific', title: 'Prolific', keys }] };
const noon = '2026-01-01T12:00:00.000Z';
const requester = {
  ...{ name: 'lab', provider: 'prolific', account: '6', account_name: 'Anna', currency: 'GBP', url: null },
  ...{ registered_at: noon, registered_by: 'reviewer:anna', rotated_at: null, checked_at: noon, problem: null },
};
const routes: Routes = {
  'GET /api/providers': providers,
  'POST /api/requesters': { requester, available_cents: 12_345, outcome: 'registered' },
};
type Options = Omit<Parameters<typeof command>[1], 'dataFolder'>;
const register = (words: string[], options: Options = {}, served: Routes = routes) =>
  withFakeServer(served, async ({ asked }, dataFolder) => {
    const { code, out, err } = await command(['register', ...words], { ...options, dataFolder });
    const body = asked.find(({ route }) => route.startsWith('POST'))?.body;
    return { code, out, err, body };
  });

describe('manyhands register', () => {
  it('registers an account, and says whose it is without its key', async () => {
    const { code, out, err, body } = await register(['prolific', 'name=lab', 'api_key=top=secret']);
    expect([code, out]).toEqual([
      0,
      'lab is the account of Anna at Prolific. It can spend 123.45 GBP at the moment.\n',
    ]);
    expect(body).toEqual({ provider: 'prolific', name: 'lab', credentials: { api_key: 'top=secret' } });
    expect(out + err).not.toContain('secret');
  });

  it.each([
    ['the environment', ['prolific'], { env: { PROLIFIC_API_KEY: 'hidden' } }],
    ['stdin', ['prolific', 'api_key=-'], { typed: 'hidden\nmore\n' }],
  ])('takes a key that is not in the command from %s', async (_, words, options) => {
    expect((await register(words, options)).body).toMatchObject({ credentials: { api_key: 'hidden' } });
  });

  it('takes several keys from a line of stdin each', async () => {
    const two = [keys[0], { ...keys[0], name: 'second' }];
    const served = { ...routes, 'GET /api/providers': { providers: [{ ...providers.providers[0], keys: two }] } };
    const { body } = await register(['prolific', 'api_key=-', 'second=-'], { typed: 'one\ntwo\n' }, served);
    expect(body).toMatchObject({ credentials: { api_key: 'one', second: 'two' } });
  });

  it('prints nothing secret as JSON', async () => {
    const { out } = await register(['prolific', 'api_key=secret', '--json']);
    expect(JSON.parse(out)).toEqual({ ...requester, available_cents: 12_345, outcome: 'registered' });
  });

  it('says which key is missing where nobody can be asked', async () => {
    const missing = refuseWith('provider/missing-keys', 'An account needs "api_key".', 400);
    const { code, err, body } = await register(['prolific'], {}, { ...routes, 'POST /api/requesters': missing });
    expect([code, body]).toEqual([1, { provider: 'prolific', credentials: {} }]);
    expect(err).toContain('provider/missing-keys');
  });

  it('takes pairs only', async () => {
    // The word may be a key that was pasted without its name, and errors go into logs.
    for (const word of ['KEY', '=KEY']) {
      const { code, err, body } = await register(['prolific', 'name=lab', word]);
      expect([code, body]).toEqual([1, undefined]);
      expect(err).toContain('Word 3 after "register" is not of the form key=value.');
      expect(err).not.toContain('KEY"');
    }
  });
});

describe('manyhands requesters', () => {
  const run = (words: string[], served: Routes) =>
    withFakeServer(served, (_, dataFolder) => command(['requesters', ...words], { dataFolder }));

  it('lists the accounts, and what is wrong with them', async () => {
    const wrong = { ...requester, name: 'old', problem: 'Prolific does not know this key.' };
    const { out } = await run([], { 'GET /api/requesters': { requesters: [requester, wrong] } });
    expect(out).toMatch(/^REQUESTER +PROVIDER +ACCOUNT/);
    expect(out).toContain('Prolific does not know this key.');
  });

  it('says how to register one where there is none', async () => {
    const { out, err } = await run([], { 'GET /api/requesters': { requesters: [] } });
    expect([out, err]).toEqual(['', expect.stringContaining('register prolific')]);
  });

  it('checks one, and removes one', async () => {
    const checked = { 'POST /api/requesters/lab/check': { requester, available_cents: 5 } };
    expect((await run(['check', 'lab'], checked)).out).toBe(
      'lab is the account of Anna, which can spend 0.05 GBP at the moment.\n',
    );
    const removed = { 'DELETE /api/requesters/lab': { removed: true } };
    expect((await run(['remove', 'lab'], removed)).out).toBe('lab is removed, with its key.\n');
  });
});
