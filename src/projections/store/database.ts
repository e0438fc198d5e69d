import Sqlite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import semver from 'semver';
import { refuse } from './refusals.ts';
import { createStatements, schemaNumber } from './schema.ts';

/** An open SQLite database, seen through drizzle. */
export type Database = BetterSQLite3Database & { $client: Sqlite.Database };

/** Before this version, two connections to one file could corrupt it (the WAL-reset bug). */
const oldestSafe = '3.51.3';
/** How long a statement waits for another connection; it blocks its thread meanwhile. */
const busyTimeoutMs = 200;

/** The file's tables are not the ones this version of the program writes. */
export class OtherSchema extends Error {
  override readonly name = 'OtherSchema';
}

/** The file of rows is not there, or another thread has found damage in it. */
export class RowsDamaged extends Error {
  override readonly name = 'RowsDamaged';
}

/** Refuses a SQLite that could damage what is written, by its version (`3.53.2`). */
export function assertSafe(version: string): void {
  if (semver.lt(version, oldestSafe)) throw refuse('read-model/sqlite-too-old', { version, oldest: oldestSafe });
}

const inMemory = () => new Sqlite(':memory:');

/** Refuses the SQLite that is installed here if it does not load in this Node, or could damage what is written. */
export function assertSafeSqlite(open: () => Sqlite.Database = inMemory): void {
  const client = loaded(open);
  const version = client.prepare<[], string>('select sqlite_version()').pluck().get() ?? '';
  client.close();
  assertSafe(version);
}

// Its native part may be missing, or made for another Node.
function loaded(open: () => Sqlite.Database): Sqlite.Database {
  try {
    return open();
  } catch (error) {
    const reason = (error as Error).message.replace(/\.?( Tried:)?(\n[\s\S]*)?$/, '');
    throw Object.assign(refuse('read-model/no-sqlite', { node: process.versions.node, reason }), { cause: error });
  }
}

/** Opens a file (or `:memory:`) as its only writer, with exactly these tables, and creates them in an empty file. */
export function openToWrite(file: string, tables: readonly SQLiteTable[]): Database {
  assertSafeSqlite();
  const client = new Sqlite(file, { timeout: busyTimeoutMs });
  try {
    client.pragma('journal_mode = wal');
    // The checkpoint rolls back together with the rows, so whatever is lost is projected again from the log.
    client.pragma('synchronous = normal');
    client.pragma('mmap_size = 0');
    client.pragma('cache_size = -65536');
    const number = schemaNumber(tables);
    const isNew = client.prepare('select 1 from sqlite_schema').get() === undefined;
    if (isNew) {
      client.transaction(() => {
        for (const statement of tables.flatMap(createStatements)) client.exec(statement);
        client.pragma(`user_version = ${number}`);
      })();
    } else if (client.pragma('user_version', { simple: true }) !== number) {
      throw new OtherSchema(`${file} has other tables than this version writes.`);
    }
    return drizzle(client);
  } catch (error) {
    client.close();
    throw error;
  }
}

/**
 * Opens a file of rows that another connection writes; throws `RowsDamaged` if there is none. A cache (`memoryMiB`) that holds
 * all units sorts and searches several times faster.
 */
export function openToRead(file: string, { memoryMiB = 16 } = {}): Database {
  const client = openExisting(file);
  try {
    client.pragma('mmap_size = 0');
    client.pragma(`cache_size = ${-1024 * memoryMiB}`);
    return drizzle(client);
  } catch (error) {
    client.close();
    throw error;
  }
}

function openExisting(file: string): Sqlite.Database {
  try {
    return new Sqlite(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  } catch (error) {
    // The library has a `TypeError` for a folder that is missing.
    const isMissing = codeOf(error) === 'SQLITE_CANTOPEN' || error instanceof TypeError;
    throw isMissing ? new RowsDamaged(`${file} cannot be opened`) : error;
  }
}

/** Throws SQLite's error for a damaged page, even if nothing has read that page before. */
export function assertSound({ $client }: Database): void {
  const found = $client.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw new Sqlite.SqliteError(String(found), 'SQLITE_CORRUPT');
}

/** SQLite's error for a damaged page or an index that does not match its table; takes several times as long as `assertSound`. */
export function damageIn(file: string): Error | undefined {
  // Another connection may have pages in memory that are damaged on the disk.
  let db: Database | undefined;
  try {
    db = openToRead(file);
    const found = db.$client.pragma('integrity_check(1)', { simple: true });
    return found === 'ok' ? undefined : new Sqlite.SqliteError(String(found), 'SQLITE_CORRUPT');
  } catch (error) {
    return error as Error;
  } finally {
    db?.$client.close();
  }
}

// drizzle wraps some errors, and not others.
const codeOf = (error: unknown): string => {
  if (error instanceof Sqlite.SqliteError) return error.code;
  return error instanceof Error && error.cause ? codeOf(error.cause) : '';
};

/** Whether an error means that the file is damaged, missing, shorter than it was, or never was a database. */
export const isDamage = (error: unknown): boolean =>
  error instanceof RowsDamaged || /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ|READONLY_DBMOVED)/.test(codeOf(error));

/** Whether an error comes from the disk or the file, and not from a statement. */
export const isOutage = (error: unknown): boolean =>
  isDamage(error) || /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM|READONLY|CANTOPEN|PROTOCOL)/.test(codeOf(error));
