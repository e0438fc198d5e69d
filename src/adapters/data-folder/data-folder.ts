import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { assertSafeSqlite, isDamage } from '../../projections/store/database.ts';
import { rebuiltSuffix } from '../../runtime/ports/tasks.ts';
import { diskFault, notWritable } from '../../runtime/refusals/disk-fault.ts';
import { isUnfinished, keepFileSync, makeFolderSync, syncFolderSync } from './durable-file.ts';
import { refuse } from './refusals.ts';

/** The layout of the data folder; a folder with another one is refused. */
const layout = 1;

/** The folder that holds everything, locked by one process at a time. */
export type DataFolder = {
  path: string;
  nats: string;
  readModel: string;
  pageFolderOf(runId: string): string;
  /** Archives while they are imported. */
  imports: string;
  /** Tasks that were made here, each in a folder of its name. */
  tasks: string;
  /** Tasks that are being made. */
  drafts: string;
  /** Evidence of losses: files that are no longer used, but know of lost work. */
  kept: string;
  /** The record of the log's last commit. */
  head: string;
  /** The key with which links of workers are signed. */
  linkKey: string;
  /** Uploaded files until their form is complete. */
  uploads: string;
  /** The file of answers in progress. */
  answerDrafts: string;
  /** The file of workers who got no unit. */
  refusedWorkers: string;
  /** The file of accounts at providers, with their keys. */
  requesters: string;
  /** The file of webhooks, with their secrets. */
  webhooks: string;
  /** Uploads that earlier processes left; to be removed. */
  leftovers: readonly string[];
  /** Lets other commands find the daemon that runs here. */
  announce(daemon: { url: string; factsUrl: string; token: string }): void;
  release(): void;
};

/**
 * Opens and locks a data folder, made if missing; refuses one in use and one of another layout. Repairs a layout file that a
 * power cut damaged, and says so.
 */
export function openDataFolder(folder: string, notify: (sentence: string) => void = () => undefined): DataFolder {
  // The lock is a database, too; nothing is made where none can be opened.
  assertSafeSqlite();
  const path = resolve(folder);
  const at = (...names: string[]) => join(path, ...names);
  make(path);
  const found = layoutIn(path);
  assertKinds(path);
  const unlock = lock(path, at('lock.db'));
  try {
    if (found === 'damaged')
      notify(`${at('layout.json')} was damaged, probably by a power cut, and was written again.`);
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
    tasks: at('tasks'),
    drafts: at('drafts'),
    kept: at('kept'),
    head: at('head.json'),
    linkKey: at('worker-links.key'),
    uploads: at('uploads'),
    answerDrafts: at('answer-drafts.db'),
    refusedWorkers: at('refused-workers.db'),
    requesters: at('requesters.db'),
    webhooks: at('webhooks.db'),
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
    // The folder may be new.
    syncFolderSync(dirname(path));
    chmodSync(path, 0o700);
  } catch (error) {
    // If a folder cannot be made, Node may report "not found".
    if (!diskFault(error) && !isMissing(error)) throw error;
    throw notWritable(error, path) ?? refuse('data/not-writable', { place: path, reason: 'it cannot be created' });
  }
}

const isMissing = (error: unknown) =>
  ['ENOENT', 'ENOTDIR', 'EEXIST'].includes(String((error as { code?: string }).code));

/** All names in a data folder of this layout; SQLite and unfinished files add suffixes. */
const files = [
  'layout.json',
  'lock.db',
  'daemon.json',
  'facts.url',
  'head.json',
  'access.db',
  'answer-drafts.db',
  'refused-workers.db',
  'requesters.db',
  'webhooks.db',
  'worker-links.key',
];
const folders = ['drafts', 'imports', 'kept', 'nats', 'pages', 'read-model', 'tasks', 'uploads'];
const isOurs = (name: string) =>
  [...files, ...folders].some((ours) => name === ours || name.startsWith(`${ours}-`) || name === `${ours}.new`);

/** The state of the layout file; refuses another layout, and a damaged file beside names that this version does not know. */
function layoutIn(path: string): 'missing' | 'whole' | 'damaged' {
  const otherVersion = (found: string) => refuse('data/other-version', { folder: path, found, layout });
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(join(path, 'layout.json'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    if (!(error instanceof SyntaxError)) throw otherVersion('unreadable');
    const foreign = readdirSync(path).find((name) => !isOurs(name));
    if (foreign !== undefined) throw refuse('data/unreadable-layout', { folder: path, foreign });
    return 'damaged';
  }
  const written = (found as { layout?: unknown } | null)?.layout;
  if (written !== layout) throw otherVersion(written === undefined ? 'unreadable' : String(written));
  return 'whole';
}

/** Refuses a file where a folder belongs, and a folder where a file does. */
function assertKinds(path: string): void {
  const isFolder = (name: string) => statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory();
  for (const name of folders)
    if (isFolder(name) === false) throw refuse('data/not-a-folder', { path: join(path, name) });
  for (const name of files) if (isFolder(name)) throw refuse('data/not-a-file', { path: join(path, name) });
}

/** Removes pages whose launch ended before they were complete. */
function removeUnfinished(folder: string): void {
  if (!existsSync(folder)) return;
  const isLeft = (name: string) => isUnfinished(name) || name.includes(rebuiltSuffix);
  for (const name of readdirSync(folder).filter(isLeft)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** An exclusive lock that the operating system releases when the process dies: SQLite's, on a file of its own. */
function lock(path: string, file: string): () => void {
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw refuse('data/in-use', { folder: path });
    if (!isDamage(error)) throw error;
    // No process holds the lock, and the file has no contents.
    rmSync(file);
    return lock(path, file);
  }
  return () => database.close();
}
