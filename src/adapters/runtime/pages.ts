import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { fillFolder } from '../durable-file.ts';
import { reviewFolderOf } from '../tasks/review-view.ts';

/** Gives a run the page and the review view of another, if there are any. */
export async function copyPages(pageFolderOf: (runId: string) => string, from: string, to: string): Promise<void> {
  for (const folderOf of [pageFolderOf, (runId: string) => reviewFolderOf(pageFolderOf(runId))]) {
    if (!existsSync(folderOf(from))) continue;
    await fillFolder(folderOf(to), (fresh) => cp(folderOf(from), fresh, { recursive: true }));
  }
}
