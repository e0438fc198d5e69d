import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

// A file system keeps what was written in memory for half a minute, and may bring a name to disk before what it stands for.

const isWindows = process.platform === 'win32';
/** Windows syncs only what is open for writing, and no folders. */
const toSync = isWindows ? 'r+' : 'r';
/** What says of a folder that it cannot be synced, and not that syncing failed: no right to read it, or no such thing there. */
const notPossible = new Set(['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EBADF']);
const filesSyncedAtOnce = 16;
/** What stands behind the name of a file or folder that is not whole yet. */
const unfinished = '.new';

/** Writes a file for its owner alone: whatever happens, there is what was there before or all of it, and once this returns, all of it. */
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

/** A file that is being written beside its place. */
export type Replacement = {
  write(chunk: Uint8Array | string): Promise<void>;
  /** Puts it in its place, durably, instead of what was there. */
  keep(): Promise<void>;
  /** Removes it, and leaves what was there. */
  discard(): Promise<void>;
};

/** Opens a replacement for a file, readable by its owner alone unless `mode` says otherwise. */
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

/** Makes a folder, and those above that are missing, and brings their names to disk. */
export function makeFolderSync(folder: string, mode = 0o700): void {
  const first = mkdirSync(folder, { recursive: true, mode });
  if (first === undefined) return;
  for (let made = resolve(folder); made.length >= first.length; made = dirname(made)) syncFolderSync(dirname(made));
}

/** Brings the names in a folder to disk. */
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

/** Brings a file to disk; one that has gone meanwhile needs it no more. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, toSync).catch(unlessGone);
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}

/** Brings the names in a folder to disk, without keeping anybody waiting meanwhile. */
export async function syncFolder(folder: string): Promise<void> {
  if (!isWindows) await syncFile(folder).catch(unlessNotPossible);
}

/** Brings a folder to disk with everything below it; links are not followed. */
export async function syncTree(folder: string): Promise<void> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(unlessGone)) ?? [];
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
  for (let from = 0; from < files.length; from += filesSyncedAtOnce)
    await Promise.all(files.slice(from, from + filesSyncedAtOnce).map(syncFile));
  for (const entry of entries) if (entry.isDirectory()) await syncTree(join(folder, entry.name));
  await syncFolder(folder);
}

/** Moves a folder that is ready to its place: under that name there is all of it or nothing, and once this resolves, all of it. */
export async function moveFolder(ready: string, place: string): Promise<void> {
  await syncTree(ready);
  makeFolderSync(dirname(place));
  await rename(ready, place);
  await syncFolder(dirname(place));
}

/** Lets a folder be filled beside its place, and moves it there when it is whole, instead of what was there; nothing is left of one that fails. */
export async function fillFolder(place: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const fresh = `${place}${unfinished}`;
  await rm(fresh, { recursive: true, force: true });
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    await fill(fresh);
    await rm(place, { recursive: true, force: true });
    await moveFolder(fresh, place);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Whether this is the name of what was being filled when its process ended. */
export const isUnfinished = (name: string): boolean => name.endsWith(unfinished);

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function unlessNotPossible(error: unknown): void {
  if (!notPossible.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
}
