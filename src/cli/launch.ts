import type { RunRow } from '../projections/task-runs.ts';
import type { Client } from './client.ts';
import type { Context } from './context.ts';
import { outcomeOf } from './outcome.ts';
import { openProgress } from './progress.ts';
import { pairs } from './table.ts';

/** What is to be launched: an absolute folder, the config's NAME, and settings that go over it. */
export type Wanted = { folder: string; config?: string; overrides?: Record<string, string> };

/** Launches a task, showing how far it is, and prints the run. */
export async function launch({ terminal }: Context, house: Client, wanted: Wanted, json = false): Promise<RunRow> {
  const progress = openProgress(terminal);
  const request = { path: '/api/runs', body: wanted, key: 'run' };
  const run = await outcomeOf<RunRow>(house, request, progress).finally(progress.end);
  const lines = json
    ? [JSON.stringify(run, null, 2)]
    : pairs([
        ['launched', `${run.id}, ${run.units} units so far`],
        ['worker page', run.worker_url],
      ]);
  for (const line of lines) await terminal.print(line);
  return run;
}
