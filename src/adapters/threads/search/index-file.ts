import { rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { isDamage } from '../../../projections/store/database.ts';

/** The last indexed row of a table, and its identity. */
export type Mark = { row: number; is: string };

/** The file of rows that the index is for, and its last indexed rows. */
export type Marks = { file: string; units: Mark; answers: Mark; reviews: Mark };

/** The words of units, by their rows, in a file that can be deleted at any time. */
export type IndexFile = {
  /** Undefined while nothing is indexed. */
  marks(): Marks | undefined;
  /** Writes words and the marks after them, in one transaction. */
  write(fill: (put: (row: number, words: readonly string[]) => void) => Marks): Marks;
  close(): void;
};

/** Raise it when the same rows give other words. */
const version = 1;

/** Opens the index as its only writer; rebuilds one that is missing, damaged or of another version. */
export function openIndexFile(file: string): IndexFile {
  try {
    return open(file);
  } catch (error) {
    if (!(error instanceof Unusable) && !isDamage(error)) throw error;
    removeIndexFile(file);
    return open(file);
  }
}

/** Removes an index that is not open. */
export function removeIndexFile(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}

class Unusable extends Error {
  override readonly name = 'Unusable';
}

function open(file: string): IndexFile {
  const client = new Sqlite(file, { timeout: 200 });
  try {
    client.pragma('journal_mode = wal');
    client.pragma('synchronous = normal');
    client.pragma('mmap_size = 0');
    client.pragma('cache_size = -16384');
    const found = client.pragma('user_version', { simple: true });
    if (found === 0 && client.prepare('select 1 from sqlite_schema').get() === undefined) make(client);
    else if (found !== version) throw new Unusable(`${file} is not of version ${version}.`);
    const index = indexFile(client);
    index.marks();
    return index;
  } catch (error) {
    client.close();
    throw error;
  }
}

function make(client: Sqlite.Database): void {
  client.transaction(() => {
    // The text is words separated by spaces, which "ascii" splits without changing them.
    client.exec(`create virtual table words using
      fts5 (text, content = '', contentless_delete = 1, detail = column, tokenize = 'ascii')`);
    client.exec('create table marks (one integer primary key check (one = 1), json text not null)');
    client.pragma(`user_version = ${version}`);
  })();
}

function marksIn(json: string): Marks {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new Unusable('The marks of the index cannot be read.', { cause });
  }
}

function indexFile(client: Sqlite.Database): IndexFile {
  const put = client.prepare<[number, string]>('insert or replace into words (rowid, text) values (?, ?)');
  const mark = client.prepare<[string]>('insert or replace into marks (one, json) values (1, ?)');
  const marked = client.prepare<[], string>('select json from marks').pluck();
  return {
    marks() {
      const json = marked.get();
      return json === undefined ? undefined : marksIn(json);
    },
    write: client.transaction((fill: (put: (row: number, words: readonly string[]) => void) => Marks) => {
      const marks = fill((row, words) => put.run(row, words.join(' ')));
      mark.run(JSON.stringify(marks));
      return marks;
    }),
    close: () => client.close(),
  };
}
