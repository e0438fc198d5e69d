import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { micromark } from 'micromark';
import type { PageTexts } from '../../api/worker-page.ts';
import type { Task } from '../../runtime/ports/tasks.ts';
import { utf8Text } from '../../runtime/utf8-text.ts';
import { requireOwnFile } from './copy-folder.ts';
import { refuse } from './refusals.ts';

/** What the frame around a run's page has from files of the task: texts as HTML, and languages by their tags. */
export type FrameFile = { instructionsHtml?: string; consentHtml?: string; languages?: Record<string, PageTexts> };

/** The name of the file in a run's page folder. */
const frameFileName = '.manyhands-frame.json';

const maxTextBytes = 256 * 1024;
/** A language tag, such as `cy` or `pt-PT`. */
const languageFile = /^([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.json$/;

/** Reads what the config of a task names for the frame around its page; `keys` are those that a text of it can have. */
export async function readFrameFile(task: Task, keys: readonly string[]): Promise<FrameFile> {
  const { instructions, consent, languages } = task.config;
  return {
    ...(instructions ? { instructionsHtml: micromark(await markdownOf(task, 'instructions', instructions)) } : {}),
    ...(consent ? { consentHtml: micromark(await markdownOf(task, 'consent', consent)) } : {}),
    ...(languages ? { languages: await languagesIn(task, languages, keys) } : {}),
  };
}

/** Writes it into the folder of a run's page, so that later changes to the task do not affect the run. */
export async function writeFrameFile(folder: string, frame: FrameFile): Promise<void> {
  if (Object.keys(frame).length > 0) await writeFile(join(folder, frameFileName), JSON.stringify(frame));
}

/** What was written into the folder of a run's page; nothing for one that has none. */
export async function frameFileIn(folder: string): Promise<FrameFile> {
  const path = join(folder, frameFileName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // A frame without the consent that a task asks for would be worse than none.
    if (error.code !== 'ENOENT') throw error;
    return '{}';
  });
  return JSON.parse(text) as FrameFile;
}

const fault = ({ configFile }: Task, key: string, reason: string) =>
  refuse('task/bad-config', { place: configFile, reason: `"${key}" ${reason}` });

/** A text of the config, or of the .md file that it names. */
async function markdownOf(task: Task, key: string, value: string): Promise<string> {
  if (!/^[^\n]+\.md$/i.test(value)) return value;
  const path = resolve(task.folder, value);
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) throw fault(task, key, `names the file ${value}, which does not exist`);
  await requireOwnFile(task.folder, path);
  const text = await utf8Text(bytes, value);
  if (text.length > maxTextBytes) throw fault(task, key, `names the file ${value}, which has more than 256 KiB`);
  return text;
}

function isLanguage(tag: string): boolean {
  try {
    return new Intl.Locale(tag).toString() === tag;
  } catch {
    return false;
  }
}

async function languagesIn(task: Task, name: string, keys: readonly string[]): Promise<Record<string, PageTexts>> {
  const folder = resolve(task.folder, name);
  const files = await readdir(folder).catch(() => undefined);
  if (!files) throw fault(task, 'languages', `names the folder ${name}, which does not exist`);
  const found: Record<string, PageTexts> = {};
  for (const file of files.filter((file) => !file.startsWith('.')).sort()) {
    const [, tag] = languageFile.exec(file) ?? [];
    if (!tag || !isLanguage(tag))
      throw fault(task, 'languages', `has the file ${file}; a file is named by its language, such as cy.json`);
    await requireOwnFile(task.folder, join(folder, file));
    found[tag] = textsOf(
      task,
      join(name, file),
      await utf8Text(await readFile(join(folder, file)), join(name, file)),
      keys,
    );
  }
  return found;
}

function textsOf(task: Task, file: string, json: string, keys: readonly string[]): PageTexts {
  let texts: unknown;
  try {
    texts = JSON.parse(json);
  } catch (error) {
    throw fault(task, 'languages', `has the file ${file}, which is no JSON (${(error as Error).message})`);
  }
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts))
    throw fault(task, 'languages', `has the file ${file}, which is not a map of texts`);
  for (const [key, text] of Object.entries(texts)) {
    if (!keys.includes(key))
      throw fault(task, 'languages', `has the text "${key}" in ${file}, which the page does not know`);
    if (typeof text !== 'string') throw fault(task, 'languages', `has no text for "${key}" in ${file}`);
  }
  return texts as PageTexts;
}
