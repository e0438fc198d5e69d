import type { RunCalls, RunDescription } from '../../../runtime/calls.ts';

/** What the runs of a door's workers were opened with. */
export type RunDescriptions = (run: string) => Promise<RunDescription>;

/** Keeps each description once it is known, since it never changes; throws `run/unknown`, which is not kept. */
export function runDescriptions(runs: Pick<RunCalls, 'describe'>): RunDescriptions {
  const known = new Map<string, Promise<RunDescription>>();
  return (run) => {
    const kept = known.get(run);
    if (kept) return kept;
    const asked = runs.describe({ run });
    known.set(run, asked);
    asked.catch(() => known.delete(run));
    return asked;
  };
}
