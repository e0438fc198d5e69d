import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccess } from '../src/adapters/access/access.ts';
import { openTestHouse, type TestHouse } from './house.ts';
import { openOidcProvider } from './oidc-provider.ts';
import { cookiesOf, type Got, type Sent, visit } from './visitor.ts';

const password = 'correct horse battery';
const outward = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

describe('a house that nobody could sign in to', () => {
  it.each([
    ['on an address that others reach', { host: '0.0.0.0' }],
    ['behind a proxy', { publicUrl: 'https://study.example.org' }],
  ])('does not open %s, and says what to do, before anything is started', async (_, settings) => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
    try {
      const opening = openTestHouse(settings, folder);
      await expect(opening).rejects.toMatchObject({
        code: 'access/none-on-public',
        message: expect.stringContaining('manyhands people add <name> --role owner'),
      });
      expect(existsSync(join(folder, 'data/nats'))).toBe(false);
      expect(existsSync(join(folder, 'data/daemon.json'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a house on all addresses of its machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
  let house: TestHouse;
  beforeAll(async () => {
    const access = openAccess({ dataFolder: join(folder, 'data'), mayBeEmpty: true });
    await access.people.add({ name: 'ada', role: 'owner', password });
    access.close();
    house = await openTestHouse({ host: '0.0.0.0' }, folder);
  });
  afterAll(() => house?.end());

  it('asks nobody at the machine itself for a login, and takes their word for who they are', async () => {
    const me = (headers: Sent['headers']) => visit(house.port, '/api/me', { headers }).then((got) => got.json());
    expect(await me({})).toMatchObject({ name: 'local', by: 'reviewer:local', role: 'owner', login: 'none' });
    expect(await me({ 'x-reviewer': 'ada' })).toMatchObject({ by: 'reviewer:ada', role: 'owner' });
  });

  it('does not take what a proxy passes on for the machine itself', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host', 'x-forwarded-proto'])
      expect((await visit(house.port, '/api/runs', { headers: { [name]: 'x' } })).code, name).toBe(
        'access/login-needed',
      );
  });

  it.skipIf(!outward)('asks everybody else for a login, under the address itself and no name', async () => {
    const address = outward ?? '';
    const host = `${address}:${house.port}`;
    const ask = (path: string, sent: Sent = {}) => visit(house.port, path, { address, host, ...sent });
    expect((await ask('/api/runs')).code).toBe('access/login-needed');
    expect((await ask('/api/runs', { headers: { 'x-reviewer': 'ada' } })).code).toBe('access/login-needed');
    expect((await ask('/api/runs', { host: 'localhost' })).code).toBe('access/login-needed');
    expect((await ask('/api/runs', { host: 'rebound.example' })).code).toBe('request/unknown-path');
    const origin = `http://${host}`;
    const body = { name: 'ada', password };
    const signedIn = await ask('/api/login', { method: 'POST', headers: { origin }, body });
    expect(cookiesOf(signedIn)).toMatch(new RegExp(`^manyhands-session-${house.port}=`));
    expect((await ask('/api/runs', { headers: { cookie: cookiesOf(signedIn) } })).status).toBe(200);
  });
});

describe('a house with an identity provider', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
  let house: TestHouse;
  let provider: Awaited<ReturnType<typeof openOidcProvider>>;
  const access = openAccess({ dataFolder: join(folder, 'data'), mayBeEmpty: true });
  beforeAll(async () => {
    provider = await openOidcProvider({ id: 'manyhands', secret: 'a secret of the client' });
    await access.people.add({ name: 'ada@lab.example', role: 'owner' });
    await access.people.add({ name: '@uni.example', role: 'reader' });
    await access.people.add({ name: 'bob@uni.example', role: 'reviewer', password });
    house = await openTestHouse({ loginAlways: true, oidc: provider.settings }, folder);
  });
  afterAll(() => house?.end());
  afterAll(() => provider?.close());
  afterAll(() => access.close());

  const ask = (path: string, sent: Sent = {}) => visit(house.port, path, sent);

  /** Goes to the provider and comes back, as a browser does. */
  async function signIn(next = '/', change: (back: URL) => void = () => undefined): Promise<Got> {
    const leaving = await ask(`/api/login/oidc?next=${encodeURIComponent(next)}`);
    const there = await fetch(String(leaving.headers.location), { redirect: 'manual' });
    const back = new URL(there.headers.get('location') ?? '');
    change(back);
    return ask(`${back.pathname}${back.search}`, { headers: { cookie: cookiesOf(leaving) } });
  }
  const me = async (got: Got) => (await ask('/api/me', { headers: { cookie: cookiesOf(got) } })).json();

  it('lets in whom it knows by their address, and goes on to where they wanted', async () => {
    provider.tell({ email: 'Ada@lab.example', email_verified: true });
    const got = await signIn('/runs/x?tab=units');
    expect(got.status).toBe(200);
    expect(got.text).toContain('content="0;url=/runs/x?tab=units"');
    expect(await me(got)).toEqual({
      name: 'ada@lab.example',
      by: 'reviewer:ada@lab.example',
      role: 'owner',
      login: 'oidc',
      ways: ['password', 'oidc'],
    });
  });

  it('lets in everyone of a domain that was let in, until it is not any more', async () => {
    provider.tell({ email: 'carol@uni.example', email_verified: true });
    const got = await signIn();
    expect(await me(got)).toMatchObject({ by: 'reviewer:carol@uni.example', role: 'reader' });
    access.people.remove('@uni.example');
    await access.people.add({ name: '@uni.example', role: 'reader' });
    expect(await me(got)).toMatchObject({ role: null });
  });

  it.each([
    ['somebody it does not know', 'mallory@evil.example', 'access/not-invited'],
    ['an address that only looks like one of the domain', 'x@not-uni.example', 'access/not-invited'],
    ['somebody who has a password here instead', 'bob@uni.example', 'access/not-invited'],
  ])('tells %s that they may not come in', async (_, email, code) => {
    provider.tell({ email, email_verified: true });
    const got = await signIn();
    expect(got).toMatchObject({ status: 403, headers: { 'x-refusal': code } });
    expect(got.text).toContain('has no account here');
    expect(cookiesOf(got)).toBe('');
  });

  const ada = { email: 'ada@lab.example', email_verified: true };
  it.each([
    ['an address that nobody verified', { ...ada, email_verified: false }, false],
    ['no address', {}, false],
    ['a domain in place of an address', { ...ada, email: '@uni.example' }, false],
    ['an address with another in it', { ...ada, email: 'x@evil.example@uni.example' }, false],
    ['somebody else’s nonce', { ...ada, nonce: 'x' }, false],
    ['another client’s token', { ...ada, aud: 'another' }, false],
    ['another issuer’s token', { ...ada, iss: 'https://evil.example' }, false],
    ['an expired token', { ...ada, exp: 1 }, false],
    ['a token with somebody else’s signature', ada, true],
  ])('believes no word of %s', async (_, told, forged) => {
    provider.tell(told, forged);
    const got = await signIn();
    expect(got).toMatchObject({ status: 403, headers: { 'x-refusal': 'access/oidc-failed' } });
    expect(cookiesOf(got)).toBe('');
  });

  it('takes a return only from the browser that left, with the state it left with', async () => {
    provider.tell(ada);
    const changed = await signIn('/', (back) => back.searchParams.set('state', 'x'));
    expect(changed.headers['x-refusal']).toBe('access/oidc-failed');
    const leaving = await ask('/api/login/oidc');
    const there = await fetch(String(leaving.headers.location), { redirect: 'manual' });
    const { pathname, search } = new URL(there.headers.get('location') ?? '');
    const bare = await ask(`${pathname}${search}`);
    expect(bare.headers['x-refusal']).toBe('access/oidc-failed');
    const [name, value = ''] = cookiesOf(leaving).split('=');
    const planted = await ask(`${pathname}${search}`, { headers: { cookie: `${name}=${value.slice(0, -8)}AAAAAAAA` } });
    expect(planted.headers['x-refusal']).toBe('access/oidc-failed');
  });

  it('keeps the way back in a cookie for ten minutes that scripts do not get', async () => {
    const [cookie] = (await ask('/api/login/oidc')).headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^manyhands-oidc-\d+=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/api/logout', 'javascript:alert(1)', ''])(
    'goes on to no page but its own: %j',
    async (next) => {
      provider.tell(ada);
      expect((await signIn(next)).text).toContain('content="0;url=/"');
    },
  );
});
