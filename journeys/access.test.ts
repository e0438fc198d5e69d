import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTask } from '../bench/task.ts';
import { openAccess } from '../src/adapters/gateway/access/access.ts';
import { accessFileIn } from '../src/adapters/gateway/access/access-file.ts';
import { hashOf as hashOfSecret } from '../src/adapters/gateway/access/secrets.ts';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { cookiesOf, type Got, type Sent, visit } from './visitor.ts';

const publicHost = 'study.example.org';
const publicUrl = `https://${publicHost}`;
const password = 'correct horse battery';
const hour = 60 * 60 * 1000;
const hashOf = (cookie: string) => hashOfSecret(cookie.split('=')[1] ?? '');

describe('a server with a public address', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
  const dataFolder = join(folder, 'data');
  const access = openAccess({ dataFolder, mayBeEmpty: true });
  const { users, tokens } = access;
  const bearer: Record<string, string | undefined> = { nobody: undefined };
  let daemon: TestDaemon;
  beforeAll(async () => {
    for (const role of ['reader', 'reviewer', 'owner'] as const) {
      await users.add({ name: role, role, password });
      bearer[role] = `Bearer ${tokens.make({ name: role }).token}`;
    }
    daemon = await openTestDaemon({ publicUrl }, folder);
  });
  afterAll(() => daemon?.end());
  afterAll(() => access.close());

  /** Asks as a proxy passes it on. */
  const ask = (path: string, { headers, ...sent }: Sent = {}) =>
    visit(daemon.port, path, { host: publicHost, headers: { 'x-forwarded-for': '203.0.113.9', ...headers }, ...sent });
  const visitHere = (path: string, sent: Sent = {}) => visit(daemon.port, path, sent);
  const signIn = (name: string, headers: Sent['headers'] = {}) =>
    ask('/api/login', { method: 'POST', headers, body: { name, password } });
  const withCookie = (cookie: string, path: string, { headers, ...sent }: Sent = {}) =>
    ask(path, { headers: { cookie, ...headers }, ...sent });
  const sessionOf = async (name: string) => cookiesOf(await signIn(name));
  const isIn = async (cookie: string) => (await withCookie(cookie, '/api/runs')).status === 200;

  it('gives every route to those of its role and to nobody else', async () => {
    const ranks = ['nobody', 'reader', 'reviewer', 'owner'];
    // Annotators may do less than readers, who may all that these may.
    const rankOf: Record<string, number> = { anyone: 0, annotator: 1, reader: 1, reviewer: 2, owner: 3 };
    expect(daemon.routes.filter(({ role }) => role === undefined)).toEqual([]);
    expect(daemon.routes.length).toBeGreaterThan(30);
    const wrong: string[] = [];
    for (const { method, path, role } of daemon.routes) {
      const needed = rankOf[role ?? ''] ?? -1;
      expect(needed).toBeGreaterThanOrEqual(0);
      for (const [rank, who] of ranks.entries()) {
        const headers = { authorization: bearer[who] };
        const place = path.replace(/:\w+|\*/g, 'x');
        const body = method === 'GET' || method === 'HEAD' ? undefined : {};
        const got = await ask(place, { method, headers, body, leaves: true });
        const isKept = isKeptOut(got);
        if (isKept !== rank < needed) wrong.push(`${who} ${method} ${path}: ${got.status} ${got.text.slice(0, 80)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('needs a login also on its own machine, whatever a request claims', async () => {
    const here = (headers: Sent['headers']) => visit(daemon.port, '/api/runs', { headers });
    for (const headers of [
      {},
      { 'x-reviewer': 'owner' },
      { 'x-forwarded-for': '127.0.0.1' },
      { forwarded: 'for=::1' },
    ]) {
      expect(await here(headers)).toMatchObject({ status: 401, code: 'access/login-needed' });
    }
  });

  it('says without a login that it is alive, and nothing else', async () => {
    expect((await ask('/health')).text).toBe('{"ok":true}');
    expect((await ask('/health', { headers: { authorization: bearer.reader } })).json()).toMatchObject({
      problems: [],
    });
    expect((await ask('/api/nothing')).code).toBe('access/login-needed');
    expect((await ask('/api/me')).json()).toEqual({
      name: null,
      by: null,
      role: null,
      login: 'none',
      ways: ['password'],
    });
  });

  it('sends a browser to the login page, and then back to the page it opened', async () => {
    expect(await ask('/')).toMatchObject({ status: 302, headers: { location: '/login' } });
    expect((await ask('/runs/x?tab=units')).headers.location).toBe('/login?next=%2Fruns%2Fx%3Ftab%3Dunits');
    expect((await ask('//evil.example/')).headers.location).toBe('/login?next=%2F%2Fevil.example%2F');
    expect((await ask('/login')).status).toBe(200);
  });

  it('cannot be framed, runs no foreign scripts, and keeps browsers from going back to plain HTTP', async () => {
    const { headers } = await ask('/login');
    expect(headers['content-security-policy']).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
    expect(headers['content-security-policy']).toContain(
      `frame-src 'self' http://*.localhost:* https://*.${publicHost};`,
    );
    expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval|default-src[^;]*unsafe/);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await visit(daemon.port, '/login')).headers['strict-transport-security']).toBeUndefined();
  });

  it('serves app and runs under its public name, and nothing under any other', async () => {
    const authorization = bearer.owner;
    for (const host of [publicHost, `${publicHost}:443`, `localhost:${daemon.port}`, `127.0.0.1:${daemon.port}`])
      expect((await visit(daemon.port, '/api/runs', { host, headers: { authorization } })).status).toBe(200);
    for (const host of ['evil.example', `${publicHost}.evil.example`, `a.b.${publicHost}`, '10.1.2.3', 'example.org'])
      expect((await visit(daemon.port, '/api/runs', { host, headers: { authorization } })).code).toBe(
        'request/unknown-path',
      );
    for (const host of [`nothing-1.${publicHost}`, 'nothing-1.localhost'])
      expect((await visit(daemon.port, '/', { host })).code).toBe('run/unknown');
    expect(
      (await visit(daemon.port, '/api/runs', { host: `x.${publicHost}`, headers: { authorization } })).status,
    ).toBe(404);
  });

  describe('and a session', () => {
    it('begins with name and password, in a cookie that scripts, plain HTTP and other sites do not get', async () => {
      const got = await signIn('reviewer');
      expect(got.json()).toMatchObject({
        name: 'reviewer',
        by: 'reviewer:reviewer',
        role: 'reviewer',
        login: 'password',
      });
      const [cookie] = got.headers['set-cookie'] as string[];
      expect(cookie).toMatch(
        /^__Host-manyhands-session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
      expect(await isIn(cookiesOf(got))).toBe(true);
      expect(database(({ text }) => text).includes(cookiesOf(got).split('=')[1] ?? '')).toBe(false);
    });

    it('says the same for a wrong name and a wrong password', async () => {
      const tried = (name: string) =>
        ask('/api/login', { method: 'POST', body: { name, password: 'not the password' } });
      const [known, unknown] = [await tried('owner'), await tried('nobody-here')];
      expect(known).toMatchObject({ status: 401, code: 'access/wrong-password' });
      expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    });

    it('gets a new id at each login, and the one before ends', async () => {
      const planted = `__Host-manyhands-session=${'a'.repeat(43)}`;
      const first = cookiesOf(await signIn('reader', { cookie: planted }));
      expect(first).not.toBe(planted);
      expect(await isIn(planted)).toBe(false);
      const second = cookiesOf(await signIn('reader', { cookie: first }));
      expect([await isIn(first), await isIn(second)]).toEqual([false, true]);
    });

    it('cannot be forged', async () => {
      const cookie = await sessionOf('reader');
      const [name, id = ''] = cookie.split('=');
      const last = id.endsWith('A') ? 'E' : 'A';
      for (const forged of [`${id.slice(0, -1)}${last}`, '', "' OR 1=1 --", 'x'.repeat(4000), id.slice(1)])
        expect(await isIn(`${name}=${forged}`)).toBe(false);
      expect(await isIn(`manyhands-session-${daemon.port}=${id}`)).toBe(false);
    });

    it('ends 12 hours after its last request, and after 7 days', async () => {
      const [idle, old] = [await sessionOf('reader'), await sessionOf('reader')];
      const age = (column: string, cookie: string, ms: number) =>
        database(({ run }) => run(`UPDATE sessions SET ${column} = ${column} - ? WHERE hash = ?`, ms, hashOf(cookie)));
      age('seen_at', idle, 11.9 * hour);
      age('made_at', old, 167 * hour);
      expect([await isIn(idle), await isIn(old)]).toEqual([true, true]);
      age('seen_at', idle, 12.1 * hour);
      age('made_at', old, 1.1 * hour);
      expect([await isIn(idle), await isIn(old)]).toEqual([false, false]);
    });

    it('ends with logging out', async () => {
      const cookie = await sessionOf('reader');
      const got = await withCookie(cookie, '/api/logout', { method: 'POST', headers: { 'x-manyhands': '1' } });
      expect(got.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-manyhands-session=; Max-Age=0/)]);
      expect(await isIn(cookie)).toBe(false);
    });

    it('ends at once, with its open stream, when the user is removed or has a new password', async () => {
      await users.add({ name: 'carol', role: 'reader', password });
      const [one, other] = [await sessionOf('carol'), await sessionOf('carol')];
      const following = withCookie(one, '/api/live');
      await users.changePassword('carol', `${password}!`);
      expect([await isIn(one), await isIn(other)]).toEqual([false, false]);
      expect(await following).toMatchObject({ status: 200, text: expect.stringContaining('event: overview') });
      await users.changePassword('carol', password);
      const third = await sessionOf('carol');
      expect(await isIn(third)).toBe(true);
      users.remove('carol');
      expect(await isIn(third)).toBe(false);
    });

    it('is renewed when users change their own password, and the others end', async () => {
      await users.add({ name: 'gil', role: 'reader', password });
      const [here, elsewhere] = [await sessionOf('gil'), await sessionOf('gil')];
      const change = (present: string, wanted: string, headers: Sent['headers'] = { cookie: here }) =>
        ask('/api/me/password', { method: 'POST', headers, body: { present, password: wanted } });
      expect((await change('a wrong password', 'another password')).code).toBe('access/wrong-present-password');
      expect((await change(password, 'short')).code).toBe('access/weak-password');
      const token = { authorization: `Bearer ${tokens.make({ name: 'gil' }).token}` };
      expect((await change(password, 'another password', token)).code).toBe('access/no-own-password');
      expect([await isIn(here), await isIn(elsewhere)]).toEqual([true, true]);
      const changed = await change(password, 'another password');
      expect(changed.json()).toEqual({ done: true });
      expect([await isIn(here), await isIn(elsewhere), await isIn(cookiesOf(changed))]).toEqual([false, false, true]);
      expect((await signIn('gil')).code).toBe('access/wrong-password');
      users.remove('gil');
    });

    it('does not make guessing its password any faster', async () => {
      await users.add({ name: 'hal', role: 'reader', password });
      const cookie = await sessionOf('hal');
      const guesses = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          withCookie(cookie, '/api/me/password', {
            method: 'POST',
            headers: { 'x-forwarded-for': '203.0.113.77' },
            body: { present: `guess ${n}`, password },
          }),
        ),
      );
      expect(guesses.map(({ status }) => status).sort()).toEqual([403, 403, 403, 403, 403, 429, 429, 429]);
      users.remove('hal');
    });

    it('has the present role of its user', async () => {
      await users.add({ name: 'dan', role: 'owner', password });
      const cookie = await sessionOf('dan');
      expect((await withCookie(cookie, '/api/users')).status).toBe(200);
      users.changeRole('dan', 'reviewer');
      expect(await withCookie(cookie, '/api/users')).toMatchObject({ status: 403, code: 'access/denied' });
      users.remove('dan');
    });

    it('cannot be used by pages of a run or of another site', async () => {
      const cookie = await sessionOf('owner');
      const json = { 'content-type': 'application/json' };
      const post = (headers: Sent['headers'], body: unknown = {}, path = '/api/rebuild') =>
        withCookie(cookie, path, { method: 'POST', headers, body, leaves: true });
      const foreign = ['https://evil.example', `https://run-1.${publicHost}`, `http://${publicHost}`, 'null'];
      for (const origin of foreign)
        expect((await post({ ...json, origin })).code, origin).toBe('request/foreign-origin');
      for (const site of ['cross-site', 'same-site'])
        expect((await post({ ...json, 'sec-fetch-site': site })).code, site).toBe('request/foreign-origin');
      for (const type of [
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'text/plain',
        undefined,
      ])
        expect((await post({ 'content-type': type }, 'x=1')).code, type).toBe('access/not-from-app');
      const remove = (headers: Sent['headers']) => withCookie(cookie, '/api/users/x', { method: 'DELETE', headers });
      expect((await remove({})).code).toBe('access/not-from-app');
      expect((await remove({ 'x-manyhands': '1', origin: publicUrl })).code).toBe('access/unknown-person');
      const own = { ...json, origin: publicUrl, 'sec-fetch-site': 'same-origin' };
      expect((await post(own, { name: 'x' }, '/api/users')).code).toBe('request/bad-shape');
    });

    it('takes no keys that would change every object', async () => {
      const cookie = await sessionOf('owner');
      const headers = { 'content-type': 'application/json' };
      for (const body of ['{"__proto__":{"role":"owner"}}', '{"constructor":{"prototype":{"role":"owner"}}}'])
        expect((await withCookie(cookie, '/api/users', { method: 'POST', headers, body })).status).toBe(400);
    });

    it('is refused for a while after wrong passwords, and only there', async () => {
      const from = (address: string) => ({ 'x-forwarded-for': `198.51.100.1, ${address}` });
      const guess = (name: string, word: string, address: string) =>
        ask('/api/login', { method: 'POST', headers: from(address), body: { name, password: word } });
      const guesses = await Promise.all(
        Array.from({ length: 8 }, (_, n) => guess('reader', `guess ${n}`, '203.0.113.66')),
      );
      expect(guesses.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
      expect((await guess('reader', password, '203.0.113.66')).code).toBe('access/too-many-attempts');
      expect((await guess('reader', password, '203.0.113.67')).status).toBe(200);
    });
  });

  describe('and a token', () => {
    const use = (token: string) => ask('/api/runs', { headers: { authorization: `Bearer ${token}` } });

    it('signs a program in as its user until it is revoked, expires, or the user is removed', async () => {
      const [kept, revoked] = [tokens.make({ name: 'reader' }), tokens.make({ name: 'reader', days: 1 })];
      expect(kept.token).toMatch(/^mh_[\w-]{43}$/);
      expect([(await use(kept.token)).status, (await use(revoked.token)).status]).toEqual([200, 200]);
      tokens.revoke(revoked.id);
      expect(await use(revoked.token)).toMatchObject({ status: 401, code: 'access/bad-token' });
      const spent = tokens.make({ name: 'reader', days: 1 });
      database(({ run }) => run("UPDATE tokens SET expires_at = '2020-01-01T00:00:00.000Z' WHERE id = ?", spent.id));
      expect((await use(spent.token)).code).toBe('access/bad-token');
      for (const wrong of ['', 'mh_', 'x', `${kept.token}x`]) expect((await use(wrong)).code).toBe('access/bad-token');
    });

    it('needs no header that shows the app sent it', async () => {
      const headers = { authorization: bearer.owner, 'content-type': undefined };
      expect((await ask('/api/users/x', { method: 'DELETE', headers })).code).toBe('access/unknown-person');
    });
  });

  describe('and its command line', () => {
    it('needs no login on the machine itself', async () => {
      expect(await command(['runs', '--json'], { dataFolder })).toMatchObject({ code: 0, out: '[]\n' });
      expect(statSync(join(dataFolder, 'daemon.json')).mode & 0o077).toBe(0);
    });

    it('adds and removes users while the daemon runs', async () => {
      const run = (words: string, typed = '') => command(['users', ...words.split(' ')], { dataFolder, typed });
      expect((await run('add eve --role reviewer --password-stdin', 'short\n')).err).toContain(
        '(access/weak-password)',
      );
      expect((await run('add eve --role reviewer --password-stdin', `${password}\n`)).code).toBe(0);
      expect((await run('add Eve --role reader --password-stdin', `${password}\n`)).err).toContain(
        '(access/name-taken)',
      );
      const cookie = await sessionOf('eve');
      const { out } = await run('token eve --expires 30 --note export');
      expect((await ask('/api/me', { headers: { authorization: `Bearer ${out.trim()}` } })).json()).toMatchObject({
        name: 'eve',
        login: 'token',
      });
      expect((await run('list')).out).toMatch(/eve +reviewer +password[\s\S]*eve .*export/);
      expect((await run('role eve owner')).code).toBe(0);
      expect((await withCookie(cookie, '/api/users')).text).not.toMatch(/scrypt|mh_/);
      expect((await run('password eve --password-stdin', 'another password\n')).code).toBe(0);
      expect(await isIn(cookie)).toBe(false);
      expect((await run('remove eve')).code).toBe(0);
      expect((await run('remove eve')).err).toContain('(access/unknown-person)');
      expect((await use(out.trim())).code).toBe('access/bad-token');
    });

    const use = (token: string) => ask('/api/runs', { headers: { authorization: `Bearer ${token}` } });
  });

  it('opens the page of a run to workers below its public name, without a login', async () => {
    const task = writeTask(join(folder, 'task'), 'colours', [{ n: 1 }]);
    const headers = { authorization: bearer.owner };
    const launched = await ask('/api/runs', { method: 'POST', headers, body: { folder: task } });
    const { run } = JSON.parse(launched.text.trim().split('\n').at(-1) ?? '') as {
      run: { id: string; worker_url: string };
    };
    const link = new URL(run.worker_url);
    const host = `${run.id}.${publicHost}`;
    expect(link.origin).toBe(`https://${host}`);
    // The address alone lets nobody in.
    expect((await ask('/', { host })).code).toBe('link/needed');
    expect((await ask(`/${link.search}`, { host })).status).toBe(200);
    const body = { token: link.searchParams.get('token') };
    const begun = await ask('/begin_work', { method: 'POST', host, body });
    expect(String(begun.headers['set-cookie'])).toMatch(/^__Host-manyhands-worker=.*; HttpOnly; SameSite=Lax; Secure$/);
    const cookie = cookiesOf(begun);
    const script = await ask('/wrap_crowd_source.js', { host, headers: { cookie } });
    const worker_name = /"worker":"([^"]+)"/.exec(script.text)?.[1];
    const provider_data = { worker_name, agent_registration_id: '1', assignment_id: '1' };
    const arriving = { method: 'POST', host, body: { provider_data } };
    expect((await ask('/request_agent', arriving)).code).toBe('link/needed');
    const arrived = await ask('/request_agent', { ...arriving, headers: { cookie } });
    expect(arrived.json()).toMatchObject({ data: { init_task_data: { n: 1 }, failure_reason: null } });
  });

  it('lets owners manage users', async () => {
    const headers = { authorization: bearer.owner };
    const send = (method: string, path: string, body?: unknown) => ask(path, { method, headers, body });
    expect((await send('POST', '/api/users', { name: 'fay', role: 'reader', password })).status).toBe(201);
    expect((await send('PATCH', '/api/users/fay', { role: 'reviewer' })).json()).toMatchObject({ role: 'reviewer' });
    const cookie = await sessionOf('fay');
    expect((await send('PATCH', '/api/users/fay', { password: 'short' })).code).toBe('access/weak-password');
    expect(await isIn(cookie)).toBe(true);
    expect((await send('DELETE', '/api/users/fay')).json()).toEqual({ done: true });
    expect(await isIn(cookie)).toBe(false);
  });

  it('keeps passwords, tokens and sessions in a file of its own, as hashes, readable by its owner only', () => {
    expect(statSync(accessFileIn(dataFolder)).mode & 0o077).toBe(0);
    expect(database(({ text }) => text)).not.toContain(password);
    expect(database(({ text }) => text)).toContain('scrypt$ln=15,r=8,p=3$');
    for (const role of ['reader', 'owner']) expect(database(({ text }) => text)).not.toContain(bearer[role]?.slice(7));
  });

  /** The contents of the access file, read and changed without the daemon. */
  function database<Result>(
    work: (given: { text: string; run: (sql: string, ...values: unknown[]) => unknown }) => Result,
  ): Result {
    const opened = new Database(accessFileIn(dataFolder));
    try {
      const rows = ['people', 'tokens', 'sessions'].map((table) => opened.prepare(`SELECT * FROM ${table}`).all());
      return work({ text: JSON.stringify(rows), run: (sql, ...values) => opened.prepare(sql).run(...values) });
    } finally {
      opened.close();
    }
  }

  it('shows whole paths to no reader, and to no owner on another machine', async () => {
    const place = writeTask(join(folder, 'study/watched'), 'watched', [{ n: 1 }], { build: 'pwd && exit 3' });
    const launch = (from: typeof ask | typeof visitHere, authorization?: string, overrides = {}) =>
      from('/api/runs', { method: 'POST', headers: { authorization }, body: { folder: place, overrides } });
    const failed = await launch(ask, bearer.owner, { force_rebuild: 'true' });
    expect(failed.text).toContain('task/build-failed');
    expect(failed.text).not.toContain(place);
    expect((await launch(visitHere, `Bearer ${daemon.token}`, { force_rebuild: 'true' })).text).toContain(place);
    const { text } = await launch(ask, bearer.owner, { build: '' });
    const { run } = JSON.parse(text.trim().split('\n').at(-1) ?? '') as { run: { id: string } };
    for (const authorization of [bearer.owner, bearer.reader])
      expect((await ask(`/api/runs/${run.id}/config`, { headers: { authorization } })).json()).toMatchObject({
        folder: 'watched',
      });
    const here = await visitHere(`/api/runs/${run.id}/config`, {
      headers: { authorization: `Bearer ${daemon.token}` },
    });
    expect(here.json()).toMatchObject({ folder: place });
  });
});

/** Whether an answer only says that one may not. */
const isKeptOut = ({ status, code, headers }: Got): boolean =>
  (status === 302 && String(headers.location).startsWith('/login')) ||
  code === 'access/login-needed' ||
  code === 'access/denied' ||
  // An answer to HEAD has no body.
  (code === undefined && (status === 401 || (status === 403 && headers['x-refusal'] === undefined)));
