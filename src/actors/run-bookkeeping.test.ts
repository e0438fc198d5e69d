import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  adjudicated,
  assignmentCompleted,
  begun,
  blue,
  bob,
  bonus,
  bonusGranted,
  bonusPaid,
  bonusWithdrawn,
  completed,
  dataEnded,
  expired,
  extended,
  file,
  halfPast,
  holder,
  launched,
  opened,
  paused,
  rejected,
  returned,
  runId,
  sea0,
  seaCreated,
  sky0,
  sky1,
  skyCreated,
  softRejected,
  stopped,
  submitted,
  timedOut,
  took,
  undone,
  unitAt,
} from '../events/fixtures.ts';
import { TaskRunDataFailed, TaskRunPaused, TaskRunResumed } from '../events/task-run.ts';
import { UnitSubmitted } from '../events/unit.ts';
import { assignmentAt, unitOf } from './run.ts';
import { todo } from './run-todo.ts';
import { given, runAfter, submit } from './specify.ts';
import { emptyTally } from './tally.ts';

const timeOutOf = (unit: typeof sky0, { agentId }: typeof ada) => ({
  do: 'time-out',
  key: `${unit.unitId}/time-out/${agentId}`,
  due: halfPast,
});

describe('what a run waits for', () => {
  it('has a key of its own, by which it is begun once', () => {
    expect(todo(runAfter(opened()))).toEqual([{ do: 'produce-assignments', key: 'colours-1/produce' }]);
    expect(todo(runAfter(opened(), skyCreated, dataEnded))).toEqual([{ do: 'launch', key: 'colours-1/launch' }]);
    expect(todo(runAfter(...begun(), ...took(ada, sky0)))).toEqual([timeOutOf(sky0, ada)]);
  });

  it('is another deadline for the next worker of the unit', () => {
    const history = [...begun(), ...took(ada, sky0), timedOut(ada, sky0), ...took(bob, sky0)];
    expect(todo(runAfter(...history))).toEqual([timeOutOf(sky0, bob)]);
  });

  it('is more data as long as it collects, paused or not, and none once it has stopped or its data has ended', () => {
    given(opened(), launched).thenWaits('produce-assignments');
    given(opened(), launched, paused).thenWaits('produce-assignments');
    given(opened(), launched, stopped).thenWaits();
    given(opened(), launched, TaskRunDataFailed({ runId, assignments: 0, reason: 'No file.' })).thenWaits();
    given(...begun(), completed).thenWaits();
  });

  it('is no deadline of a unit that came back, was submitted or was withdrawn', () => {
    const held = [...begun(), ...took(ada, sky0)];
    for (const end of [returned(ada, sky0), timedOut(ada, sky0), submitted(ada, sky0)]) given(...held, end).thenWaits();
    given(...held, returned(ada, sky0), expired(sky0)).thenWaits();
  });
});

describe('the end of a run’s data', () => {
  const end = { type: 'task-run.end-data', assignments: 2 } as const;
  it('is stated once, with the reason where it broke off', () => {
    given(opened(), skyCreated, seaCreated).when(end).then(dataEnded);
    given(opened(), skyCreated, seaCreated)
      .when({ ...end, failure: 'No file.' })
      .then(TaskRunDataFailed({ runId, assignments: 2, reason: 'No file.' }));
    given(opened(), dataEnded).when(end).thenRefused('run/not-open');
    given(opened(), launched, stopped).when(end).thenRefused('run/not-open');
  });
});

describe('steering', () => {
  it('keeps its note', () => {
    given(...begun())
      .when({ type: 'task-run.pause', note: 'Lunch.' })
      .then(TaskRunPaused({ runId, note: 'Lunch.' }));
    given(...begun(), paused)
      .when({ type: 'task-run.resume', note: 'Back.' })
      .then(TaskRunResumed({ runId, note: 'Back.' }));
  });

  it('launches once, and stops once', () => {
    given(...begun())
      .when({ type: 'task-run.launch' })
      .thenRefused('run/not-open');
    given(...begun(), ...took(ada, sky0), stopped)
      .when({ type: 'task-run.stop' })
      .thenRefused('run/not-open');
    given(opened(), skyCreated).when({ type: 'task-run.stop' }).then(stopped, completed);
  });

  it('names a stopped run as stopped, also when it is complete', () => {
    const refusalOf = (...facts: Parameters<typeof given>) => {
      try {
        given(...facts)
          .when({ type: 'task-run.extend', unitsPerAssignment: 9 })
          .then();
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refusalOf(...begun(), stopped, completed)).toContain('stopped');
  });
});

describe('an answer', () => {
  it('is kept with its files and, where its time ran out, marked as auto-submitted', () => {
    given(...begun(), ...took(ada, sky0))
      .when({ ...submit(ada, 'blue'), files: [file], autoSubmitted: true })
      .then(UnitSubmitted({ ...sky0, ...holder(ada), answer: 'blue', files: [file], autoSubmitted: true }));
    given(...begun(), ...took(ada, sky0))
      .when({ ...submit(ada, 'blue'), autoSubmitted: false })
      .then(submitted(ada, sky0, 'blue'));
  });
});

describe('the counts of a run', () => {
  const tallyAfter = (...facts: Parameters<typeof runAfter>) => runAfter(...facts).tally;
  const none = { ...emptyTally(), units: 4, open: 4 };
  const done = [...begun(), ...took(ada, sky0), submitted(ada, sky0)];

  it('follow each unit from one state to the next', () => {
    expect(tallyAfter(...begun())).toEqual(none);
    expect(tallyAfter(...begun(), ...took(ada, sky0))).toEqual({ ...none, open: 3, assigned: 1 });
    expect(tallyAfter(...begun(), ...took(ada, sky0), returned(ada, sky0))).toEqual(none);
    expect(tallyAfter(...begun(), ...took(ada, sky0), timedOut(ada, sky0))).toEqual(none);
    expect(tallyAfter(...done)).toEqual({ ...none, open: 3, completed: 1 });
    expect(tallyAfter(...begun(), expired(sky0))).toEqual({ ...none, open: 3, expired: 1 });
    expect(tallyAfter(...done, stopped)).toEqual({ ...none, open: 0, completed: 1, expired: 3 });
  });

  it('take in an answer that came late while its unit was open', () => {
    const late = [...begun(), ...took(ada, sky0), timedOut(ada, sky0), submitted(ada, sky0)];
    expect(tallyAfter(...late)).toEqual({ ...none, open: 3, completed: 1 });
    expect(runAfter(...late).workers.get(ada.workerId)).toMatchObject({ held: [], submitted: 1 });
  });

  it('follow each decision, and its end', () => {
    const one = { ...none, open: 3, completed: 1 };
    expect(tallyAfter(...done, accepted(ada, sky0))).toEqual({ ...one, accepted: 1 });
    expect(tallyAfter(...done, rejected(ada, sky0, { note: 'no' }))).toEqual({ ...one, rejected: 1 });
    expect(tallyAfter(...done, rejected(ada, sky0, { note: 'no' }), accepted(ada, sky0))).toEqual({
      ...one,
      accepted: 1,
    });
    expect(tallyAfter(...done, softRejected(ada))).toEqual({ ...one, soft_rejected: 1 });
    expect(tallyAfter(...done, softRejected(ada), undone(ada))).toEqual(one);
    expect(tallyAfter(...done, accepted(ada, sky0), undone(ada, sky0))).toEqual(one);
    const paid = [bonusGranted(ada, sky0), bonusPaid(ada, sky0)];
    expect(tallyAfter(...done, accepted(ada, sky0), ...paid)).toEqual({ ...one, accepted: 1 });
  });

  it('know of each worker what they hold and have done', () => {
    const { workers } = runAfter(...done, ...took({ ...ada, agentId: bob.agentId }, sea0));
    expect(workers.get(ada.workerId)).toMatchObject({ held: [sea0.unitId], submitted: 1, had: new Set([0, 1]) });
    expect(runAfter(...begun(), ...took(ada, sky0)).inWork).toEqual(new Set([sky0.unitId]));
    expect(runAfter(...done).inWork).toEqual(new Set());
  });
});

describe('an item', () => {
  it('is whole once all its units are submitted or expired, until it is completed', () => {
    const wholeAfter = (...facts: Parameters<typeof runAfter>) => [...runAfter(...begun(), ...facts).settledWhole];
    const both = [...took(ada), submitted(ada), expired(sky1)];
    expect(wholeAfter(...took(ada), submitted(ada))).toEqual([]);
    expect(wholeAfter(...both)).toEqual([0]);
    expect(wholeAfter(...both, adjudicated(blue))).toEqual([0]);
    expect(wholeAfter(...both, assignmentCompleted())).toEqual([]);
    expect(wholeAfter(...both, extended(3))).toEqual([]);
  });

  it('has the units of its own, and the state that its facts led to', () => {
    const itemAfter = (index: number, ...facts: Parameters<typeof runAfter>) => {
      const { value, context } = assignmentAt(runAfter(...begun(), ...facts), index);
      return [value, context.units];
    };
    expect(itemAfter(0)).toEqual(['collecting', 2]);
    expect(itemAfter(0, extended(3))).toEqual(['collecting', 3]);
    expect(itemAfter(0, assignmentCompleted())).toEqual(['completed', 2]);
    expect(itemAfter(7)).toEqual(['collecting', 0]);
  });
});

describe('a unit that no fact has touched', () => {
  it('is open while the run collects, and expired with its end', () => {
    const stateOf = (unit: typeof sky0, ...facts: Parameters<typeof runAfter>) =>
      unitOf(runAfter(...facts), unit.unitId)?.unit.value;
    expect(stateOf(sky1, ...begun())).toBe('open');
    expect(stateOf(sky1, ...begun(), stopped)).toBe('expired');
    expect(stateOf(sky0, ...begun(), ...took(ada, sky0), returned(ada, sky0), stopped)).toBe('expired');
    expect(stateOf(sky0, ...begun(), ...took(ada, sky0), stopped)).toBe('assigned');
    expect([unitAt(0, 2), unitAt(2, 0)].map((unit) => stateOf(unit, ...begun()))).toEqual([undefined, undefined]);
    expect(stateOf(unitAt(0, 2), ...begun(), extended(3))).toBe('open');
  });
});

describe('a bonus', () => {
  const done = [...begun(), ...took(ada, sky0), submitted(ada, sky0)];
  const { bonusId } = bonus;
  const settle = (type: 'unit.pay-bonus' | 'unit.withdraw-bonus') => ({ type, unitId: sky0.unitId, bonusId }) as const;

  it('is paid or withdrawn once, with its note', () => {
    const history = [...done, bonusGranted(ada, sky0)];
    given(...history)
      .when({ ...settle('unit.pay-bonus'), note: 'By card.' })
      .then(bonusPaid(ada, sky0, { note: 'By card.' }));
    given(...history)
      .when(settle('unit.withdraw-bonus'))
      .then(bonusWithdrawn(ada, sky0));
    for (const [end, state] of [
      [bonusPaid(ada), 'paid'],
      [bonusWithdrawn(ada), 'withdrawn'],
    ] as const)
      given(...history, end)
        .when(settle('unit.pay-bonus'))
        .thenRefused('bonus/settled', `is ${state} already`);
  });
});
