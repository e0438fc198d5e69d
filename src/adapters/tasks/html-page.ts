import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { HtmlPage } from '../../api/html-page.ts';
import { hiddenKeys, withoutKeys } from '../../runtime/config/data-keys.ts';
import type { DataSummary, Task } from '../../runtime/ports/tasks.ts';
import { utf8Text } from '../../runtime/utf8-text.ts';
import { packageFolder } from '../package.ts';
import { indexOf } from './built-page.ts';
import { requireOwnFile } from './copy-folder.ts';
import { refuse } from './refusals.ts';

/** The built page for a task's own HTML: its script and its style. */
const htmlPageFolder = join(packageFolder, 'webapp/html/dist');

const maxHtmlBytes = 4 * 1024 ** 2;

/** Reads the HTML that a task names, and an item for previews if the data is a list. */
export async function readHtmlPage(task: Task, summary?: Pick<DataSummary, 'first'>): Promise<HtmlPage> {
  const { config, taskSource = '', previewSource, onboardingSource } = task;
  const read = (key: string, path: string) => textOf(task, key, path);
  return {
    title: config.task_title,
    task: await read('task_source', taskSource),
    ...(previewSource ? { preview: await read('preview_source', previewSource) } : {}),
    ...(onboardingSource ? { onboarding: await read('onboarding_source', onboardingSource) } : {}),
    ...(summary ? { sample: withoutKeys(summary.first, hiddenKeys(config)) } : {}),
  };
}

async function textOf({ folder, configFile }: Task, key: string, path: string): Promise<string> {
  const missing = (reason: string) =>
    refuse('task/no-page', {
      config: configFile,
      reason: `names in "${key}" the file ${relative(folder, path)}, which ${reason}`,
    });
  const found = await stat(path).catch(() => undefined);
  if (!found) throw missing('does not exist');
  await requireOwnFile(folder, path);
  if (found.size > maxHtmlBytes) throw missing('has more than 4 MiB');
  return utf8Text(await readFile(path), relative(folder, path));
}

/** Writes the page for a task's own HTML into a folder. */
export async function writeHtmlPage(folder: string, page: HtmlPage): Promise<void> {
  await cp(htmlPageFolder, folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), indexOf({ name: 'html', title: page.title, data: ['html-page', page] }));
}
