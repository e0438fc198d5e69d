import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keep, newKeptFolder } from '../../data-folder/kept.ts';
import { hasEndedCleanly } from './clean-end.ts';
import { filesIn } from './config.ts';
import { LOG_STREAM_FOLDER, type StoredFile, storedFiles } from './stored-files.ts';

/** A copy of the log's blocks from before a nats-server read them, until it is known that it has cut nothing off. */
export type StoreCopy = {
  /** Moves the copy, if there is one, into the folder of evidence; returns a sentence about it. */
  keep(keptFolder: string): Promise<string | undefined>;
  /** Removes the copy of a complete log; if files of answers were cut, keeps it and returns a sentence. */
  drop(keptFolder: string): Promise<string | undefined>;
};

/** The copy of a server that is not ours: there is none. */
export const noCopy: StoreCopy = { keep: async () => undefined, drop: async () => undefined };

type Copying = { folder: string; notify: (sentence: string) => void; signal?: AbortSignal };

/** How often to report the progress of a copy. */
const reportEveryMs = 2000;
const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;

/**
 * Copies the store of the log's account, unless the last server on it has ended by itself: otherwise the next server rebuilds
 * its index from the blocks, and cuts a block off at the first record that it cannot read. An existing copy is older than any
 * such cut, and stays.
 */
export async function copyStore({ folder, notify, signal }: Copying): Promise<void> {
  const { store, copy } = filesIn(folder);
  const fresh = `${copy}.new`;
  await rm(fresh, { recursive: true, force: true });
  if (existsSync(copy) || (await hasEndedCleanly(folder))) return;
  // An index that does not match its blocks is of no use in a copy.
  const files = (await storedFiles(store)).filter(({ path }) => !path.endsWith('/index.db'));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (!files.some(({ path, bytes }) => path.endsWith('.blk') && bytes > 0)) return;

  const withoutCopy = (reason: string) =>
    notify(
      `The log's blocks (${megabytes(total)}) are not copied before nats-server reads them: ${reason}. If a block is damaged, nats-server cuts off the rest of it.`,
    );
  let done = 0;
  const reporting = setInterval(
    () => notify(`Copying the log's blocks before nats-server reads them: ${megabytes(done)} of ${megabytes(total)}.`),
    reportEveryMs,
  );
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    const free = await freeBytes(folder);
    if (free < total * 1.1 && !(await canShare(files, fresh)))
      return withoutCopy(`the disk has ${megabytes(free)} free`);
    for (const { path, place, bytes } of files) {
      signal?.throwIfAborted();
      await copyInto(place, join(fresh, path));
      done += bytes;
    }
    await rename(fresh, copy);
  } catch (error) {
    signal?.throwIfAborted();
    withoutCopy((error as Error).message);
  } finally {
    clearInterval(reporting);
    await rm(fresh, { recursive: true, force: true });
  }
}

async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, 0o600);
}

/** Whether the file system can share blocks between files, so that a copy takes no space. */
async function canShare([file]: StoredFile[], folder: string): Promise<boolean> {
  try {
    if (file) await copyFile(file.place, join(folder, 'shared'), constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    await rm(join(folder, 'shared'), { force: true });
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** The copy that is in a nats-server's folder, if there is one. */
export function storeCopyIn(folder: string): StoreCopy {
  const { store, copy } = filesIn(folder);

  async function keepCopy(keptFolder: string) {
    if (!existsSync(copy)) return undefined;
    const cut = (await cutFrom(copy, store)).reduce((sum, { bytes }) => sum + bytes, 0);
    let place = copy;
    try {
      const kept = newKeptFolder(keptFolder);
      keep(copy, kept);
      place = join(kept, 'nats-before-start');
    } catch {
      // If it cannot be moved, it stays: no start overwrites it.
    }
    if (cut === 0) return `A copy of the log's blocks from before this start is in ${place}.`;
    return `nats-server cut ${cut} bytes off the log's blocks when it started; a full copy is in ${place}. To restore what was cut off, stop Manyhands and replace ${store} with that folder.`;
  }

  return {
    keep: keepCopy,
    async drop(keptFolder) {
      if (!existsSync(copy)) return undefined;
      const cut = await cutFrom(copy, store);
      if (cut.some(({ path }) => !path.startsWith(LOG_STREAM_FOLDER))) return keepCopy(keptFolder);
      await rm(copy, { recursive: true, force: true });
    },
  };
}

/** The blocks that are shorter now than in the copy, or gone, and by how many bytes. */
async function cutFrom(copy: string, store: string): Promise<{ path: string; bytes: number }[]> {
  const blocks = (await storedFiles(copy)).filter(({ path }) => path.endsWith('.blk'));
  const cut = blocks.map(async ({ path, bytes }) => {
    const now = await stat(join(store, path)).catch(() => undefined);
    return { path, bytes: bytes - (now?.size ?? 0) };
  });
  return (await Promise.all(cut)).filter(({ bytes }) => bytes > 0);
}
