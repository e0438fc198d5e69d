import type { Refusal } from '../../actors/refusal.ts';
import type { RunId } from '../../events/ids.ts';
import type { Log } from '../../events/log.ts';
import { refuse } from '../refusals/refusals.ts';
import type { CheckedLog, CommitPrint } from './check-log.ts';
import { printOf } from './rename-workers.ts';

/** How much of a run is here: the number of its commits, and the position of the last one. */
export type RecordedPart = { done: number; last: number };

/** The plan of an import: runs to import or to continue, runs that are here already, and refused runs. */
export type RunPlan = {
  toImport: Map<RunId, RecordedPart>;
  here: RunId[];
  refused: { run: RunId; refusal: Refusal }[];
};

/** Compares the histories of an archive with the log; an unfinished import has recorded a part of the runs in `arriving`. */
export async function planRuns(
  log: Log,
  histories: CheckedLog['histories'],
  arriving: ReadonlySet<RunId>,
): Promise<RunPlan> {
  const plan: RunPlan = { toImport: new Map(), here: [], refused: [] };
  const known = new Set(await log.runs());
  for (const [run, archived] of histories) {
    if (!known.has(run)) {
      plan.toImport.set(run, { done: 0, last: 0 });
      continue;
    }
    const isArriving = arriving.has(run);
    const begun = await partHere(log, { run, archived, isArriving });
    if (!begun)
      plan.refused.push({ run, refusal: refuse(isArriving ? 'import/half-here' : 'import/other-history', { run }) });
    else if (isArriving) plan.toImport.set(run, begun);
    else if (begun.done === archived.length) plan.here.push(run);
    else plan.refused.push({ run, refusal: refuse('import/other-history', { run }) });
  }
  return plan;
}

type Compared = { run: RunId; archived: readonly CommitPrint[]; isArriving: boolean };

/** How much of the archived history is here; undefined if they differ. A run here may have further commits. */
async function partHere(log: Log, { run, archived, isArriving }: Compared): Promise<RecordedPart | undefined> {
  let done = 0;
  let last = 0;
  for await (const { id, json, sequence } of log.read(run)) {
    last = sequence;
    const theirs = archived[done];
    if (!theirs) continue;
    // A complete run may have been imported with other pseudonyms; a run to be continued must be identical.
    if (theirs.id !== id || (isArriving && theirs.print !== printOf(json))) return undefined;
    done++;
  }
  return { done, last };
}
