import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessFileIn, openAccessFile } from './access-file.ts';
import { hashOf } from './secrets.ts';
import { sessionsIn } from './sessions.ts';
import { tokenMark, tokensIn } from './tokens.ts';
import { usersIn } from './users.ts';

const dayMs = 24 * 60 * 60 * 1000;
const noon = Date.parse('2026-01-01T12:00:00.000Z');
const password = 'four words are enough';

let folder: string;
let database: ReturnType<typeof openAccessFile>;
let now: number;
let users: ReturnType<typeof usersIn>;
let sessions: ReturnType<typeof sessionsIn>;
let tokens: ReturnType<typeof tokensIn>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-users-'));
  database = openAccessFile(accessFileIn(join(folder, 'data')));
  now = noon;
  users = usersIn(database, () => now);
  sessions = sessionsIn(database, () => now);
  tokens = tokensIn(database, () => now);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** A refusal with this code, whose sentence names what it is about. */
const refused = (code: string, about: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(about) });
const signedIn = (name: string, login: 'password' | 'oidc' = 'oidc') => sessions.begin({ name, login });

describe('a user', () => {
  it('is added with a password, or by the address that the identity provider knows', async () => {
    const bob = await users.add({ name: 'bob@example.org', role: 'reader' });
    const ada = await users.add({ name: 'ada', role: 'owner', password });
    expect(ada).toEqual({ name: 'ada', role: 'owner', login: 'password', added_at: '2026-01-01T12:00:00.000Z' });
    expect(bob).toMatchObject({ name: 'bob@example.org', role: 'reader', login: 'oidc' });
    expect(users.list()).toEqual([ada, bob]);
    expect(users.passwordOf('ada')).toMatch(/^scrypt\$/);
    expect([users.passwordOf('bob@example.org'), users.passwordOf('eve')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['a name that no account can have', { name: 'ada lovelace', password }, 'access/bad-name'],
    ['a name with a line behind', { name: 'ada\n', password }, 'access/bad-name'],
    ['no name', { name: '', password }, 'access/bad-name'],
    ['a name that is too long', { name: 'a'.repeat(101), password }, 'access/bad-name'],
    ['a domain with a password', { name: '@example.org', password }, 'access/bad-name'],
    ['no address for the identity provider', { name: 'ada' }, 'access/no-address'],
    ['a weak password', { name: 'ada', password: 'too short' }, 'access/weak-password'],
  ])('is refused with %s, and nobody is added', async (_, given, code) => {
    const about = code === 'access/weak-password' ? '10 characters' : `"${given.name}"`;
    await expect(users.add({ role: 'owner', ...given })).rejects.toEqual(refused(code, about));
    expect(users.list()).toEqual([]);
  });

  it('may have the longest name there is, and a name that is taken only once, however it is written', async () => {
    await users.add({ name: `${'a'.repeat(90)}@b.example`.slice(-100), role: 'reader' });
    await users.add({ name: 'bob@example.org', role: 'reader' });
    await expect(users.add({ name: 'Bob@Example.org', role: 'owner' })).rejects.toEqual(
      refused('access/name-taken', '"Bob@Example.org"'),
    );
    expect(users.one('BOB@example.org')).toMatchObject({ name: 'bob@example.org', role: 'reader' });
  });

  it('is added once by two who do so at the same time', async () => {
    const both = await Promise.allSettled([1, 2].map(() => users.add({ name: 'ada', role: 'owner', password })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: refused('access/name-taken', '"ada"'),
    });
  });

  it('that is unknown is refused everywhere', async () => {
    for (const act of [
      () => users.one('eve'),
      () => users.remove('eve'),
      () => users.changeRole('eve', 'owner'),
      () => users.changePassword('eve', password),
    ])
      await expect((async () => act())()).rejects.toEqual(refused('access/unknown-person', '"eve"'));
  });

  it('has another role from now on', async () => {
    await users.add({ name: 'bob@example.org', role: 'reader' });
    expect(users.changeRole('bob@example.org', 'reviewer')).toMatchObject({ role: 'reviewer' });
    expect(users.present('bob@example.org', 'oidc')).toMatchObject({ role: 'reviewer' });
  });

  it('is signed out everywhere by a new password', async () => {
    await users.add({ name: 'ada', role: 'owner', password });
    const before = users.passwordOf('ada');
    const [session, other] = [signedIn('ada', 'password'), signedIn('bob@example.org')];
    await users.changePassword('ada', 'four other words');
    expect(users.passwordOf('ada')).not.toBe(before);
    expect([sessions.look(session), sessions.look(other)]).toEqual([undefined, expect.anything()]);
  });

  it('of the identity provider has no password here to change', async () => {
    await users.add({ name: 'bob@example.org', role: 'reader' });
    await expect(users.changePassword('bob@example.org', password)).rejects.toEqual(
      refused('access/password-elsewhere', '"bob@example.org"'),
    );
  });

  it('that is removed is signed out, and their tokens hold no more', async () => {
    await users.add({ name: 'bob@example.org', role: 'reader' });
    const session = signedIn('bob@example.org');
    const { token } = tokens.make({ name: 'bob@example.org' });
    users.remove('bob@example.org');
    expect([users.list(), sessions.look(session), tokens.holder(token), tokens.list()]).toEqual([
      [],
      undefined,
      undefined,
      [],
    ]);
  });
});

describe('a domain', () => {
  it('lets in everyone with an address there who comes from the identity provider, under their own name', async () => {
    await users.add({ name: '@example.org', role: 'reviewer' });
    expect(users.present('carl@example.org', 'oidc')).toMatchObject({ name: 'carl@example.org', role: 'reviewer' });
    expect(users.present('carl@example.org', 'password')).toBeUndefined();
    expect(users.present('carl@example.org.evil.net', 'oidc')).toBeUndefined();
    expect(users.present('@example.org', 'oidc')).toBeUndefined();
  });

  it('says less than an account of one’s own', async () => {
    await users.add({ name: '@example.org', role: 'reviewer' });
    await users.add({ name: 'bob@example.org', role: 'reader' });
    await users.add({ name: 'dan@example.org', role: 'owner', password });
    expect(users.present('bob@example.org', 'oidc')).toMatchObject({ role: 'reader' });
    expect(users.present('dan@example.org', 'password')).toMatchObject({ role: 'owner' });
    expect(users.present('dan@example.org', 'oidc')).toBeUndefined();
  });

  it('that is removed signs out everyone who came by it, and nobody else', async () => {
    await users.add({ name: '@example.org', role: 'reviewer' });
    const [carl, other] = [signedIn('carl@Example.org'), signedIn('carl@example.net')];
    users.remove('@example.org');
    expect([sessions.look(carl), sessions.look(other)]).toEqual([undefined, expect.anything()]);
  });
});

describe('a token', () => {
  beforeEach(() => users.add({ name: 'bob@example.org', role: 'reader' }).then(() => undefined));
  const name = 'bob@example.org';

  it('stands for its user with the role they have now, and is listed without itself', () => {
    const { id, token } = tokens.make({ name, note: 'for a script' });
    expect(token).toMatch(/^mh_[\w-]{43}$/);
    expect(tokens.list()).toEqual([
      { id, name, note: 'for a script', made_at: '2026-01-01T12:00:00.000Z', expires_at: null },
    ]);
    expect(id).toMatch(/^\w{6}$/);
    users.changeRole(name, 'owner');
    expect(tokens.holder(token)).toEqual({ name, role: 'owner' });
    expect(database.prepare('SELECT hash FROM tokens').pluck().get()).toBe(hashOf(token));
  });

  it('holds until its last day is over, and without days until it is revoked', () => {
    const { token } = tokens.make({ name, days: 2 });
    const forever = tokens.make({ name });
    expect(tokens.list()).toContainEqual(expect.objectContaining({ note: '', expires_at: '2026-01-03T12:00:00.000Z' }));
    now = noon + 2 * dayMs - 1;
    expect(tokens.holder(token)).toBeDefined();
    now = noon + 2 * dayMs;
    expect([tokens.holder(token), tokens.holder(forever.token)]).toEqual([undefined, expect.anything()]);
    tokens.revoke(forever.id);
    expect(tokens.holder(forever.token)).toBeUndefined();
    expect(() => tokens.revoke(forever.id)).toThrow(refused('access/unknown-token', `"${forever.id}"`));
  });

  it('that does not look like one is looked up nowhere', () => {
    const hash = database.prepare("UPDATE tokens SET hash = ? WHERE name = 'bob@example.org'");
    tokens.make({ name });
    hash.run(hashOf('a session id'));
    expect([tokens.holder('a session id'), tokens.holder(`${tokenMark}x`)]).toEqual([undefined, undefined]);
  });
});

describe('the file of accounts', () => {
  it('is readable by its owner only, and kept when it is opened again', async () => {
    const file = accessFileIn(join(folder, 'data'));
    expect(file).toBe(join(folder, 'data', 'access.db'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await users.add({ name: 'bob@example.org', role: 'reader' });
    const again = openAccessFile(file);
    expect(usersIn(again, () => now).list()).toHaveLength(1);
    const settings = (name: string) => again.pragma(name, { simple: true });
    expect([settings('journal_mode'), settings('synchronous'), settings('foreign_keys')]).toEqual(['wal', 2, 1]);
    again.close();
  });

  it('of another version is refused, and left as it is', () => {
    const file = join(folder, 'other.db');
    const other = new Database(file);
    other.pragma('user_version = 2');
    other.close();
    expect(() => openAccessFile(file)).toThrow(refused('access/other-version', file));
    expect(new Database(file).pragma('user_version', { simple: true })).toBe(2);
  });
});
