import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Access, openAccess } from './access.ts';
import { accessFileIn } from './access-file.ts';

const pageBytes = 4096;
let folder: string;
let access: Access;
const reports: string[] = [];

/** Overwrites every page but the first: SQLite opens such a file, and meets the damage at the first question. */
function damageRows(file: string) {
  const handle = openSync(file, 'r+');
  for (let at = pageBytes; at < statSync(file).size; at += pageBytes)
    writeSync(handle, Buffer.alloc(pageBytes, 7), 0, pageBytes, at);
  closeSync(handle);
}

beforeEach(async () => {
  reports.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
  const before = openAccess({ dataFolder: folder });
  await before.users.add({ name: 'ada', role: 'owner', password: 'four words are enough' });
  before.close();
  damageRows(accessFileIn(folder));
  access = openAccess({ dataFolder: folder, mayBeEmpty: true, onDamaged: (sentence) => reports.push(sentence) });
});
afterEach(() => {
  access.close();
  rmSync(folder, { recursive: true });
});

describe('accounts', () => {
  it('are closed with their file', () => {
    const { close, users } = openAccess({ dataFolder: join(folder, 'other') });
    expect(users.list()).toEqual([]);
    close();
    expect(() => users.list()).toThrow('The database connection is not open');
  });
});

describe('accounts whose file is damaged while it is open', () => {
  const damaged = expect.objectContaining({ code: 'access/damaged', status: 503 });

  it('say that it is the file of the accounts', async () => {
    expect(() => access.users.list()).toThrow(damaged);
    expect(() => access.sessions.use('a session')).toThrow(damaged);
    expect(() => access.tokens.list()).toThrow(damaged);
    await expect(access.users.changePassword('ada', 'four other words')).rejects.toEqual(damaged);
  });

  it('say so as well where nobody wants a report', () => {
    const unwatched = openAccess({ dataFolder: folder, mayBeEmpty: true });
    try {
      expect(() => unwatched.users.list()).toThrow(damaged);
    } finally {
      unwatched.close();
    }
  });

  it('are reported once, without the place of the file for strangers', () => {
    for (let nth = 0; nth < 3; nth++) expect(() => access.users.list()).toThrow(/^The accounts in access\.db /);
    expect(reports).toEqual([expect.stringContaining(accessFileIn(folder))]);
  });
});
