import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Larger files differ when their time does. */
const maxReadBytes = 4 * 1024 * 1024;

/** What is known of the files of a folder, by their paths in it. */
export type FileContents = {
  /** Those of these files that are others than when they were asked for last; all that were there at the beginning and never asked for. */
  changedOf(names: Iterable<string>): Promise<Set<string>>;
};

/**
 * Tells files that became others from those that were only written: a build that writes a file of its own source folder again, or one for
 * a moment, changes nothing. Hidden files and what is ignored are not looked at.
 */
export async function openContents(folder: string, isIgnored: (name: string) => boolean): Promise<FileContents> {
  const known = new Map<string, string | undefined>();
  const note = async (name: string): Promise<void> => {
    const entries: Dirent[] = await readdir(join(folder, name), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const inside = join(name, entry.name);
      if (isIgnored(inside)) continue;
      known.set(inside, 'not read');
      if (entry.isDirectory()) await note(inside);
    }
  };
  await note('');
  return {
    async changedOf(names) {
      const changed = new Set<string>();
      for (const name of names) {
        const content = await contentOf(join(folder, name));
        if (content !== known.get(name)) changed.add(name);
        known.set(name, content);
      }
      return changed;
    },
  };
}

/** A text that differs when the content does: of a folder the names in it; undefined if nothing is there. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return JSON.stringify((await readdir(path)).toSorted());
    if (found.size > maxReadBytes) return `${found.size} ${found.mtimeMs}`;
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return undefined;
  }
}
