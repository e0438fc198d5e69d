import { evolve, newRun, type Run } from '../../actors/run.ts';
import type { Fact } from '../../events/catalog.ts';
import type { RunId } from '../../events/ids.ts';
import { refuse } from '../refusals/refusals.ts';

const nouns = new Set(['task-run', 'assignment', 'agent', 'unit']);

/** Folds a run fact by fact, and refuses one of another run. */
export function runOfFacts(run: RunId): (fact: Fact) => Run {
  const state = newRun();
  let isOpen = false;
  return (fact) => {
    const { type, data } = fact;
    const opens = type === 'task-run.opened';
    if (!nouns.has(type.split('.')[0] ?? '') || opens === isOpen || !isOf(run, data)) {
      throw refuse('archive/damaged', { reason: `a fact stands in the history of run ${run} that has no place there` });
    }
    isOpen = true;
    evolve(state, fact);
    return state;
  };
}

/** Whether everything a fact names is of this run. */
function isOf(run: RunId, data: Fact['data']): boolean {
  const { runId = run, assignmentId = `${run}.`, unitId = `${run}.` } = data as Partial<Record<string, string>>;
  return runId === run && assignmentId.startsWith(`${run}.`) && unitId.startsWith(`${run}.`);
}
