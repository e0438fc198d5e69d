import { AssignmentCreated } from '../events/assignment.ts';
import type { AnyNewFact } from '../events/catalog.ts';
import { assignmentIdOf, unitIdOf } from '../events/ids.ts';
import type { Treatment } from '../events/treatment.ts';
import type { UnitPurpose } from '../events/unit.ts';
import * as agents from './agent.ts';
import { refuse } from './refusals.ts';
import { createdUnit, type Run } from './run.ts';
import { assessedIn, isSpecial, type Known, mayScreen, nowhere } from './special-units.ts';
import * as units from './unit.ts';

/** The item of a unit that is made for one worker. */
export type SpecialItem = { purpose: UnitPurpose; item: Record<string, unknown>; key?: string };

/** An assignment of one unit for this worker alone, which they take at once. */
export function made(
  run: Run,
  command: agents.Arrival & { now: string },
  { purpose, item, key }: SpecialItem,
  treatment?: Treatment,
): AnyNewFact[] {
  const { agentId, workerId, now } = command;
  const { runId, settings } = run.taskRun.context;
  if (purpose === 'screening' && !mayScreen(run.special, settings)) throw refuse('work/none');
  const index = run.freeUnits.sizes.length;
  const unit = { unitId: unitIdOf(runId, index, 0), assignmentId: assignmentIdOf(runId, index), unit: createdUnit };
  const special = { purpose, workerId, ...(key === undefined ? {} : { key }) };
  const { assignmentDurationSeconds: seconds, payCents } = settings;
  return [
    AssignmentCreated({ assignmentId: unit.assignmentId, units: 1, shared: item, special }),
    agents.connected(command, unit.unitId, treatment),
    ...units.decide({ type: 'unit.assign', agentId, workerId, now, seconds, payCents }, unit),
  ];
}

/** Whether a worker gets nothing else if there is no item for such a unit: screening comes first, and so do the first gold units. */
export function isWithoutAlternative(run: Run, { workerId, assessed = nowhere }: Known, next: UnitPurpose): boolean {
  const { gold } = run.taskRun.context.settings;
  return next === 'screening' || assessedIn(run.special, workerId).correct + assessed.correct < (gold?.min ?? 0);
}

/** The deadline of a unit has passed: one that was made for its worker is withdrawn. */
export const timeOut = (run: Run, named: units.IdentifiedUnit, now: string): AnyNewFact[] => [
  ...units.decide({ type: 'unit.time-out', now }, named),
  ...(isSpecial(run.special, named.unitId)
    ? units.decide({ type: 'unit.expire' }, { ...named, unit: createdUnit })
    : []),
];
