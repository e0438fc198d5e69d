import { copyFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { blueprintOf } from '../../runtime/blueprints/blueprints.ts';
import { mock } from '../../runtime/blueprints/mock.ts';
import { isHtml } from '../../runtime/blueprints/static-task.ts';
import type { OnProgress, PageSource } from '../../runtime/ports/tasks.ts';
import { openTurns } from '../../runtime/turns.ts';
import { fillFolder } from '../data-folder/durable-file.ts';
import { englishTexts, isOfDeadLink } from '../page-texts.ts';
import { copyFolder, requireOwnFile } from './copy-folder.ts';
import { readFrameFile, writeFrameFile } from './frame-file.ts';
import { readHtmlPage, writeHtmlPage } from './html-page.ts';
import { htmlText } from './html-text.ts';
import { buildPage } from './page-build.ts';
import { questionPageOf, writeQuestionPage } from './question-page.ts';
import { refuse } from './refusals.ts';
import { prepareReviewView, reviewFolderOf } from './review-view.ts';

const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() ?? false;
const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

const indexHtml = (title: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${htmlText(title)}</title>
  </head>
  <body>
    <div id="app"></div>
    <script src="wrap_crowd_source.js"></script>
    <script src="bundle.js"></script>
  </body>
</html>
`;

/** Two builds in a folder would write the same files. */
const inTurn = openTurns();

/** Copies a run's page, built if necessary, into a folder of its own, so that later changes to the task do not affect it. */
export const preparePage = (source: PageSource, target: string, onProgress: OnProgress): Promise<void> =>
  inTurn(source.task.folder, () => buildAndCopy(source, target, onProgress));

async function buildAndCopy({ task, summary }: PageSource, target: string, onProgress: OnProgress): Promise<void> {
  const { folder, page, taskSource, extraSourceDir, config } = task;
  const missing = (reason: string) => refuse('task/no-page', { config: task.configFile, reason });
  const isMade = Boolean(config.questions) || blueprintOf(config) === mock;
  if (!page && !taskSource && !isMade)
    throw missing('has no "questions", no "page" (a folder with an index.html) and no "task_source"');

  await buildPage(task, onProgress);
  onProgress({ step: 'Copying the page' });
  await prepareReviewView(task, reviewFolderOf(target));
  const frame = await readFrameFile(
    task,
    Object.keys(englishTexts).filter((key) => !isOfDeadLink(key)),
  );
  const fill = (write: (fresh: string) => Promise<void>) =>
    fillFolder(target, async (fresh) => {
      await write(fresh);
      await writeFrameFile(fresh, frame);
    });

  if (page) {
    if (!(await isFile(join(page, 'index.html')))) {
      throw missing(`names the page ${relative(folder, page)}, which has no index.html`);
    }
    await fill((fresh) => copyFolder(page, fresh));
    return;
  }
  if (extraSourceDir && !(await isFolder(extraSourceDir))) {
    throw missing(`names the folder ${relative(folder, extraSourceDir)}, which does not exist`);
  }
  if (isMade) {
    await fill(async (fresh) => {
      if (extraSourceDir) await copyFolder(extraSourceDir, fresh);
      await writeQuestionPage(fresh, questionPageOf(config, summary));
    });
    return;
  }
  if (taskSource && isHtml(taskSource)) {
    const html = await readHtmlPage(task, summary);
    await fill(async (fresh) => {
      if (extraSourceDir) await copyFolder(extraSourceDir, fresh);
      await writeHtmlPage(fresh, html);
    });
    return;
  }
  if (!(await isFile(taskSource!)))
    throw missing(`names the bundle ${relative(folder, taskSource!)}, which does not exist`);
  await requireOwnFile(folder, taskSource!);
  await fill(async (fresh) => {
    await writeFile(join(fresh, 'index.html'), indexHtml(task.config.task_title));
    await copyFile(taskSource!, join(fresh, 'bundle.js'));
    if (extraSourceDir) await copyFolder(extraSourceDir, fresh);
  });
}
