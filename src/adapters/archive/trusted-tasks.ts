import { isAbsolute, resolve } from 'node:path';
import type { RunId } from '../../events/ids.ts';
import { lastName } from '../../events/outside.ts';
import type { RestoredTask } from '../../events/workspace.ts';
import type { UnfinishedRun } from '../../runtime/archive/check-log.ts';
import { isInside, requireOutside } from '../tasks/outside-data-folder.ts';
import { loadTask } from '../tasks/task-config.ts';

/** Whether the code of tasks in an archive may run, and from folders below which; undefined if it may not. */
export type Trust = { below?: readonly string[] } | undefined;

/** A run that would ask its task for more: where its code is and is trusted, or why it gets none. */
export type RestoredRun = { runId: RunId; folder: string; refused?: string };

/** Looks for the folder of each run whose task may be asked for more; no code is run, and only configs are read. */
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

/** An archive may name any folder; where some are named to look in, only its last name counts. */
function placesOf(folder: string, below: readonly string[] | undefined): string[] {
  const name = lastName(folder);
  if (below === undefined && isAbsolute(folder)) return [folder];
  return /^\.*$/.test(name) ? [] : (below ?? ['.']).map((place) => resolve(place, name));
}

/** The settings of a launch come from the archive, too, and could name code of another place. */
async function requireTrusted(launched: UnfinishedRun['launched'], below: readonly string[], dataFolder: string) {
  const task = await loadTask(launched);
  await requireOutside(task, dataFolder);
  const isAllowed = await Promise.all([task.folder, ...below].map((place) => isInside(task.data, place)));
  if (!isAllowed.includes(true)) throw new Error('its data lies elsewhere');
}

/** What the log says about it. */
export const toRestoredTasks = (runs: readonly RestoredRun[]): RestoredTask[] =>
  runs.map(({ runId, folder, refused }) => (refused === undefined ? { runId, folder } : { runId }));
