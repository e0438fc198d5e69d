import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerErrors } from '../http/errors.ts';
import { appRoutes } from '../http/hosts.ts';
import { type Access, openAccess } from './access.ts';
import { openAccessApi } from './access-api.ts';
import { accessFileIn, openAccessFile } from './access-file.ts';
import { addressOf, isLocal } from './callers.ts';
import { hashPassword } from './secrets.ts';

const password = 'four words are enough';
const ada = { name: 'ada', password };

let folder: string;
let access: Access;
let app: FastifyInstance;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-sign-in-'));
});
/** Hashing takes long on purpose, so it is done once. */
let hash: string | undefined;
beforeAll(async () => {
  hash = await hashPassword(password);
});
afterEach(async () => {
  await app?.close();
  access?.close();
  rmSync(folder, { recursive: true });
});

type Settings = Partial<Parameters<typeof openAccess>[0]>;

async function open(settings: Settings = { loginAlways: true }) {
  access = openAccess({ dataFolder: folder, mayBeEmpty: true, ...settings });
  app = Fastify();
  answerErrors(app, (error) => {
    throw error;
  });
  await openAccessApi(app, access);
  await app.ready();
}

async function openWithAda(settings?: Settings) {
  await open(settings);
  addAda();
}
function addAda() {
  const database = openAccessFile(accessFileIn(folder));
  database.prepare("INSERT INTO people VALUES ('ada', 'owner', 'password', ?, '')").run(hash);
  database.close();
}

async function send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, options: InjectOptions = {}) {
  const got = await app.inject({ method, url: `${appRoutes}${url}`, ...options });
  const cookie = [got.headers['set-cookie'] ?? []].flat().at(0) ?? '';
  return { status: got.statusCode, body: got.json() as Record<string, unknown>, cookie, headers: got.headers };
}
const me = async (options: InjectOptions = {}) => (await send('GET', '/api/me', options)).body;
const logIn = (payload: object = ada, headers: Record<string, string> = {}) =>
  send('POST', '/api/login', { payload, headers });
/** What a browser sends back of a cookie that it got. */
const kept = (cookie: string) => ({ cookie: cookie.split(';')[0] ?? '', 'x-manyhands': '1' });
const code = (code: string) => expect.objectContaining({ code });

describe('signing in', () => {
  it('with a name and a password begins a session in a cookie that no script reads', async () => {
    await openWithAda();
    const got = await logIn();
    expect(got.body).toEqual({ name: 'ada', role: 'owner', login: 'password', by: 'reviewer:ada', ways: ['password'] });
    expect(got.cookie).toMatch(
      /^manyhands-session-undefined=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(await me({ headers: kept(got.cookie) })).toMatchObject({ name: 'ada', role: 'owner', login: 'password' });
  });

  it('behind https sets a cookie that no other origin can set', async () => {
    await openWithAda({ publicUrl: 'https://study.example.org' });
    const host = { host: 'study.example.org' };
    const { cookie } = await logIn(ada, host);
    expect(cookie).toMatch(/^__Host-manyhands-session=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(await me({ headers: { ...kept(cookie), ...host } })).toMatchObject({ role: 'owner' });
    expect(await me({ headers: { ...kept(cookie), host: 'localhost' } })).toMatchObject({ role: null });
    expect((await logIn(ada, { host: 'localhost' })).cookie).not.toMatch(/Secure|__Host/);
  });

  it('at a public address without https sets a cookie that is sent without it', async () => {
    await openWithAda({ publicUrl: 'http://study.example.org' });
    expect((await logIn(ada, { host: 'study.example.org' })).cookie).not.toMatch(/Secure|__Host/);
  });

  it('says the same of a wrong password and of a name that nobody has', async () => {
    await openWithAda();
    for (const wrong of [
      { name: 'ada', password: 'four other words' },
      { name: 'eve', password },
    ]) {
      const { status, body, cookie } = await logIn(wrong);
      expect([status, body, cookie]).toEqual([401, code('access/wrong-password'), '']);
    }
  });

  it('is refused after five wrong passwords, and free again for one who knew the right one before', async () => {
    await openWithAda();
    for (let nth = 0; nth < 4; nth++) access.attempts.begin('ada', '127.0.0.1');
    expect((await logIn()).status).toBe(200);
    for (let nth = 0; nth < 4; nth++) access.attempts.begin('ada', '127.0.0.1');
    expect((await logIn({ ...ada, password: 'four other words' })).status).toBe(401);
    expect((await logIn()).body).toEqual(code('access/too-many-attempts'));
  });

  it('ends the session that the browser came with', async () => {
    await openWithAda();
    const first = await logIn();
    const second = await logIn(ada, kept(first.cookie));
    expect([await me({ headers: kept(first.cookie) }), await me({ headers: kept(second.cookie) })]).toMatchObject([
      { role: null },
      { role: 'owner' },
    ]);
  });

  it('out ends the session, and takes the cookie from the browser', async () => {
    await openWithAda();
    const { cookie } = await logIn();
    const out = await send('POST', '/api/logout', { headers: kept(cookie) });
    expect(out.body).toEqual({ done: true });
    expect(out.cookie).toMatch(
      /^manyhands-session-undefined=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict$/,
    );
    expect(await me({ headers: kept(cookie) })).toMatchObject({ role: null });
    expect((await send('POST', '/api/logout', {})).body).toEqual({ done: true });
  });
});

describe('signing in with an identity provider', () => {
  it('is no page of a server that has none', async () => {
    await open();
    expect((await send('GET', '/api/login/oidc')).body).toEqual(code('access/login-needed'));
    const headers = { authorization: `Bearer ${access.ownToken}` };
    expect((await send('GET', '/api/login/oidc', { headers })).status).toBe(404);
  });
});

describe('one’s own password', () => {
  it('is changed by one who knows it; all sessions end, and this browser gets a new one', async () => {
    await openWithAda();
    const { cookie } = await logIn();
    const payload = { present: password, password: 'four other words' };
    const changed = await send('POST', '/api/me/password', { headers: kept(cookie), payload });
    expect([changed.status, changed.body]).toEqual([200, { done: true }]);
    expect(await me({ headers: kept(cookie) })).toMatchObject({ role: null });
    expect(await me({ headers: kept(changed.cookie) })).toMatchObject({ role: 'owner' });
    expect((await logIn({ name: 'ada', password: 'four other words' })).status).toBe(200);
  });

  it('is changed by an annotator, too, who may do nothing else here', async () => {
    await openWithAda();
    access.users.changeRole('ada', 'annotator');
    const { cookie } = await logIn();
    const payload = { present: password, password: 'four other words' };
    const changed = await send('POST', '/api/me/password', { headers: kept(cookie), payload });
    expect([changed.status, changed.body]).toEqual([200, { done: true }]);
  });

  it('stays as it is for one who does not', async () => {
    await openWithAda();
    const { cookie } = await logIn();
    const payload = { present: 'not the password', password: 'four other words' };
    const refused = await send('POST', '/api/me/password', { headers: kept(cookie), payload });
    expect(refused.body).toEqual(code('access/wrong-present-password'));
    expect((await logIn()).status).toBe(200);
  });

  it('is none for one who signed in without it', async () => {
    await openWithAda();
    const payload = { present: password, password: 'four other words' };
    for (const token of [access.tokens.make({ name: 'ada' }).token, access.ownToken]) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await send('POST', '/api/me/password', { headers, payload })).body).toEqual(
        code('access/no-own-password'),
      );
    }
  });
});

describe('the accounts over HTTP', () => {
  it('are listed, added, changed and removed by an owner', async () => {
    await open();
    const headers = { authorization: `Bearer ${access.ownToken}` };
    const bob = { name: 'bob', role: 'reader', password };
    expect(await send('POST', '/api/users', { headers, payload: bob })).toMatchObject({
      status: 201,
      body: { name: 'bob', role: 'reader', login: 'password' },
    });
    access.tokens.make({ name: 'bob', note: 'script' });
    expect((await send('GET', '/api/users', { headers })).body).toMatchObject({
      users: [{ name: 'bob' }],
      tokens: [{ name: 'bob', note: 'script' }],
    });
    const change = async (payload: object) => (await send('PATCH', '/api/users/bob', { headers, payload })).body;
    const before = access.users.passwordOf('bob');
    expect(await change({ role: 'reviewer' })).toMatchObject({ role: 'reviewer' });
    expect(access.users.passwordOf('bob')).toBe(before);
    expect(await change({ password: 'four other words' })).toMatchObject({ name: 'bob', role: 'reviewer' });
    expect(access.users.passwordOf('bob')).not.toBe(before);
    expect((await send('DELETE', '/api/users/bob', { headers })).body).toEqual({ done: true });
    expect((await send('DELETE', '/api/users/bob', { headers })).body).toEqual(code('access/unknown-person'));
  });
});

describe('a caller', () => {
  it('at this machine is its owner, under the name they give', async () => {
    await open({});
    expect(await me()).toMatchObject({ name: 'local', by: 'reviewer:local', role: 'owner', login: 'none' });
    expect(await me({ headers: { 'x-reviewer': 'anna' } })).toMatchObject({ name: 'anna', by: 'reviewer:anna' });
  });

  it('is refused with a name that no reviewer can have', async () => {
    await open({});
    for (const name of ['', 'anna smith', 'a'.repeat(65), 'anna,ben'])
      expect(await me({ headers: { 'x-reviewer': name } })).toEqual(code('access/bad-reviewer'));
  });

  it('is nobody where everybody has to sign in, until they do', async () => {
    await open();
    const nobody = { name: null, by: null, role: null, login: 'none', ways: ['password'] };
    expect(await me()).toEqual(nobody);
    expect(await me({ headers: { cookie: 'manyhands-session-undefined=forged' } })).toEqual(nobody);
    expect((await send('GET', '/api/users')).body).toEqual(code('access/login-needed'));
  });

  it.each([
    ['from another machine', { remoteAddress: '192.168.1.7' }],
    ['through a proxy', { headers: { 'x-forwarded-for': '203.0.113.5' } }],
    ['through a proxy that says so in the standard’s way', { headers: { forwarded: 'for=203.0.113.5' } }],
    ['through a proxy that names the host', { headers: { 'x-forwarded-host': 'a.example.org' } }],
    ['through a proxy that names the protocol', { headers: { 'x-forwarded-proto': 'https' } }],
    ['through nginx', { headers: { 'x-real-ip': '203.0.113.5' } }],
    ['through a gateway', { headers: { via: '1.1 gateway' } }],
    ['to another name', { headers: { host: 'study.example.org' } }],
  ])('%s is not the owner of this machine', async (_, options) => {
    await open({});
    expect(await me(options)).toMatchObject({ role: null });
  });

  it('with a token is its user, however the word is written', async () => {
    await openWithAda();
    const { token } = access.tokens.make({ name: 'ada' });
    for (const authorization of [`Bearer ${token}`, `bearer  ${token}`])
      expect(await me({ headers: { authorization } })).toMatchObject({
        name: 'ada',
        by: 'reviewer:ada',
        role: 'owner',
        login: 'token',
      });
    expect(await me({ headers: { authorization: `Bearer ${access.ownToken}`, 'x-reviewer': 'anna' } })).toMatchObject({
      name: 'anna',
      role: 'owner',
      login: 'none',
    });
  });

  it.each(['Bearer mh_wrong', 'Bearer', 'Basic YWRhOng=', 'xBearer TOKEN', 'Bearer TOKEN x', 'Bearer ', 'BearerTOKEN'])(
    'with the wrong token is refused, also at this machine: %s',
    async (shape) => {
      await openWithAda({});
      const authorization = shape.replace('TOKEN', access.tokens.make({ name: 'ada' }).token);
      const { status, body } = await send('GET', '/api/me', { headers: { authorization } });
      expect([status, body]).toEqual([401, code('access/bad-token')]);
    },
  );

  it('whose account has gone is nobody, whatever session they have', async () => {
    await openWithAda();
    const session = access.sessions.begin({ name: 'gone', login: 'password' });
    expect(await me({ headers: { cookie: `manyhands-session-undefined=${session}` } })).toMatchObject({ role: null });
  });
});

describe('the address of a caller', () => {
  type Request = Parameters<typeof addressOf>[1];
  const from = (remoteAddress: string | undefined, forwardedFor?: string) =>
    ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwardedFor } }) as unknown as Request;
  const publicUrl = new URL('https://study.example.org');

  it('is the one that the nearest proxy saw, where one of this network passes on', () => {
    expect(addressOf({ publicUrl }, from('127.0.0.1', '1.1.1.1, 2.2.2.2, 203.0.113.5'))).toBe('203.0.113.5');
    expect(addressOf({ publicUrl }, from('192.168.1.1', ' 203.0.113.5 '))).toBe('203.0.113.5');
    expect(addressOf({ publicUrl }, from('127.0.0.1', '7'.repeat(100)))).toBe('7'.repeat(64));
  });

  it('is that of the connection for everybody else', () => {
    expect(addressOf({ publicUrl }, from('203.0.113.9', '203.0.113.5'))).toBe('203.0.113.9');
    expect(addressOf({ publicUrl: undefined }, from('127.0.0.1', '203.0.113.5'))).toBe('127.0.0.1');
    expect(addressOf({ publicUrl }, from('127.0.0.1'))).toBe('127.0.0.1');
    expect(addressOf({ publicUrl }, from(undefined))).toBe('');
  });

  it('that is unknown is not of this machine', () => {
    expect([isLocal(from('127.0.0.1')), isLocal(from(undefined))]).toEqual([true, false]);
  });
});

describe('opening the accounts', () => {
  const openOnly = (settings: Settings) => {
    access = openAccess({ dataFolder: folder, ...settings });
    return access;
  };

  it.each([
    ['on all addresses', { host: '0.0.0.0' }],
    ['behind a public address', { publicUrl: 'https://study.example.org' }],
  ])('is refused %s where nobody could sign in', async (_, settings) => {
    expect(() => openOnly(settings)).toThrow(code('access/none-on-public'));
    const before = openAccess({ dataFolder: folder });
    await before.users.add({ name: 'bob@example.org', role: 'owner' });
    before.close();
    expect(openOnly(settings).requiresSignIn).toBe('publicUrl' in settings);
  });

  it('is fine with an identity provider, for one command, and on one’s own machine', () => {
    const oidc = { issuer: 'https://login.example.org', clientId: 'manyhands' };
    for (const settings of [{ host: '0.0.0.0', oidc }, { host: '0.0.0.0', mayBeEmpty: true }, { host: '::1' }])
      openOnly(settings).close();
    const plain = openOnly({});
    expect([plain.host, plain.publicUrl, plain.requiresSignIn, plain.oidc]).toEqual([
      '127.0.0.1',
      undefined,
      false,
      undefined,
    ]);
    expect(plain.ownToken).not.toBe('');
  });

  it('says which ways there are to sign in', async () => {
    const oidc = { issuer: 'https://login.example.org', clientId: 'manyhands' };
    const withOidc = openOnly({ oidc });
    expect(withOidc.ways()).toEqual(['oidc']);
    await withOidc.users.add({ name: 'bob@example.org', role: 'owner' });
    expect(withOidc.ways()).toEqual(['oidc']);
    addAda();
    expect(withOidc.ways()).toEqual(['password', 'oidc']);
  });
});
