import type { RunRow } from '../../projections/runs/task-runs.ts';
import type { Client } from '../connection/client.ts';
import type { Context } from '../connection/context.ts';
import { outcomeOf } from '../connection/outcome.ts';
import { openProgress } from '../terminal/progress.ts';
import { pairs } from '../terminal/table.ts';
import { jsonText } from '../terminal/visible.ts';

/** What is to be launched: an absolute folder, the config's NAME, and settings that go over it. */
export type Wanted = { folder: string; config?: string; overrides?: Record<string, string> };

/** Launches a task, showing how far it is. */
export async function launch({ terminal }: Context, client: Client, wanted: Wanted): Promise<RunRow> {
  const progress = openProgress(terminal);
  const request = { path: '/api/runs', body: wanted, key: 'run' };
  return outcomeOf<RunRow>(client, request, progress).finally(progress.end);
}

/** A run that was just launched, as lines for a person or as JSON. */
export function launched(run: RunRow, json = false): string[] {
  if (json) return [jsonText(run, 2)];
  return pairs([
    ['run', run.id],
    ['units', `${run.units} so far`],
    ['worker page', run.worker_url],
  ]);
}
