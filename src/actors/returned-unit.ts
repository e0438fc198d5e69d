import { unitIdOf, type WorkerId } from '../events/ids.ts';
import { type FreeUnit, pickAgain, type WorkerInRun } from './free-units.ts';
import type { Run } from './run.ts';
import type * as units from './unit.ts';

/** A unit that came back for a worker who has had its assignment, but neither holds nor has submitted any unit of it, if the run allows that. */
export function returnedUnitFor(run: Run, workerId: WorkerId, worker: WorkerInRun): FreeUnit | undefined {
  const { runId, settings } = run.taskRun.context;
  if (!settings.reofferReturnedUnits) return undefined;
  const holderAt = ({ index, place }: FreeUnit) => run.units.get(unitIdOf(runId, index, place));
  const isTheirs = (unit: units.Unit | undefined) => unit?.context.workerId === workerId;
  const may = (index: number) => {
    for (let place = 0; place < (run.freeUnits.sizes[index] ?? 0); place++) {
      const unit = holderAt({ index, place });
      if (isTheirs(unit) && !unit?.matches('open')) return false;
    }
    return true;
  };
  return pickAgain(run.freeUnits, worker, may, (freeUnit) => isTheirs(holderAt(freeUnit)));
}
