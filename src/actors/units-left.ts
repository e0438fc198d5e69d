import type { WorkerId } from '../events/ids.ts';
import type { WorkerInRun } from './free-units.ts';
import type { Run } from './run.ts';

/** Whether no unit can come any more for this worker: they have had one of each assignment, and there is no other data. */
export function hasHadAll(
  { taskRun, freeUnits, tally, special: { made } }: Run,
  worker: WorkerInRun | undefined,
): boolean {
  const { dataEnded, settings } = taskRun.context;
  const mayReturn = settings.reofferReturnedUnits === true && tally.open + tally.assigned > 0;
  return dataEnded && !mayReturn && worker !== undefined && worker.had.size >= freeUnits.sizes.length - made.size;
}

/** At most how many further units a worker can get, given those of other runs of the task; undefined while more may come. */
export function unitsLeftFor(run: Run, workerId: WorkerId, elsewhere: number): number | undefined {
  const { dataEnded, settings } = run.taskRun.context;
  // A number that does not fall after a gold unit would tell which ones are.
  if (!dataEnded || settings.reofferReturnedUnits || settings.gold || settings.screening) return undefined;
  const worker = run.workers.get(workerId);
  const here = (worker?.held.length ?? 0) + (worker?.submitted ?? 0);
  const { maximumUnitsPerWorker: maximum } = settings;
  const allowed = maximum ? maximum - here - elsewhere : Number.POSITIVE_INFINITY;
  const notHad = run.freeUnits.sizes.length - run.special.made.size - (worker?.had.size ?? 0);
  return Math.max(0, Math.min(notHad, run.tally.open, allowed));
}

/**
 * How many units are open that all workers of this run have had, so that only somebody new can take them; 0 while others are open,
 * or more come back than `most`.
 */
export function onlyForNewWorkers(run: Run, most = 50): number {
  const { freeUnits, workers, tally, taskRun } = run;
  const { back, backOrder } = freeUnits;
  if (!taskRun.matches('launched') || taskRun.context.settings.reofferReturnedUnits) return 0;
  if (tally.open === 0 || workers.size === 0 || backOrder.length > most) return 0;
  const units = backOrder.reduce((sum, index) => sum + (back.get(index)?.length ?? 0), 0);
  if (units < tally.open) return 0;
  for (const { had } of workers.values()) if (!backOrder.every((index) => had.has(index))) return 0;
  return units;
}

/** How many workers take part in each condition between subjects. */
export function workersByCondition({ taskRun, treatments: { counts } }: Run): { condition: string; workers: number }[] {
  const { conditions = [] } = taskRun.context.settings.treatments ?? {};
  return conditions.map(({ name }) => ({ condition: name, workers: counts.get(JSON.stringify(name)) ?? 0 }));
}
