import type { AnyNewFact } from '../events/catalog.ts';
import { assignmentIdOf } from '../events/ids.ts';
import { TaskRunDataAdded } from '../events/task-run.ts';
import { type AddedFile, isOfFile, unfinishedAddition } from './additions.ts';
import * as assignments from './assignment.ts';
import { itemOrder } from './item-order.ts';
import { refuse } from './refusals.ts';
import type { Run } from './run.ts';
import { endOf, isCollecting, isExtensible, statusOf } from './task-run.ts';

/**
 * Adds items of a file to an open run, as many as fit into a commit: those from the `from`th on of `total`. The file is known by its
 * SHA-256 and format, so that whoever sends it again goes on where the first attempt ended, and adds nothing twice.
 */
export type AddDataCommand = AddedFile & {
  type: 'task-run.add-data';
  total: number;
  from: number;
  items: readonly assignments.Item[];
  /** Whether those are left out that the run had before. */
  onlyNew?: boolean;
  /** How many items of the run the file was compared with. */
  existing?: number;
  reason?: string;
};

/** Creates assignments at the end of the run, those of an added file with the number of the addition. */
export function createAssignments(run: Run, items: readonly assignments.Item[], addition?: number): AnyNewFact[] {
  const { runId, settings } = run.taskRun.context;
  const first = run.freeUnits.sizes.length;
  return items.map((item, nth) => {
    const order = itemOrder(item.shared, { ...settings.unitOrder, within: settings.treatments?.within });
    if ('fault' in order) throw refuse('assignment/not-in-order', { nth: first + nth + 1, fault: order.fault });
    const place = { ...order, ...(addition === undefined ? {} : { addition }) };
    return assignments.created(assignmentIdOf(runId, first + nth), item, settings.unitsPerAssignment, place);
  });
}

/** The first items come with the fact that there are so many; nothing, if these items are there already. */
export function addData(run: Run, command: AddDataCommand): AnyNewFact[] {
  const { sha256, format, total, from, items, existing, onlyNew, reason } = command;
  const { taskRun, additions } = run;
  const { runId } = taskRun.context;
  const nth = additions.findIndex((addition) => isOfFile(addition, command));
  const known = additions[nth];
  if (known && (known.made >= known.items || known.made !== from)) return [];
  requireAddable(run, command);
  if (known) return createAssignments(run, items, nth + 1);
  return [
    TaskRunDataAdded({
      ...{ runId, sha256, items: total },
      ...(format === undefined ? {} : { format }),
      ...(existing === undefined ? {} : { existing }),
      ...(onlyNew ? { onlyNew } : {}),
      ...(reason ? { reason } : {}),
    }),
    ...createAssignments(run, items, additions.length + 1),
  ];
}

/** Refuses a file that cannot be added now: while the run is launched, once it was stopped, and before another one is whole. */
export function requireAddable(run: Run, file: AddedFile): void {
  const { taskRun } = run;
  const { runId } = taskRun.context;
  const unfinished = unfinishedAddition(run);
  if (unfinished && !isOfFile(unfinished, file)) {
    const { items, made, format } = unfinished;
    throw refuse('run/data-unfinished', { run: runId, missing: items - made, format });
  }
  if (taskRun.matches('opening')) throw refuse('run/not-launched', { run: runId, status: statusOf(taskRun) });
  const goesOn = unfinished ? isCollecting(taskRun) : isExtensible(taskRun);
  if (!goesOn) throw refuse('run/not-open', { run: runId, status: endOf(taskRun) });
}
