import { type Restriction, restrictionOf, stricter } from '../../actors/rules.ts';
import type { WorkerId } from '../../events/ids.ts';
import type { Treatment } from '../../events/treatment.ts';
import type { OpenRun } from '../open-run.ts';
import type { Runtime } from '../runtime.ts';

/** How many units a worker holds and has submitted in other runs of the same task; not counted where there is no maximum. */
export function unitsElsewhere(runtime: Runtime, here: OpenRun, workerId: WorkerId) {
  const { settings } = here.mailbox.run.taskRun.context;
  const count = { held: 0, submitted: 0 };
  if (!settings.maximumUnitsPerWorker) return count;
  for (const other of runtime.runsOfTask(here)) {
    const worker = other === here ? undefined : other.mailbox.run.workers.get(workerId);
    count.held += worker?.held.length ?? 0;
    count.submitted += worker?.submitted ?? 0;
  }
  return count;
}

/** What the rules of other runs of the same task hold against a worker. */
export function restrictedElsewhere(
  runtime: Runtime,
  here: OpenRun,
  workerId: WorkerId,
  nowMs: number,
): Restriction | undefined {
  let strictest: Restriction | undefined;
  for (const other of runtime.runsOfTask(here)) {
    const { rules } = other.mailbox.run;
    if (other === here || rules.count === 0) continue;
    strictest = stricter(strictest, restrictionOf(rules, workerId, nowMs));
  }
  return strictest;
}

/** What a worker was assigned to in the last other run of the same task where they were; not looked for where there are no treatments. */
export function treatmentElsewhere(runtime: Runtime, here: OpenRun, workerId: WorkerId): Treatment | undefined {
  const { settings } = here.mailbox.run.taskRun.context;
  if (!settings.treatments?.key) return undefined;
  const others = runtime.runsOfTask(here).filter((other) => other !== here);
  return others
    .map(({ mailbox }) => mailbox.run.treatments.known.get(workerId))
    .findLast((known) => known !== undefined);
}

/** With whom a worker has talked in other runs of the same task; not looked for where it does not matter who has met. */
export function metElsewhere(runtime: Pick<Runtime, 'runsOfTask'>, here: OpenRun, workerId: WorkerId): WorkerId[] {
  if (!here.mailbox.run.taskRun.context.settings.conversation?.pairing?.neverMetBefore) return [];
  const others = runtime.runsOfTask(here).filter((other) => other !== here);
  return [...new Set(others.flatMap(({ mailbox }) => [...(mailbox.run.conversations.met.get(workerId) ?? [])]))];
}
