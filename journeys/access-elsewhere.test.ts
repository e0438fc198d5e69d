import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeTask } from '../bench/task.ts';
import { openAccess } from '../src/adapters/gateway/access/access.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type Lies, openOidcProvider } from './oidc-provider.ts';
import { cookiesOf, type Got, type Sent, visit } from './visitor.ts';

const password = 'correct horse battery';
const outward = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

describe('a server without any way to sign in', () => {
  it.each([
    ['on an address that others reach', { host: '0.0.0.0' }],
    ['behind a proxy', { publicUrl: 'https://study.example.org' }],
  ])('does not open %s, and says what to do, before anything is started', async (_, settings) => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
    try {
      const opening = openTestDaemon(settings, folder);
      await expect(opening).rejects.toMatchObject({
        code: 'access/none-on-public',
        message: expect.stringContaining('manyhands users add <name> --role owner'),
      });
      expect(existsSync(join(folder, 'data/nats'))).toBe(false);
      expect(existsSync(join(folder, 'data/daemon.json'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a server on all addresses of its machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
  let daemon: TestDaemon;
  beforeAll(async () => {
    const access = openAccess({ dataFolder: join(folder, 'data'), mayBeEmpty: true });
    await access.users.add({ name: 'ada', role: 'owner', password });
    access.close();
    daemon = await openTestDaemon({ host: '0.0.0.0' }, folder);
  });
  afterAll(() => daemon?.end());

  it('needs no login on the machine itself, and takes the reviewer from the request', async () => {
    const me = (headers: Sent['headers']) => visit(daemon.port, '/api/me', { headers }).then((got) => got.json());
    expect(await me({})).toMatchObject({ name: 'local', by: 'reviewer:local', role: 'owner', login: 'none' });
    expect(await me({ 'x-reviewer': 'ada' })).toMatchObject({ by: 'reviewer:ada', role: 'owner' });
  });

  it('does not take requests through a proxy for the machine itself', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host', 'x-forwarded-proto'])
      expect((await visit(daemon.port, '/api/runs', { headers: { [name]: 'x' } })).code, name).toBe(
        'access/login-needed',
      );
  });

  it.skipIf(!outward)('asks everybody else for a login, under its address and no other name', async () => {
    const address = outward ?? '';
    const host = `${address}:${daemon.port}`;
    const ask = (path: string, sent: Sent = {}) => visit(daemon.port, path, { address, host, ...sent });
    expect((await ask('/api/runs')).code).toBe('access/login-needed');
    expect((await ask('/api/runs', { headers: { 'x-reviewer': 'ada' } })).code).toBe('access/login-needed');
    expect((await ask('/api/runs', { host: 'localhost' })).code).toBe('access/login-needed');
    expect((await ask('/api/runs', { host: 'rebound.example' })).code).toBe('request/unknown-path');
    const origin = `http://${host}`;
    const body = { name: 'ada', password };
    const signedIn = await ask('/api/login', { method: 'POST', headers: { origin }, body });
    expect(cookiesOf(signedIn)).toMatch(new RegExp(`^manyhands-session-${daemon.port}=`));
    expect((await ask('/api/runs', { headers: { cookie: cookiesOf(signedIn) } })).status).toBe(200);
  });
});

const ada = { email: 'ada@lab.example', email_verified: true };
const users = {
  ada: { ...ada, email: 'Ada@lab.example' },
  bob: { email: 'bob@uni.example', email_verified: true },
  carol: { email: 'carol@uni.example', email_verified: true },
  dora: { email: 'dora@team.example', email_verified: true },
  mallory: { email: 'mallory@evil.example', email_verified: true },
  lookalike: { email: 'x@not-uni.example', email_verified: true },
  unverified: { ...ada, email_verified: false },
  nameless: {},
  decider: { email: '@uni.example', email_verified: true },
  nested: { email: 'x@evil.example@uni.example', email_verified: true },
};

describe.each([
  ['that says who somebody is in the ID token', true],
  ['that says who somebody is at its userinfo endpoint', false],
])('a server with an identity provider %s', (_, hasEmailInIdToken) => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
  let daemon: TestDaemon;
  let provider: Awaited<ReturnType<typeof openOidcProvider>>;
  const access = openAccess({ dataFolder: join(folder, 'data'), mayBeEmpty: true });
  beforeAll(async () => {
    const client = { clientId: 'manyhands', clientSecret: 'a secret of the client' };
    provider = await openOidcProvider({ ...client, users, hasEmailInIdToken });
    await access.users.add({ name: 'ada@lab.example', role: 'owner' });
    await access.users.add({ name: '@uni.example', role: 'reader' });
    await access.users.add({ name: '@team.example', role: 'annotator' });
    await access.users.add({ name: 'bob@uni.example', role: 'reviewer', password });
    daemon = await openTestDaemon({ loginAlways: true, oidc: provider.settings }, folder);
    await provider.register(`http://localhost:${daemon.port}/api/login/oidc/callback`);
  });
  afterEach(() => provider.lie());
  afterAll(() => daemon?.end());
  afterAll(() => provider?.close());
  afterAll(() => access.close());

  const ask = (path: string, sent: Sent = {}) => visit(daemon.port, path, sent);

  /** Leaves for the provider and logs in there. */
  async function leave(login: string, next = '/') {
    const leaving = await ask(`/api/login/oidc?next=${encodeURIComponent(next)}`);
    return { leaving, back: await provider.passThrough(String(leaving.headers.location), login) };
  }
  /** Goes to the provider and comes back, as a browser does. */
  async function signIn(login: string, next = '/', change: (back: URL) => void = () => undefined): Promise<Got> {
    const { leaving, back } = await leave(login, next);
    change(back);
    return ask(`${back.pathname}${back.search}`, { headers: { cookie: cookiesOf(leaving) } });
  }
  const me = async (got: Got) => (await ask('/api/me', { headers: { cookie: cookiesOf(got) } })).json();

  it('signs in users by their address, and goes on to the page they opened', async () => {
    const got = await signIn('ada', '/runs/x?tab=units');
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

  it('signs in everyone of a domain, until its account is removed', async () => {
    const got = await signIn('carol');
    expect(await me(got)).toMatchObject({ by: 'reviewer:carol@uni.example', role: 'reader' });
    access.users.remove('@uni.example');
    await access.users.add({ name: '@uni.example', role: 'reader' });
    expect(await me(got)).toMatchObject({ role: null });
  });

  it('signs in annotators of a domain for work alone, and gives them a unit as their address', async () => {
    const asOwner = { authorization: `Bearer ${access.tokens.make({ name: 'ada@lab.example' }).token}` };
    const folder = writeTask(join(daemon.folder, 'birds'), 'birds', [{ n: 1 }], { worker_identity: 'account' });
    const launched = await ask('/api/runs', { method: 'POST', headers: asOwner, body: { folder } });
    const { run } = JSON.parse(launched.text.trim().split('\n').at(-1) ?? '') as { run: { id: string } };
    const got = await signIn('dora', `/work/${run.id}`);
    expect(got.text).toContain(`content="0;url=/work/${run.id}"`);
    const cookie = cookiesOf(got);
    expect((await ask('/api/runs', { headers: { cookie } })).status).toBe(403);
    const there = await ask(`/work/${run.id}`, { headers: { cookie } });
    const token = new URL(String(there.headers.location)).searchParams.get('token');
    const host = `${run.id}.localhost:${daemon.port}`;
    const begun = cookiesOf(await ask('/begin_work', { host, method: 'POST', body: { token } }));
    const provider_data = { worker_name: 'dora@team.example', agent_registration_id: 'visit' };
    const sent = { host, method: 'POST', headers: { cookie: begun }, body: { provider_data } };
    expect((await ask('/request_agent', sent)).json()).toMatchObject({ data: { init_task_data: { n: 1 } } });
  });

  it.each([
    ['somebody it does not know', 'mallory'],
    ['an address that only looks like one of the domain', 'lookalike'],
    ['somebody who has a password here instead', 'bob'],
  ])('tells %s that they may not come in', async (_, login) => {
    const got = await signIn(login);
    expect(got).toMatchObject({ status: 403, headers: { 'x-refusal': 'access/not-invited' } });
    expect(got.text).toContain('has no account here');
    expect(cookiesOf(got)).toBe('');
  });

  it.each([
    ['an address that nobody verified', 'unverified', {}],
    ['no address', 'nameless', {}],
    ['a domain in place of an address', 'domain', {}],
    ['an address with another in it', 'nested', {}],
    ['somebody else’s nonce', 'ada', { idToken: { nonce: 'x' } }],
    ['another client’s token', 'ada', { idToken: { aud: 'another' } }],
    ['another issuer’s token', 'ada', { idToken: { iss: 'https://evil.example' } }],
    ['an expired token', 'ada', { idToken: { exp: 1 } }],
    ['a token with somebody else’s signature', 'ada', { forged: true }],
    ['userinfo about somebody else', 'nameless', { userinfo: { ...ada, sub: 'somebody else' } }],
    ['userinfo that contradicts the token', 'unverified', { idToken: users.unverified, userinfo: ada }],
  ])('believes no word of %s', async (_, login, lies: Lies) => {
    provider.lie(lies);
    const got = await signIn(login);
    expect(got).toMatchObject({ status: 403, headers: { 'x-refusal': 'access/oidc-failed' } });
    expect(cookiesOf(got)).toBe('');
  });

  it('signs in nobody whom the provider refused', async () => {
    const got = await signIn('ada', '/', (back) => {
      back.searchParams.delete('code');
      back.searchParams.set('error', 'access_denied');
    });
    expect(got).toMatchObject({ status: 403, headers: { 'x-refusal': 'access/oidc-failed' } });
    expect(got.text).toContain('access_denied');
  });

  it('accepts a return only from the same browser, with the same state', async () => {
    const changed = await signIn('ada', '/', (back) => back.searchParams.set('state', 'x'));
    expect(changed.headers['x-refusal']).toBe('access/oidc-failed');
    const { leaving, back } = await leave('ada');
    const path = `${back.pathname}${back.search}`;
    expect((await ask(path)).headers['x-refusal']).toBe('access/oidc-failed');
    const [name, value = ''] = cookiesOf(leaving).split('=');
    const planted = await ask(path, { headers: { cookie: `${name}=${value.slice(0, -8)}AAAAAAAA` } });
    expect(planted.headers['x-refusal']).toBe('access/oidc-failed');
  });

  it('accepts a return once', async () => {
    const { leaving, back } = await leave('ada');
    const come = () => ask(`${back.pathname}${back.search}`, { headers: { cookie: cookiesOf(leaving) } });
    expect((await come()).status).toBe(200);
    expect((await come()).headers['x-refusal']).toBe('access/oidc-failed');
  });

  it('keeps the address to return to in a cookie for ten minutes that scripts cannot read', async () => {
    const [cookie] = (await ask('/api/login/oidc')).headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^manyhands-oidc-\d+=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/api/logout', 'javascript:alert(1)', ''])(
    'goes on to no page but its own: %j',
    async (next) => {
      expect((await signIn('ada', next)).text).toContain('content="0;url=/"');
    },
  );
});
