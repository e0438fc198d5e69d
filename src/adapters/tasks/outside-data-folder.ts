import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Task } from '../../runtime/ports/tasks.ts';
import { refuse } from './refusals.ts';

/** The identity of a folder, which may have many names through links, mounts and case. */
const identityOf = async (path: string) => {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.dev}/${found.ino}`;
};

/** Whether a file or folder is this folder or in it, through any links. */
export async function isInside(path: string, folder: string): Promise<boolean> {
  const identity = await identityOf(folder);
  let place = await realpath(path).catch(() => resolve(path));
  for (;;) {
    if (identity !== undefined && (await identityOf(place)) === identity) return true;
    const above = dirname(place);
    if (above === place) return false;
    place = above;
  }
}

/** The files and folders that a config may name beside its code, by what they are. */
export function namedParts(task: Task): Record<string, string | undefined> {
  return {
    'The file of "data"': task.data,
    'The folder of "page"': task.page,
    'The file of "task_source"': task.taskSource,
    'The file of "preview_source"': task.previewSource,
    'The file of "onboarding_source"': task.onboardingSource,
    'The folder of "extra_source_dir"': task.extraSourceDir,
    'The file of "task_source_review"': task.taskSourceReview,
    'The folder of "review_page"': task.reviewPage,
  };
}

/** Refuses a task with any part in the data folder, where archives can put files, except among the tasks that were made there. */
export async function requireOutside(task: Task, dataFolder: string): Promise<void> {
  const parts: Record<string, string | undefined> = {
    'The task folder': task.folder,
    'The config file': task.file,
    ...namedParts(task),
  };
  for (const [what, path] of Object.entries(parts))
    if (path !== undefined && (await isInside(path, dataFolder)) && !(await isInside(path, join(dataFolder, 'tasks'))))
      throw refuse('task/in-data-folder', { what });
  // The tasks that are made there have no code.
  if (task.code && (await isInside(task.code, dataFolder)))
    throw refuse('task/in-data-folder', { what: 'The file of "code"' });
}
