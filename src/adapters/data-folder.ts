import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { refuse } from '../actors/refusals.ts';

/** The layout of the data folder; a folder of another one is left alone. */
const layout = 1;

/** The folder in which a house keeps everything, held by one process at a time. */
export type DataFolder = {
  path: string;
  nats: string;
  readModel: string;
  pageFolderOf(runId: string): string;
  /** Where archives wait while they are brought in. */
  imports: string;
  /** Where what is not used any more is kept, because it knows of something that was lost. */
  kept: string;
  /** The record of how far the log has come. */
  head: string;
  /** Where files of forms wait until it is known whose they are. */
  uploads: string;
  /** What earlier processes left there; to be removed. */
  leftovers: readonly string[];
  /** Lets other commands find the daemon that runs here. */
  announce(daemon: { url: string; factsUrl: string; token: string }): void;
  release(): void;
};

/** Takes hold of a data folder, made if missing; refuses one in use and one of another layout. */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  const at = (...names: string[]) => join(path, ...names);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  checkLayout(path, at('layout.json'));
  const unlock = lock(path, at('lock.db'));

  return {
    path,
    nats: at('nats'),
    readModel: at('read-model'),
    pageFolderOf: (runId) => at('pages', runId),
    imports: at('imports'),
    kept: at('kept'),
    head: at('head.json'),
    uploads: at('uploads'),
    leftovers: within(at('uploads')),
    announce({ url, factsUrl, token }) {
      writeFileSync(at('daemon.json'), JSON.stringify({ pid: process.pid, url, token, layout }), { mode: 0o600 });
      writeFileSync(at('facts.url'), `${factsUrl}\n`, { mode: 0o600 });
    },
    release() {
      rmSync(at('daemon.json'), { force: true });
      unlock();
    },
  };
}

const within = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

function checkLayout(path: string, file: string) {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8')).layout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw refuse('data/other-version', { folder: path, found: 'unreadable', layout });
    writeFileSync(file, JSON.stringify({ layout }));
    return;
  }
  if (found !== layout) throw refuse('data/other-version', { folder: path, found: String(found), layout });
}

/** An exclusive lock that the operating system takes back from a process that dies: SQLite's, on a file of its own. */
function lock(path: string, file: string): () => void {
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw refuse('data/in-use', { folder: path });
    throw error;
  }
  return () => database.close();
}
