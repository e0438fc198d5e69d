import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Task } from '../../runtime/ports/tasks.ts';
import { refuse } from './refusals.ts';

const script = 'wrap_crowd_source.js';

/** Refuses a page of which no file loads the script that tells who works: no answer would ever arrive. */
export async function requireCrowdScript({ folder, configFile, page = '' }: Task, copy: string): Promise<void> {
  const names = await readdir(copy, { recursive: true });
  const texts = names.filter((name) => /\.(html?|m?js)$/i.test(name)).sort((a, b) => a.length - b.length);
  for (const name of texts) if ((await readFile(join(copy, name), 'utf8').catch(() => '')).includes(script)) return;
  const reason = `names the page ${relative(folder, page)}, which does not load ${script}, so that no answer would arrive; add <script src="${script}"></script> before the other scripts of its index.html`;
  throw refuse('task/no-page', { config: configFile, reason });
}
