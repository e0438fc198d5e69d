import { isAbsolute, resolve } from 'node:path';
import type { RunId } from '../../events/ids.ts';
import { lastName } from '../../events/outside.ts';
import type { RestoredTask } from '../../events/workspace.ts';
import type { ArchivedRun } from '../../runtime/archive/check-log.ts';
import type { Task } from '../../runtime/ports/tasks.ts';
import { isInside, namedParts, requireOutside } from '../tasks/outside-data-folder.ts';
import { loadTask } from '../tasks/task-config.ts';

/** Below which folders the code of tasks in an archive may run; undefined if it may not. */
export type Trust = { below?: readonly string[] } | undefined;

/** A run and the folder of its task's code, or why that code may not run; `isUnfinished` if the run would still need it. */
export type RestoredRun = { runId: RunId; folder: string; isUnfinished: boolean; refused?: string };

/** Finds the task folder of each run; no code is run, and only configs are read. */
export async function findTrustedTasks(
  runs: readonly ArchivedRun[],
  trust: Trust,
  dataFolder: string,
): Promise<RestoredRun[]> {
  const found: RestoredRun[] = [];
  for (const { runId, launched, isUnfinished } of runs) {
    let run: RestoredRun = { runId, folder: launched.folder, isUnfinished, refused: 'not trusted' };
    for (const folder of trust ? placesOf(launched.folder, trust.below) : []) {
      try {
        await requireTrusted({ ...launched, folder }, trust?.below ?? [], dataFolder);
        run = { runId, folder, isUnfinished };
        break;
      } catch (error) {
        run = { ...run, refused: (error as Error).message };
      }
    }
    found.push(run);
  }
  return found;
}

/** An archive may name any folder; in the folders of `--tasks-in` only its last name counts. */
function placesOf(folder: string, below: readonly string[] | undefined): string[] {
  const name = lastName(folder);
  if (below === undefined && isAbsolute(folder)) return [folder];
  return /^\.*$/.test(name) ? [] : (below ?? ['.']).map((place) => resolve(place, name));
}

/** The launch settings also come from the archive, and could name code elsewhere. */
async function requireTrusted(launched: ArchivedRun['launched'], below: readonly string[], dataFolder: string) {
  const task = await loadTask(launched);
  await requireOutside(task, dataFolder);
  const isAllowed = async (path: string) =>
    (await Promise.all([task.folder, ...below].map((place) => isInside(path, place)))).includes(true);
  if (!(await isAllowed(task.data))) throw new Error('its data is in another folder');
  if (task.code && !(await isAllowed(task.code))) throw new Error('its code is in another folder');
  if (!launched.overrides) return;
  // However a setting is written, the commands must be those of the folder.
  const own = await loadTask({ ...launched, overrides: undefined });
  for (const key of ['code_command', 'build'] as const)
    if (task.config[key] !== own.config[key]) throw new Error('its launch settings name a command');
  const ownParts = filesOf(own);
  for (const path of filesOf(task))
    if (!ownParts.includes(path) && !(await isAllowed(path)))
      throw new Error('its launch settings name another folder');
}

/** Every file and folder that a launch reads, shows to people or gives to workers. */
function filesOf(task: Task): string[] {
  const { gold_data, screening_data } = task.config;
  const lists = [gold_data, screening_data].flatMap((list) =>
    typeof list === 'string' ? resolve(task.folder, list.trim()) : [],
  );
  return [...Object.values(namedParts(task)), ...lists].filter((path) => path !== undefined);
}

/** The restored tasks, as the log records them. */
export const toRestoredTasks = (runs: readonly RestoredRun[]): RestoredTask[] =>
  runs.map(({ runId, folder, refused }) => (refused === undefined ? { runId, folder } : { runId }));
