import { stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { outputsOf } from '../../adapters/tasks/page-build.ts';
import { refuse } from '../../adapters/tasks/refusals.ts';
import type { Task } from '../../runtime/ports/tasks.ts';

/** Refuses a path that is no folder of this machine. */
export async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) throw refuse('task/file', { path });
  if (!found?.isDirectory()) throw refuse('task/no-folder', { folder: path });
}

/** What package managers write when a build installs packages. */
const lockFiles = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

/** The paths in a task folder that its build writes; none where it has no build. */
export const builtBy = (task: Task): readonly string[] =>
  task.config.build ? [...lockFiles, ...outputsOf(task).map((path) => relative(task.folder, path))] : [];

/** The paths in a task folder that a run does not follow: what its build writes, its data, and the data folder of Manyhands. */
export function notFollowed(task: Task, dataFolder: string): readonly string[] {
  const { folder, data } = task;
  const places = [data, dataFolder].map((path) => relative(folder, path));
  return [...builtBy(task), ...places.filter((name) => name !== '' && !name.startsWith('..') && !isAbsolute(name))];
}

/** Whether a path is one of these, or below one of them. */
export const isAt = (name: string, places: readonly string[]): boolean =>
  places.some((place) => name === place || name.startsWith(place + sep));
