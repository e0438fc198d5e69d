import { evolve } from '../../actors/evolve-run.ts';
import { newRun, type Run } from '../../actors/run.ts';
import { type Fact, runFactTypes } from '../../events/catalog.ts';
import type { RunId } from '../../events/ids.ts';
import { refuse } from '../refusals/refusals.ts';

/** Folds a run fact by fact; refuses a fact that does not belong to the run. */
export function runOfFacts(run: RunId): (fact: Fact) => Run {
  const state = newRun();
  let isOpen = false;
  return (fact) => {
    const { type, data } = fact;
    const opens = type === 'task-run.opened';
    if (!runFactTypes.has(type) || opens === isOpen || !isOf(run, data)) {
      throw refuse('archive/damaged', { reason: `the history of run ${run} has a fact that does not belong there` });
    }
    isOpen = true;
    evolve(state, fact);
    return state;
  };
}

/** Whether all ids in a fact belong to this run. */
function isOf(run: RunId, data: Fact['data']): boolean {
  const { runId = run, ...named } = data as Partial<Record<string, unknown>>;
  const ids = [named.assignmentId, named.unitId, named.applicationId].filter((id) => id !== undefined);
  return runId === run && ids.every((id) => String(id).startsWith(`${run}.`));
}
