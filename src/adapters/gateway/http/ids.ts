import { partsOf, QualificationId, UnitId, WorkerId } from '../../../events/ids.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import { refuse } from './refusals.ts';

/** The worker of this id; throws `worker/unknown` for what cannot be one. */
export function workerIdOf(worker: string): WorkerId {
  const id = WorkerId.safeParse(worker).data;
  if (!id) throw refuse('worker/unknown', { worker });
  return id;
}

/** The qualification of this id; throws `qualification/unknown` for what cannot be one. */
export function qualificationIdOf(qualification: string): QualificationId {
  const id = QualificationId.safeParse(qualification).data;
  if (!id) throw refuse('qualification/unknown', { qualification });
  return id;
}

/** The unit of this id; throws `unit/unknown` unless it is there. */
export async function unitIdOf({ run }: RuntimeCalls, unit: string): Promise<UnitId> {
  const unitId = UnitId.safeParse(unit).data;
  if (!unitId || !(await run.hasUnit({ run: partsOf(unitId).run, unitId }))) throw refuse('unit/unknown', { unit });
  return unitId;
}
