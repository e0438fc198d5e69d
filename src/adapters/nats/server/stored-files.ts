import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The account whose streams cannot be rebuilt: the log, and the files of answers. */
const LOG_ACCOUNT = 'jetstream/LOG';

/** The folder of the log's own stream in a store. */
export const LOG_STREAM_FOLDER = `${LOG_ACCOUNT}/streams/MANYHANDS_LOG/`;

/** The folder of the lease on the log, which is not worth keeping: a lease expires by itself. */
const LEASE_STREAM_FOLDER = `${LOG_ACCOUNT}/streams/KV_MANYHANDS_LEASE/`;

/** A file of the log's account: its path in the store, with `/` between names, its full path, and its size. */
export type StoredFile = { path: string; place: string; bytes: number };

/** All files of the log's account but the lease, of a store that no server has open, by path; none if there is no store. */
export async function storedFiles(store: string): Promise<StoredFile[]> {
  const found: StoredFile[] = [];
  for (const entry of await entriesIn(join(store, LOG_ACCOUNT))) {
    if (!entry.isFile()) continue;
    const place = join(entry.parentPath, entry.name);
    const path = place.slice(store.length + 1).replaceAll(sep, '/');
    if (!path.startsWith(LEASE_STREAM_FOLDER)) found.push({ path, place, bytes: (await stat(place)).size });
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function entriesIn(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    // An unreadable folder is not a missing one.
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return [];
  }
}
