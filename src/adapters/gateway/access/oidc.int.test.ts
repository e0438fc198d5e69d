import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Lies, openOidcProvider } from '../../../../journeys/oidc-provider.ts';
import { answerErrors } from '../http/errors.ts';
import { routeByHost } from '../http/hosts.ts';
import { type Access, openAccess } from './access.ts';
import { openAccessApi } from './access-api.ts';

const origin = 'http://localhost:8400';
const users = {
  ada: { email: 'Ada@lab.example', email_verified: true },
  mallory: { email: 'mallory@evil.example', email_verified: true },
  unverified: { email: 'ada@lab.example', email_verified: false },
  nested: { email: 'x@evil.example@lab.example', email_verified: true },
  trailing: { email: 'ada@lab.example\n', email_verified: true },
};

async function openApp(access: Access): Promise<FastifyInstance> {
  const app = Fastify({ rewriteUrl: (request) => routeByHost(request, access.publicUrl?.hostname) });
  answerErrors(app, (error) => {
    throw error;
  });
  await openAccessApi(app, access);
  await app.ready();
  return app;
}

describe.each([
  ['in the ID token', true],
  ['at its userinfo endpoint', false],
])('signing in with an identity provider that says who somebody is %s', (_, hasEmailInIdToken) => {
  let folder: string;
  let access: Access;
  let app: FastifyInstance;
  let provider: Awaited<ReturnType<typeof openOidcProvider>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-oidc-'));
    provider = await openOidcProvider({ clientId: 'manyhands', clientSecret: 'a secret', users, hasEmailInIdToken });
    access = openAccess({ dataFolder: folder, mayBeEmpty: true, loginAlways: true, oidc: provider.settings });
    app = await openApp(access);
    await access.users.add({ name: 'ada@lab.example', role: 'owner' });
    await provider.register(`${origin}/api/login/oidc/callback`);
  });
  afterEach(() => provider.lie());
  afterAll(async () => {
    await app.close();
    access.close();
    await provider.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async (url: string, cookie?: string) => {
    const got = await app.inject({ url, headers: { host: 'localhost:8400', ...(cookie && { cookie }) } });
    return { ...got, text: got.body, status: got.statusCode, set: [got.headers['set-cookie'] ?? []].flat() };
  };
  async function leave(login: string, next = '/') {
    const leaving = await ask(`/api/login/oidc?next=${encodeURIComponent(next)}`);
    const back = await provider.passThrough(String(leaving.headers.location), login);
    return { leaving, path: `${back.pathname}${back.search}`, cookie: leaving.set[0]?.split(';')[0] ?? '' };
  }
  async function signIn(login: string, next?: string) {
    const { path, cookie } = await leave(login, next);
    return ask(path, cookie);
  }

  it('leaves for it with everything that the way back is checked by', async () => {
    const { leaving } = await leave('ada');
    expect(leaving.status).toBe(302);
    const url = new URL(String(leaving.headers.location));
    expect(url.origin).toBe(provider.settings.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'manyhands',
      redirect_uri: `${origin}/api/login/oidc/callback`,
      scope: 'openid email',
      code_challenge_method: 'S256',
      response_type: 'code',
    });
    for (const secret of ['code_challenge', 'state', 'nonce'])
      expect(url.searchParams.get(secret)).toMatch(/^[\w-]{20,}$/);
    expect(leaving.set[0]).toMatch(/^manyhands-oidc-undefined=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('comes back as a user, with a page that goes on to where they wanted, once', async () => {
    const { path, cookie } = await leave('ada', '/runs/x?tab=units');
    const got = await ask(path, cookie);
    expect([got.status, got.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const refresh = '<meta http-equiv="refresh" content="0;url=/runs/x?tab=units">';
    expect(got.text).toContain(`content="width=device-width">${refresh}<title>Signed in</title></head>`);
    expect(got.text).toContain('<p>You are signed in.</p><p><a href="/runs/x?tab=units">Go on</a></p>');
    const session = got.set.find((one) => one.startsWith('manyhands-session-'))?.split(';')[0];
    expect(JSON.parse((await ask('/api/me', session)).text)).toMatchObject({ name: 'ada@lab.example', login: 'oidc' });
    expect(got.set.find((one) => one.startsWith('manyhands-oidc-'))).toMatch(
      /=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970 .*; HttpOnly; SameSite=Lax$/,
    );
    expect((await ask(path, cookie)).headers['x-refusal']).toBe('access/oidc-failed');
  });

  it('shows on a page why somebody is not signed in', async () => {
    const got = await signIn('mallory');
    expect([got.status, got.headers['x-refusal']]).toEqual([403, 'access/not-invited']);
    expect(got.text).toContain('<title>Not signed in</title>');
    expect(got.text).toContain('mallory&#64;evil.example has no account here');
    expect(got.text).toContain('<a href="/login">Back to the login page</a>');
    expect(got.text).toContain('content="width=device-width"><title>Not signed in</title></head>');
  });

  it.each<[string, string, Lies]>([
    ['unverified', 'did not vouch for an e-mail address', {}],
    ['nested', 'did not vouch for an e-mail address', {}],
    ['trailing', 'did not vouch for an e-mail address', {}],
    ['ada', '', { idToken: { nonce: 'x' } }],
    ['ada', '', { forged: true }],
  ])('believes nothing that it cannot check: %s', async (login, reason, lies) => {
    provider.lie(lies);
    const got = await signIn(login);
    expect([got.status, got.headers['x-refusal']]).toEqual([403, 'access/oidc-failed']);
    expect(got.text).toContain(reason);
  });

  it('says what the provider said, and takes a return only from the browser that left', async () => {
    const { path, cookie } = await leave('ada');
    const denied = new URL(path, origin);
    denied.searchParams.delete('code');
    denied.searchParams.set('error', 'access_denied');
    expect((await ask(`${denied.pathname}${denied.search}`, cookie)).text).toContain('access_denied');
    denied.searchParams.set('error', '<b>');
    expect((await ask(`${denied.pathname}${denied.search}`, cookie)).text).not.toContain('<b>');
    expect((await ask(path)).text).toContain('began in another browser');
    const planted = `${cookie.slice(0, -8)}AAAAAAAA`;
    expect((await ask(path, planted)).text).toContain('began in another browser');
  });
});

describe('an identity provider that is away', () => {
  it('is asked again at the next attempt, and each time the page says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-oidc-'));
    const provider = await openOidcProvider({ clientId: 'c', clientSecret: 's', users, hasEmailInIdToken: true });
    await provider.close();
    const oidc = provider.settings;
    const access = openAccess({ dataFolder: folder, oidc, publicUrl: 'https://study.example.org' });
    const app = await openApp(access);
    for (let nth = 0; nth < 2; nth++) {
      const got = await app.inject({ url: '/api/login/oidc', headers: { host: 'study.example.org' } });
      expect([got.statusCode, got.headers['x-refusal']]).toEqual([503, 'access/oidc-unavailable']);
    }
    const elsewhere = await app.inject({ url: '/api/login/oidc', headers: { host: 'localhost' } });
    expect([elsewhere.statusCode, elsewhere.headers.location]).toEqual([
      302,
      'https://study.example.org/api/login/oidc',
    ]);
    await app.close();
    access.close();
    rmSync(folder, { recursive: true });
  });
});
