import { launchRun, type RunRow } from '../../api/runs.ts';
import { openProgress } from '../terminal/progress.ts';
import { pairs } from '../terminal/table.ts';
import { jsonText } from '../terminal/text.ts';
import type { Client } from './client.ts';
import type { Context } from './context.ts';
import { outcomeIn } from './outcome.ts';

/** What to launch: an absolute folder, the NAME of a config, and settings that override it. */
export type Launch = { folder: string; config?: string; overrides?: Record<string, string> };

/** Launches a task and shows its progress. */
export async function launch({ terminal }: Context, client: Client, body: Launch): Promise<RunRow> {
  const progress = openProgress(terminal);
  const lines = client.stream(launchRun, { body });
  return outcomeIn(lines, { key: 'run', url: client.url }, progress).finally(progress.end);
}

/** The lines about a run that was just launched, as text or as JSON. */
export function launchedLines(run: RunRow, json = false): string[] {
  if (json) return [jsonText(run, 2)];
  return pairs([
    ['run', run.id],
    ['units', `${run.units} so far`],
    ['worker page', run.worker_url],
  ]);
}
