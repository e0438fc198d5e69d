import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Role } from '../../../api/endpoint.ts';
import { answerErrors } from '../http/errors.ts';
import { appRoutes } from '../http/hosts.ts';
import { type Access, openAccess } from './access.ts';
import { openCookies } from './cookies.ts';
import { guardApp, roleOf } from './guard.ts';
import { recheckEveryMs } from './open-responses.ts';

const home = appRoutes;
const publicUrl = 'https://study.example.org';

describe('the guard of the app', () => {
  let folder: string;
  let access: Access;
  let app: FastifyInstance;
  let write: (line: string) => void;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-guard-'));
  });
  afterEach(async () => {
    vi.useRealTimers();
    await app.close();
    access.close();
    rmSync(folder, { recursive: true });
  });

  /** Routes for everybody and for each role, behind a guard. */
  async function open(settings: Partial<Parameters<typeof openAccess>[0]> = {}) {
    access = openAccess({ dataFolder: folder, mayBeEmpty: true, ...settings });
    app = Fastify();
    answerErrors(app, (error) => {
      throw error;
    });
    guardApp(app, access, await openCookies(app, access.publicUrl));
    for (const place of ['', '/api', '/mephisto/api']) {
      for (const role of ['anyone', 'annotator', 'reader', 'reviewer', 'owner'] as const)
        app.route({
          method: ['GET', 'HEAD', 'POST', 'DELETE'],
          url: `${home}${place}/${role}`,
          config: { role },
          handler: async (request) => ({ by: request.caller?.by, role: request.caller?.role ?? null }),
        });
    }
    app.get(`${home}/api/lines`, { config: { role: 'reader' } }, (_request, reply) => {
      reply.hijack();
      write = (line) => void reply.raw.write(line);
      write('the first line\n');
    });
    app.get(`${home}/api/forgotten`, async () => ({}));
    app.addContentTypeParser('*', (_request, payload, done) => {
      payload.resume();
      done(null);
    });
    await app.ready();
  }

  const ask = (url: string, options: InjectOptions = {}) =>
    app.inject({ url: `${home}${url}`, method: 'GET', ...options });
  const codeOf = async (url: string, options: InjectOptions = {}) => {
    const got = await ask(url, options);
    return got.statusCode === 200 ? 200 : (got.json() as { code: string }).code;
  };

  async function tokenOf(role: Role) {
    const { name } = await access.users.add({ name: `${role}@example.org`, role });
    return { authorization: `Bearer ${access.tokens.make({ name }).token}` };
  }
  /** What a browser sends that has signed in as an owner; requests that are injected come to no port. */
  async function browser(port?: number) {
    const { name } = await access.users.add({ name: 'anna@example.org', role: 'owner' });
    const session = access.sessions.begin({ name, login: 'oidc' });
    return { cookie: `manyhands-session-${port}=${session}`, session };
  }

  it('lets each role do what is for it and for those below it', async () => {
    await open({ publicUrl });
    const roles = ['annotator', 'reader', 'reviewer', 'owner'] as const;
    for (const [rank, role] of roles.entries()) {
      const headers = await tokenOf(role);
      for (const [needed, place] of roles.entries())
        expect([role, place, await codeOf(`/api/${place}`, { headers })]).toEqual([
          role,
          place,
          needed <= rank ? 200 : 'access/denied',
        ]);
      expect((await ask('/api/anyone', { headers })).json()).toEqual({ by: `reviewer:${role}@example.org`, role });
    }
  });

  it('keeps a route whose role was forgotten for owners, and lets readers know that an address is none', async () => {
    await open({ publicUrl });
    const [reader, owner] = [await tokenOf('reader'), await tokenOf('owner')];
    expect(await codeOf('/api/forgotten', { headers: reader })).toBe('access/denied');
    expect(await codeOf('/api/forgotten', { headers: owner })).toBe(200);
    expect((await ask('/api/nothing', { headers: reader })).statusCode).toBe(404);
    expect(await codeOf('/api/nothing')).toBe('access/login-needed');
  });

  it('leads a browser that opens a page to the login and back, and says to programs that they must sign in', async () => {
    await open({ publicUrl });
    for (const method of ['GET', 'HEAD'] as const) {
      const led = await ask('/reader?tab=units&x=1', { method });
      expect([led.statusCode, led.headers.location]).toEqual([302, '/login?next=%2Freader%3Ftab%3Dunits%26x%3D1']);
      expect(led.headers['cache-control']).toBe('no-store');
    }
    expect((await ask('/')).headers.location).toBe('/login');
    for (const place of ['/api/reader', '/mephisto/api/reader'])
      expect(await codeOf(place)).toBe('access/login-needed');
    expect(await codeOf('/reader', { method: 'POST' })).toBe('access/login-needed');
    expect((await ask('/anyone')).json()).toEqual({ by: 'nobody', role: null });
  });

  it('does not lead a browser that has signed in to the login, but refuses what its role may not do', async () => {
    await open({ publicUrl });
    expect(await codeOf('/owner', { headers: await tokenOf('reader') })).toBe('access/denied');
  });

  it('leads annotators from every page that is not for them to their work', async () => {
    await open({ publicUrl });
    const headers = await tokenOf('annotator');
    expect((await ask('/reader', { headers })).headers.location).toBe('/work');
    expect((await ask('/annotator', { headers })).statusCode).toBe(200);
    expect(await codeOf('/reader', { headers, method: 'POST' })).toBe('access/denied');
  });

  it('has programs and browsers keep nothing of what the API answers', async () => {
    await open();
    expect((await ask('/api/reader')).headers['cache-control']).toBe('no-store');
    expect((await ask('/mephisto/api/reader')).headers['cache-control']).toBe('no-store');
    expect((await ask('/reader')).headers['cache-control']).toBeUndefined();
  });

  it('lets its pages load what is its own, and frame the pages of runs', async () => {
    await open();
    const policy = String((await ask('/api/reader')).headers['content-security-policy']).split('; ');
    expect(policy).toEqual([
      "default-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' blob: data:",
      "media-src 'self' blob:",
      "connect-src 'self'",
      "frame-src 'self' http://*.localhost:*",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "object-src 'none'",
    ]);
  });

  it('lets its pages frame the runs of its public address, too', async () => {
    await open({ publicUrl });
    expect((await ask('/anyone')).headers['content-security-policy']).toContain(
      "frame-src 'self' http://*.localhost:* https://*.study.example.org;",
    );
  });

  describe('and a browser with a session', () => {
    it.each([
      ['JSON', { 'content-type': 'application/json' }],
      ['JSON of a charset', { 'content-type': 'Application/JSON; charset=utf-8' }],
      ['a header of our own', { 'x-manyhands': '' }],
      ['a form with a header of our own', { 'x-manyhands': '1', 'content-type': 'multipart/form-data; boundary=x' }],
    ])('takes a change that no form of another page can send: %s', async (_, more) => {
      await open();
      const { cookie } = await browser();
      const headers = { cookie, ...more };
      expect(await codeOf('/api/owner', { method: 'POST', headers, payload: '{}' })).toBe(200);
    });

    it.each([
      ['nothing', {}],
      ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['a form with files', { 'content-type': 'multipart/form-data; boundary=x' }],
      ['text', { 'content-type': 'text/plain' }],
      ['text that names JSON behind', { 'content-type': 'text/plain; application/json' }],
      ['text that names JSON before', { 'content-type': 'text/plain;application/json' }],
      ['what only begins like JSON', { 'content-type': 'application/jsonp' }],
    ])('takes no change that another page could send: %s', async (_, more) => {
      await open();
      const { cookie } = await browser();
      const headers = { cookie, ...more };
      for (const method of ['POST', 'DELETE'] as const)
        expect(await codeOf('/api/owner', { method, headers, payload: '{}' })).toBe('access/not-from-app');
    });

    it('may read whatever it says, since other pages cannot see the answer', async () => {
      await open();
      const { cookie } = await browser();
      const headers = { cookie };
      for (const method of ['GET', 'HEAD'] as const)
        expect((await ask('/api/owner', { method, headers })).statusCode).toBe(200);
      expect((await ask('/api/owner', { headers })).json()).toEqual({ by: 'reviewer:anna@example.org', role: 'owner' });
    });

    it('gets what still comes until its session has ended, and is cut off then', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      await open({ publicUrl });
      const { port } = new URL(await app.listen());
      const { cookie, session } = await browser(Number(port));
      const answer = await fetch(`http://127.0.0.1:${port}${home}/api/lines`, { headers: { cookie } });
      const lines = answer.body!.getReader();
      const nextLine = async () => Buffer.from((await lines.read()).value!).toString();
      expect(await nextLine()).toBe('the first line\n');
      vi.advanceTimersByTime(recheckEveryMs);
      write('the second line\n');
      expect(await nextLine()).toBe('the second line\n');
      access.sessions.end(session);
      vi.advanceTimersByTime(recheckEveryMs);
      await expect(lines.read()).rejects.toThrow();
    });

    it('is asked for no header where a token says who it is, which no page can send unasked', async () => {
      await open();
      expect(await codeOf('/api/owner', { method: 'POST', headers: await tokenOf('owner') })).toBe(200);
    });
  });
});

describe('the role that a route needs', () => {
  it('is the one it declares; without one it is for owners, and where no route is, for readers', () => {
    expect([roleOf('anyone', '/x'), roleOf('reviewer', '/x'), roleOf('reviewer', undefined)]).toEqual([
      'anyone',
      'reviewer',
      'reviewer',
    ]);
    expect([roleOf(undefined, '/x'), roleOf(undefined, undefined)]).toEqual(['owner', 'reader']);
  });
});
