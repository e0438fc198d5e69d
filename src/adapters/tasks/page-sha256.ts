import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The SHA-256 of all files in folders, with their paths; folders that are missing have none. */
export async function filesSha256(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const [nth, folder] of folders.entries()) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.toSorted()) {
      const content = createHash('sha256').update(await readFile(file));
      hash.update(`${nth} ${JSON.stringify(relative(folder, file).split(sep).join('/'))} ${content.digest('hex')}\n`);
    }
  }
  return hash.digest('hex');
}
