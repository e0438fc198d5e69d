import { copyFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Task } from '../../runtime/ports/tasks.ts';
import { fillFolder } from '../data-folder/durable-file.ts';
import { copyFolder, requireOwnFile } from './copy-folder.ts';
import { refuse } from './refusals.ts';

/** The folder of a run's review view: beside its page, so that no address of the page leads there. */
export const reviewFolderOf = (pageFolder: string): string => `${pageFolder}.review`;

const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() ?? false;

const reviewHtml = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Review</title>
  </head>
  <body>
    <div id="app"></div>
    <script src="bundle.js"></script>
  </body>
</html>
`;

/** Copies a task's review view, if it has one, into a folder of its own. */
export async function prepareReviewView(task: Task, target: string): Promise<void> {
  const { folder, configFile, reviewPage, taskSourceReview } = task;
  const missing = (reason: string) => refuse('task/no-review', { config: configFile, reason });
  if (reviewPage) {
    if (!(await isFile(join(reviewPage, 'index.html')))) {
      throw missing(`names the review page ${relative(folder, reviewPage)}, which has no index.html`);
    }
    await fillFolder(target, (fresh) => copyFolder(reviewPage, fresh));
  }
  if (taskSourceReview) {
    if (!(await isFile(taskSourceReview))) {
      throw missing(`names the bundle ${relative(folder, taskSourceReview)}, which does not exist`);
    }
    await requireOwnFile(folder, taskSourceReview);
    await fillFolder(target, async (fresh) => {
      await copyFile(taskSourceReview, join(fresh, 'bundle.js'));
      await writeFile(join(fresh, 'index.html'), reviewHtml);
    });
  }
}
