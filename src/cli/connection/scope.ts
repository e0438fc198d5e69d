import type { RunRow } from '../../projections/runs/task-runs.ts';
import { refuse } from '../terminal/refusals.ts';
import type { Client } from './client.ts';

/** What is called by this name, a run or a task, as a query of the API says it; refuses what is neither. */
export async function scopeOf(client: Client, of: string): Promise<{ run: string } | { task: string }> {
  const { runs } = await client.get<{ runs: RunRow[] }>('/api/runs');
  if (runs.some(({ id }) => id === of)) return { run: of };
  if (runs.some(({ task }) => task === of)) return { task: of };
  throw refuse('export/unknown', { of });
}
