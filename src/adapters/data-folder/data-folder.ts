import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { isDamage } from '../../projections/store/database.ts';
import { diskFault, notWritable } from '../../runtime/refusals/disk-fault.ts';
import { isUnfinished, keepFileSync, makeFolderSync, syncFolderSync } from './durable-file.ts';
import { refuse } from './refusals.ts';

/** The layout of the data folder; a folder of another one is left alone. */
const layout = 1;

/** The folder that holds everything, locked by one process at a time. */
export type DataFolder = {
  path: string;
  nats: string;
  readModel: string;
  pageFolderOf(runId: string): string;
  /** Where archives wait while they are imported. */
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

/**
 * Opens and locks a data folder, made if missing; refuses one in use and one of another layout. What a power cut has left
 * empty is made again, with a sentence.
 */
export function openDataFolder(folder: string, say: (sentence: string) => void = () => undefined): DataFolder {
  const path = resolve(folder);
  const at = (...names: string[]) => join(path, ...names);
  make(path);
  const found = layoutIn(path);
  const unlock = lock(path, at('lock.db'));
  try {
    if (found === 'damaged')
      say(`${at('layout.json')} was not whole, as a power cut can leave it; it has been written again.`);
    if (found !== 'whole') keepFileSync(at('layout.json'), JSON.stringify({ layout }));
    removeUnfinished(at('pages'));
  } catch (error) {
    unlock();
    throw error;
  }

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
      keepFileSync(at('daemon.json'), JSON.stringify({ pid: process.pid, url, token, layout }));
      keepFileSync(at('facts.url'), `${factsUrl}\n`);
    },
    release() {
      rmSync(at('daemon.json'), { force: true });
      unlock();
    },
  };
}

const within = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

function make(path: string) {
  try {
    makeFolderSync(path);
    // The folder may have been made a moment ago.
    syncFolderSync(dirname(path));
    chmodSync(path, 0o700);
  } catch (error) {
    // Where a folder cannot be made, Node may call that "not found".
    if (!diskFault(error) && !isMissing(error)) throw error;
    throw notWritable(error, path) ?? refuse('data/not-writable', { place: path, reason: 'it cannot be made there' });
  }
}

const isMissing = (error: unknown) =>
  ['ENOENT', 'ENOTDIR', 'EEXIST'].includes(String((error as { code?: string }).code));

/** Everything that is in a data folder of this layout; SQLite and half-written files add to these names. */
const names =
  'layout.json lock.db daemon.json facts.url head.json imports kept nats pages read-model uploads access.db'.split(' ');
const isOurs = (name: string) =>
  names.some((ours) => name === ours || name.startsWith(`${ours}-`) || name === `${ours}.new`);

/** Whether the folder says that it has this layout; refuses one that says otherwise, or cannot say and has what we do not know. */
function layoutIn(path: string): 'missing' | 'whole' | 'damaged' {
  const no = (found: string) => refuse('data/other-version', { folder: path, found, layout });
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(join(path, 'layout.json'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    if (!(error instanceof SyntaxError)) throw no('unreadable');
    const foreign = readdirSync(path).find((name) => !isOurs(name));
    if (foreign !== undefined) throw refuse('data/unreadable-layout', { folder: path, foreign });
    return 'damaged';
  }
  const says = (found as { layout?: unknown } | null)?.layout;
  if (says !== layout) throw no(says === undefined ? 'unreadable' : String(says));
  return 'whole';
}

/** Removes pages whose launch ended before they were whole. */
function removeUnfinished(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter(isUnfinished))
    rmSync(join(folder, name), { recursive: true, force: true });
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
    if (!isDamage(error)) throw error;
    // A process that held it would have had it busy, and there is nothing in it.
    rmSync(file);
    return lock(path, file);
  }
  return () => database.close();
}
