import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core';
import { afterAll, describe, expect, it } from 'vitest';
import { allTables } from '../all.ts';
import { assertSafe, assertSafeSqlite, isDamage, isOutage, OtherSchema, openToRead, openToWrite } from './database.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyhands-database-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function failureOf(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
}

describe('a database', () => {
  it('refuses a SQLite that could damage it', () => {
    expect(() => assertSafe('3.51.2')).toThrow(expect.objectContaining({ code: 'read-model/sqlite-too-old' }));
    expect(() => assertSafe('3.9.0')).toThrow(expect.objectContaining({ code: 'read-model/sqlite-too-old' }));
    for (const safe of ['3.51.3', '3.53.2', '4.0.0']) expect(() => assertSafe(safe)).not.toThrow();
  });

  it('says in one sentence how to mend a SQLite that does not load', () => {
    const failing = () => {
      throw new Error('Could not locate the bindings file. Tried:\n → /a\n → /b');
    };
    expect(() => assertSafeSqlite(failing)).toThrow(
      /^SQLite does not load in Node [\d.]+: Could not locate the bindings file\. Run "npm rebuild better-sqlite3"/,
    );
  });

  it('is written ahead, never mapped, and waits for others only briefly', () => {
    const { $client: client } = openToWrite(join(folder, 'modes.db'), allTables);
    const pragma = (name: string) => client.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(1);
    expect(pragma('busy_timeout')).toBeLessThanOrEqual(250);
    expect(pragma('mmap_size') ?? 0).toBe(0);
    client.close();
  });

  it('is not written when its tables differ from those expected', () => {
    const file = join(folder, 'other.db');
    openToWrite(file, allTables).$client.close();
    openToWrite(file, allTables).$client.close();
    const more = sqliteTable('more', { row: integer('row').primaryKey() });
    expect(() => openToWrite(file, [...allTables, more])).toThrow(OtherSchema);
  });

  it('is recognized as damaged when its file is no database, unlike with a full disk', () => {
    const file = join(folder, 'none.db');
    writeFileSync(file, 'this is a letter to my aunt, '.repeat(100));
    const failure = failureOf(() => openToWrite(file, allTables));
    expect([isOutage(failure), isDamage(failure)]).toEqual([true, true]);
    expect(isDamage(new Error('SQLITE_CORRUPT'))).toBe(false);
  });

  it('is recognized as damaged when its file is gone, or shorter than it was', () => {
    const file = join(folder, 'gone.db');
    expect(isDamage(failureOf(() => openToRead(file)))).toBe(true);
    expect(isDamage(failureOf(() => openToRead(join(folder, 'no folder', 'gone.db'))))).toBe(true);
    const writer = openToWrite(file, allTables);
    rmSync(`${file}-wal`);
    expect(isDamage(failureOf(() => openToRead(file)))).toBe(true);
    writer.$client.close();
  });

  it('cannot be written by a reader', () => {
    const file = join(folder, 'read.db');
    const writer = openToWrite(file, allTables);
    const reader = openToRead(file);
    const writing = () => reader.run(sql`delete from units`);
    expect(writing).toThrow();
    expect(isOutage(failureOf(writing))).toBe(true);
    reader.$client.close();
    writer.$client.close();
  });
});
