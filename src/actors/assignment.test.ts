import { describe, expect, it } from 'vitest';
import {
  AssignmentAdjudicated,
  AssignmentAdjudicationWithdrawn,
  AssignmentCompleted,
  AssignmentCreated,
} from '../events/assignment.ts';
import {
  adjudicated,
  adjudicationWithdrawn,
  assignmentCompleted,
  blue,
  created,
  extended,
  opened,
  runId,
  sky,
} from '../events/fixtures.ts';
import { assignmentIdOf } from '../events/ids.ts';
import { assignment, completionOf } from './assignment.ts';
import { given } from './specify.ts';

describe('an assignment', () => {
  const create = (...items: { shared: Record<string, unknown>; units?: Record<string, unknown>[] }[]) =>
    ({ type: 'assignment.create', items }) as const;
  const shared = { image: 'sky.png' };

  it('has as many units as the settings say, or as its item has data for', () => {
    const units = [{ hint: 'look up' }, {}, {}];
    given(opened())
      .when(create({ shared }, { shared, units }, { shared, units: [] }))
      .then(
        AssignmentCreated({ assignmentId: sky, units: 2, shared }),
        AssignmentCreated({ assignmentId: assignmentIdOf(runId, 1), units: 3, shared, unitData: units }),
        AssignmentCreated({ assignmentId: assignmentIdOf(runId, 2), units: 2, shared }),
      );
  });

  it('is adjudicated once with the same answer, in whatever order its keys are', () => {
    const [one, other] = ['{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'].map((text) => JSON.parse(text));
    const adjudicate = { type: 'assignment.adjudicate', assignmentId: sky, answer: other } as const;
    given(opened(), created(sky, 2), adjudicated(one)).when(adjudicate).then();
  });
  it('is adjudicated with a note, or without', () => {
    const adjudicate = { type: 'assignment.adjudicate', assignmentId: sky, answer: blue } as const;
    given(opened(), created(sky, 2))
      .when({ ...adjudicate, note: 'Both agree.' })
      .then(AssignmentAdjudicated({ assignmentId: sky, answer: blue, note: 'Both agree.' }));
    given(opened(), created(sky, 2))
      .when({ ...adjudicate, note: '' })
      .then(adjudicated(blue));
  });

  it('loses its final answer, and can get another one', () => {
    const withdraw = { type: 'assignment.withdraw-adjudication', assignmentId: sky } as const;
    const settled = [opened(), created(sky, 2), adjudicated(blue)];
    given(...settled)
      .when({ ...withdraw, note: 'Misspelt.' })
      .then(AssignmentAdjudicationWithdrawn({ assignmentId: sky, note: 'Misspelt.' }));
    given(...settled, adjudicationWithdrawn())
      .when({ type: 'assignment.adjudicate', assignmentId: sky, answer: { colour: 'azure' } })
      .then(adjudicated({ colour: 'azure' }));
  });

  it('is not withdrawn an answer that it does not have', () => {
    const withdraw = { type: 'assignment.withdraw-adjudication', assignmentId: sky } as const;
    given(opened(), created(sky, 2)).when(withdraw).thenRefused('assignment/not-adjudicated', 'no final answer');
    given(opened(), created(sky, 2), adjudicated(blue), adjudicationWithdrawn())
      .when(withdraw)
      .thenRefused('assignment/not-adjudicated');
  });

  it('loses or changes only the final answer that was seen, not one that somebody settled since', () => {
    const ben = { by: 'reviewer:ben' };
    const settled = [opened(), created(sky, 2), { ...adjudicated(blue), ...ben }];
    const seen = { answer: blue, ...ben };
    const others = [
      { ...seen, answer: { colour: 'azure' } },
      { ...seen, by: 'reviewer:anna' },
    ];
    const withdraw = { type: 'assignment.withdraw-adjudication', assignmentId: sky } as const;
    const azure = {
      type: 'assignment.adjudicate',
      assignmentId: sky,
      answer: { colour: 'azure' },
      over: true,
    } as const;
    for (const command of [withdraw, azure]) {
      for (const other of others)
        given(...settled)
          .when({ ...command, seen: other })
          .thenRefused('assignment/adjudicated-anew', 'ben');
      given(opened(), created(sky, 2))
        .when({ ...command, seen })
        .thenRefused('assignment/not-adjudicated');
    }
    given(...settled)
      .when({ ...withdraw, seen })
      .then(adjudicationWithdrawn());
    given(...settled)
      .when({ ...azure, seen })
      .then(adjudicated({ colour: 'azure' }));
    given(...settled)
      .when({ ...azure, answer: blue, seen: others[0] })
      .then();
  });

  it('is completed once, when all its units are settled, and again after an extension', () => {
    const two = [created(sky, 2)];
    const completion = [AssignmentCompleted({ assignmentId: sky })];
    expect(completionOf(assignment.fold(two), 1)).toEqual([]);
    expect(completionOf(assignment.fold(two), 2)).toEqual(completion);
    expect(completionOf(assignment.fold([...two, assignmentCompleted()]), 2)).toEqual([]);
    const more = [...two, assignmentCompleted(), extended(3)];
    expect(completionOf(assignment.fold(more), 2)).toEqual([]);
    expect(completionOf(assignment.fold(more), 3)).toEqual(completion);
    expect(completionOf(assignment.fold([...two, extended(3), adjudicated(blue)]), 2)).toEqual([]);
    expect(completionOf(assignment.fold([...more, adjudicated(blue)]), 3)).toEqual(completion);
  });
});
