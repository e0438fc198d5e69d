import { isAbsolute, resolve } from 'node:path';
import type { RunId } from '../../events/ids.ts';
import { lastName } from '../../events/outside.ts';
import type { RestoredTask } from '../../events/workspace.ts';
import type { UnfinishedRun } from '../../runtime/archive/check-log.ts';
import { isInside, requireOutside } from '../tasks/outside-data-folder.ts';
import { loadTask } from '../tasks/task-config.ts';

/** Below which folders the code of tasks in an archive may run; undefined if it may not. */
export type Trust = { below?: readonly string[] } | undefined;

/** A run whose task makes more items: the folder of its code, or why that code may not run. */
export type RestoredRun = { runId: RunId; folder: string; refused?: string };

/** Finds the task folder of each run whose task makes more items; no code is run, and only configs are read. */
export async function findTrustedTasks(
  unfinished: readonly UnfinishedRun[],
  trust: Trust,
  dataFolder: string,
): Promise<RestoredRun[]> {
  const found: RestoredRun[] = [];
  for (const { runId, launched } of unfinished) {
    let run: RestoredRun = { runId, folder: launched.folder, refused: 'not trusted' };
    for (const folder of trust ? placesOf(launched.folder, trust.below) : []) {
      try {
        await requireTrusted({ ...launched, folder }, trust?.below ?? [], dataFolder);
        run = { runId, folder };
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
async function requireTrusted(launched: UnfinishedRun['launched'], below: readonly string[], dataFolder: string) {
  const task = await loadTask(launched);
  await requireOutside(task, dataFolder);
  const isAllowed = async (path: string) =>
    (await Promise.all([task.folder, ...below].map((place) => isInside(path, place)))).includes(true);
  if (!(await isAllowed(task.data))) throw new Error('its data is in another folder');
  if (task.code && !(await isAllowed(task.code))) throw new Error('its code is in another folder');
  if (!launched.overrides) return;
  // However a setting is written, the command must be that of the folder.
  const own = await loadTask({ ...launched, overrides: undefined });
  if (task.config.code_command !== own.config.code_command) throw new Error('its launch settings name a command');
}

/** The restored tasks, as the log records them. */
export const toRestoredTasks = (runs: readonly RestoredRun[]): RestoredTask[] =>
  runs.map(({ runId, folder, refused }) => (refused === undefined ? { runId, folder } : { runId }));
