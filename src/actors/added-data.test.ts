import { describe, expect, it } from 'vitest';
import { AssignmentCreated } from '../events/assignment.ts';
import {
  ada,
  assigned,
  assignmentCompleted,
  begun,
  completed,
  connected,
  dataAdded,
  expired,
  extended,
  opened,
  runId,
  sea,
  skyCreated,
  stopped,
  unitAt,
} from '../events/fixtures.ts';
import { assignmentIdOf } from '../events/ids.ts';
import { TaskRunDataAdded } from '../events/task-run.ts';
import { addedAssignments, unfinishedAddition } from './additions.ts';
import { connect, given, runAfter } from './specify.ts';

const add = (sha256: string, total: number, from: number, ...items: { image: string }[]) =>
  ({ type: 'task-run.add-data', sha256, total, from, items: items.map((shared) => ({ shared })) }) as const;
const sun = { image: 'sun.png' };
const moon = { image: 'moon.png' };
const created = (index: number, shared: object, units = 2, addition = 1) =>
  AssignmentCreated({ assignmentId: assignmentIdOf(runId, index), units, shared: { ...shared }, addition });
const allExpired = [
  ...[unitAt(0, 0), unitAt(0, 1), unitAt(1, 0), unitAt(1, 1)].map(expired),
  ...[assignmentCompleted(), assignmentCompleted(sea), completed],
];

describe('data that is added to an open run', () => {
  it('becomes its last assignments, with the present number of units, in one commit with the fact that names it', () =>
    given(...begun(), extended(3))
      .when({ ...add('a', 2, 0, sun, moon), reason: 'More came.' })
      .then(dataAdded('a', 2, 'More came.'), created(2, sun, 3), created(3, moon, 3)));

  it('is added once: what is there already is no fact, and what is missing goes on', () => {
    const whole = [...begun(), dataAdded('a', 2), created(2, sun), created(3, moon)];
    given(...whole)
      .when(add('a', 2, 0, sun, moon))
      .then();
    const half = [...begun(), dataAdded('a', 2), created(2, sun)];
    given(...half)
      .when(add('a', 2, 0, sun, moon))
      .then();
    given(...half)
      .when(add('a', 2, 1, moon))
      .then(created(3, moon));
    expect(unfinishedAddition(runAfter(...half))).toMatchObject({ items: 2, made: 1 });
    expect(unfinishedAddition(runAfter(...whole))).toBeUndefined();
    expect(addedAssignments(runAfter(...whole))).toBe(2);
  });

  it('goes on in the format in which it began, or in any if none was recorded', () => {
    const file = { ...add('a', 2, 0, sun), format: 'csv', existing: 2 };
    const first = TaskRunDataAdded({ runId, sha256: 'a', format: 'csv', items: 2, existing: 2 });
    given(...begun())
      .when(file)
      .then(first, created(2, sun));
    given(...begun(), first, created(2, sun))
      .when({ ...add('a', 2, 1, moon), format: 'tsv' })
      .thenRefused('run/data-unfinished', 'of the .csv file');
    given(...begun(), dataAdded('a', 2), created(2, sun))
      .when({ ...add('a', 2, 1, moon), format: 'tsv' })
      .then(created(3, moon));
  });

  it('waits until the file before it is whole', () =>
    given(...begun(), dataAdded('a', 3), created(2, sun))
      .when(add('b', 1, 0, moon))
      .thenRefused('run/data-unfinished', 'still lacks 2 items'));

  it('is numbered by its file', () =>
    given(...begun(), dataAdded('a', 1), created(2, sun))
      .when(add('b', 1, 0, moon))
      .then(dataAdded('b', 1), created(3, moon, 2, 2)));

  it('is refused before the run is launched, and once it was stopped', () => {
    given(opened(), skyCreated)
      .when(add('a', 1, 0, sun))
      .thenRefused('run/not-launched');
    for (const over of [[stopped], [dataAdded('a', 2), created(2, sun), stopped]])
      given(...begun(), ...over)
        .when(add('a', 2, over.length > 1 ? 1 : 0, moon))
        .thenRefused('run/not-open', 'stopped');
  });

  it('launches a completed run again, which then is not complete before all of it is there', () => {
    given(...begun(), ...allExpired)
      .when(add('a', 2, 0, sun))
      .then(dataAdded('a', 2), created(2, sun));
    const half = [...begun(), ...allExpired, dataAdded('a', 2), created(2, sun)];
    expect(runAfter(...half).taskRun.value).toBe('launched');
    given(...half, expired(unitAt(2, 0)))
      .when({ type: 'unit.expire', unitId: unitAt(2, 1).unitId })
      .then(expired(unitAt(2, 1)), assignmentCompleted(assignmentIdOf(runId, 2)));
    given(...half, created(3, moon, 1), expired(unitAt(2, 0)), expired(unitAt(2, 1)))
      .when({ type: 'unit.expire', unitId: unitAt(3, 0).unitId })
      .then(expired(unitAt(3, 0)), ...[2, 3].map((at) => assignmentCompleted(assignmentIdOf(runId, at))), completed);
  });

  it('is given out after what there was', () => {
    const more = [...begun(), ...allExpired, dataAdded('a', 1), created(2, sun)];
    expect(runAfter(...more).tally).toMatchObject({ units: 6, open: 2 });
    given(...more)
      .when(connect(ada))
      .then(connected(ada, unitAt(2, 0)), assigned(ada, unitAt(2, 0)));
  });

  it('must have what the order of the run needs', () =>
    given(...begun({ unitOrder: { by: 'first_in', priority: 'urgency' } }))
      .when(add('a', 1, 0, sun))
      .thenRefused('assignment/not-in-order', 'urgency'));
});
