import { chmodSync, closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { isDamage } from '../../../projections/store/database.ts';
import { makeFolderSync } from '../../data-folder/durable-file.ts';
import { refuse } from '../http/refusals.ts';

const version = 1;

const tables = `
  CREATE TABLE people (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    role TEXT NOT NULL,
    login TEXT NOT NULL,
    password TEXT,
    added_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE REFERENCES people ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    note TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT
  ) STRICT;
  CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE,
    login TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT;
`;

/** The file of a data folder's accounts. */
export const accessFileIn = (dataFolder: string): string => join(dataFolder, 'access.db');

/**
 * Opens the file with accounts, tokens and sessions; made if missing, readable by its owner only. It belongs neither to the
 * log nor to the read model: nobody's password hash is a fact. Command line and daemon may have it open at once.
 */
export function openAccessFile(file: string): Database.Database {
  makeFolderSync(dirname(file));
  // SQLite makes its other files with the rights of this one.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const database = new Database(file, { timeout: 5000 });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.transaction(() => createTables(database, file)).immediate();
    return database;
  } catch (error) {
    database.close();
    throw isDamage(error) ? refuse('access/damaged', { file }) : error;
  }
}

function createTables(database: Database.Database, file: string): void {
  const found = database.pragma('user_version', { simple: true });
  if (found === version) return;
  if (found !== 0) throw refuse('access/other-version', { file });
  database.exec(tables);
  database.pragma(`user_version = ${version}`);
}
