import type { RunCalls, RunDescription } from '../../../runtime/calls.ts';

/** Returns the settings that a run was opened with. */
export type RunDescriptions = (run: string) => Promise<RunDescription>;

/** Caches descriptions, since they never change; throws `run/unknown`, which is not cached. */
export function runDescriptions(runs: Pick<RunCalls, 'describe'>): RunDescriptions {
  const known = new Map<string, Promise<RunDescription>>();
  return (run) => {
    const cached = known.get(run);
    if (cached) return cached;
    const description = runs.describe({ run });
    known.set(run, description);
    description.catch(() => known.delete(run));
    return description;
  };
}
