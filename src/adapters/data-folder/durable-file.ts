import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

// A file system keeps writes in memory for half a minute, and may write a name to disk before the contents.

const isWindows = process.platform === 'win32';
/** Windows syncs only files that are open for writing, and no folders. */
const toSync = isWindows ? 'r+' : 'r';
/** The codes of folders that cannot be synced, as opposed to a sync that failed. */
const notPossible = new Set(['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EBADF']);
const filesSyncedAtOnce = 16;
/** The suffix of files and folders that are not complete yet. */
const unfinished = '.new';

/** Writes a file atomically and durably, readable by its owner alone. */
export function keepFileSync(file: string, text: string): void {
  const fresh = `${file}${unfinished}`;
  rmSync(fresh, { force: true });
  try {
    const handle = openSync(fresh, 'wx', 0o600);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  syncFolderSync(dirname(file));
}

/** A file that is written under a temporary name. */
export type Replacement = {
  write(chunk: Uint8Array | string): Promise<void>;
  /** Renames it into place, durably, replacing an older file. */
  keep(): Promise<void>;
  /** Deletes it; an older file stays unchanged. */
  discard(): Promise<void>;
};

/** Opens a replacement for a file, readable by its owner alone unless `mode` differs. */
export async function replaceFile(
  file: string,
  { mode = 0o600, suffix = unfinished }: { mode?: number; suffix?: string } = {},
): Promise<Replacement> {
  const fresh = `${file}${suffix}`;
  const handle = await open(fresh, 'w', mode);
  return {
    write: (chunk) => handle.writeFile(chunk),
    async keep() {
      await handle.sync();
      await handle.close();
      await rename(fresh, file);
      await syncFolder(dirname(file));
    },
    async discard() {
      await handle.close().catch(() => undefined);
      await rm(fresh, { force: true });
    },
  };
}

/** Does the same as `keepFileSync` without blocking the thread. */
export async function keepFile(file: string, text: string): Promise<void> {
  const replacement = await replaceFile(file);
  try {
    await replacement.write(text);
    await replacement.keep();
  } catch (error) {
    await replacement.discard();
    throw error;
  }
}

/** Makes a folder and its missing parents, and syncs their names to disk. */
export function makeFolderSync(folder: string, mode = 0o700): void {
  const first = mkdirSync(folder, { recursive: true, mode });
  if (first === undefined) return;
  for (let made = resolve(folder); made.length >= first.length; made = dirname(made)) syncFolderSync(dirname(made));
}

/** Syncs the names in a folder to disk. */
export function syncFolderSync(folder: string): void {
  if (isWindows) return;
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    unlessNotPossible(error);
  }
}

/** Syncs a file to disk; ignores a file that no longer exists. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, toSync).catch(unlessGone);
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}

/** Syncs the names in a folder to disk, without blocking the thread. */
export async function syncFolder(folder: string): Promise<void> {
  if (!isWindows) await syncFile(folder).catch(unlessNotPossible);
}

/** Syncs a folder with everything below it to disk; links are not followed. */
export async function syncTree(folder: string): Promise<void> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(unlessGone)) ?? [];
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
  for (let from = 0; from < files.length; from += filesSyncedAtOnce)
    await Promise.all(files.slice(from, from + filesSyncedAtOnce).map(syncFile));
  for (const entry of entries) if (entry.isDirectory()) await syncTree(join(folder, entry.name));
  await syncFolder(folder);
}

/** Moves a complete folder into place, atomically and durably. */
export async function moveFolder(ready: string, place: string): Promise<void> {
  await syncTree(ready);
  makeFolderSync(dirname(place));
  await rename(ready, place);
  await syncFolder(dirname(place));
}

/** Fills a folder under a temporary name and moves it into place; an older one is there until then, and stays if `fill` fails. */
export async function fillFolder(place: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const fresh = `${place}${unfinished}`;
  const former = `${place}.former${unfinished}`;
  const remove = (folder: string) => rm(folder, { recursive: true, force: true });
  await remove(fresh);
  await remove(former);
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    await fill(fresh);
    await syncTree(fresh);
    makeFolderSync(dirname(place));
    swapFolderSync(fresh, place, former);
    await syncFolder(dirname(place));
  } catch (error) {
    await remove(fresh);
    throw error;
  }
  await remove(former);
}

/** Folders cannot be renamed over others: without a pause between the two steps, nobody here finds the place empty. */
function swapFolderSync(fresh: string, place: string, former: string): void {
  const isThere = existsSync(place);
  if (isThere) renameSync(place, former);
  try {
    renameSync(fresh, place);
  } catch (error) {
    if (isThere) renameSync(former, place);
    throw error;
  }
}

/** Whether this is the temporary name of an unfinished file or folder. */
export const isUnfinished = (name: string): boolean => name.endsWith(unfinished);

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function unlessNotPossible(error: unknown): void {
  if (!notPossible.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
}
