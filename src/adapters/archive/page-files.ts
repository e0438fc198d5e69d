import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { entryNamed, maxFileBytes, type PageFolder } from '../../runtime/archive/entry-names.ts';
import { reviewFolderOf } from '../tasks/review-view.ts';
import { refuse } from './refusals.ts';

/** A file of a run's page or review view: its name in an archive, its path, and its size in bytes. */
export type PageFile = { name: string; path: string; size: number };

/** The two folders of a run. */
export const foldersOf = (pageFolder: string): Record<PageFolder, string> => ({
  pages: pageFolder,
  reviews: reviewFolderOf(pageFolder),
});

/** All files of the pages and review views of these runs. */
export async function pageFilesOf(runs: readonly string[], pageFolderOf: (run: string) => string): Promise<PageFile[]> {
  const found: PageFile[] = [];
  for (const run of runs) {
    for (const [folder, place] of Object.entries(foldersOf(pageFolderOf(run)))) {
      for (const path of await filesBelow(place)) {
        const name = [folder, run, ...relative(place, path).split(sep)].join('/');
        const refusal = (why: string) => refuse('archive/page-file', { run, name: name.slice(0, 200), why });
        if (!entryNamed(name)) throw refusal('its name has a backslash, or is too long');
        const { size } = await stat(path);
        if (size > maxFileBytes) throw refusal(`it is larger than ${maxFileBytes / 1024 ** 3} GiB`);
        found.push({ name, path, size });
      }
    }
  }
  return found;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
