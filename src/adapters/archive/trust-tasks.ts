import { resolve } from 'node:path';
import type { RunId } from '../../events/ids.ts';
import type { RestoredTask } from '../../events/workspace.ts';
import { insistOutside } from '../tasks/outside-data-folder.ts';
import { loadTask } from '../tasks/task-config.ts';
import type { AskingRun } from './check-log.ts';

/** What an owner says about the code of tasks in an archive: nothing, or in which folders to look for the task folders. */
export type Trust = { below: readonly string[] } | undefined;

/** A run that would ask its task for more: where its code is and is trusted, or why it gets none. */
export type RestoredRun = { runId: RunId; folder: string; refused?: string };

/** Looks for the folder of each run whose task may be asked for more; no code is run, and only configs are read. */
export async function trustTasks(
  asking: readonly AskingRun[],
  trust: Trust,
  dataFolder: string,
): Promise<RestoredRun[]> {
  const found: RestoredRun[] = [];
  for (const { runId, launched } of asking) {
    let run: RestoredRun = { runId, folder: launched.folder, refused: 'not trusted' };
    for (const below of trust?.below ?? []) {
      const folder = resolve(below, launched.folder);
      try {
        await insistOutside(await loadTask({ ...launched, folder }), dataFolder);
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

/** What the log says about it. */
export const toRestoredTasks = (runs: readonly RestoredRun[]): RestoredTask[] =>
  runs.map(({ runId, folder, refused }) => (refused === undefined ? { runId, folder } : { runId }));
