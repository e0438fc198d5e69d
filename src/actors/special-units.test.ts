import { describe, expect, it } from 'vitest';
import { AssignmentCreated } from '../events/assignment.ts';
import {
  ada,
  assigned,
  assignmentCompleted,
  begun,
  blue,
  bob,
  completed,
  connected,
  extended,
  halfPast,
  holder,
  noon,
  person,
  returned,
  sky0,
  stopped,
  submitted,
  submittedLate,
  timedOut,
  took,
  unitAt,
} from '../events/fixtures.ts';
import type { QualificationId } from '../events/ids.ts';
import { UnitAssigned, UnitExpired, UnitJudged, UnitJudgementFollowed } from '../events/unit.ts';
import { dueFor } from './arriving.ts';
import { completesStudy } from './special-units.ts';
import { connect, given, runAfter, submit } from './specify.ts';

const id = (name: string) => `${name}-aaaaa` as QualificationId;
const screening = { passedId: id('passed'), blockId: id('block'), maxUnits: 2 };
const gold = {
  ...{ correctId: id('right'), wrongId: id('wrong'), completedId: id('done'), disqualifiedId: id('out') },
  ...{ maxUnits: 5, min: 1, maxIncorrect: 0, every: 2 },
};
const item = { text: 'Press the red button' };
/** The first unit beside those of the two items of the run. */
const made = unitAt(2, 0);
const madeFor = (who = ada, purpose: 'screening' | 'gold' = 'screening', unit = made, key?: string) => [
  AssignmentCreated({
    assignmentId: unit.assignmentId,
    ...{ units: 1, shared: item },
    special: { purpose, workerId: who.workerId, ...(key ? { key } : {}) },
  }),
  connected(who, unit),
  assigned(who, unit),
];
const judged = (correct: boolean | null, who = ada, purpose: 'screening' | 'gold' = 'screening', more = {}) =>
  UnitJudged({ ...made, ...holder(who), purpose, correct, ...more });
const closed = assignmentCompleted(made.assignmentId);
const followed = (who = ada) => UnitJudgementFollowed({ ...made, workerId: who.workerId });
const next = person('ada', 2);

describe('a run that screens its workers', () => {
  const run = begun({ screening });
  const ask = (who = ada) => ({ ...connect(who), special: { purpose: 'screening', item } as const });
  const done = [...run, ...madeFor(), submitted(ada, made), closed];

  it('gives a worker a screening unit first, which is made for them', () => {
    expect(dueFor(runAfter(...run), connect(ada))).toBe('screening');
    given(...run)
      .when(ask())
      .then(...madeFor());
  });
  it('decides nothing without its item, and says that there is no work if there is none', () => {
    given(...run)
      .when(connect(ada))
      .then();
    given(...run)
      .when({ ...connect(ada), special: null })
      .thenRefused('work/none');
  });
  it('gives the unit to nobody else, and takes it back when its worker does not do it', () => {
    given(...run, ...madeFor())
      .when({ ...connect(bob), holds: { [screening.passedId]: 1 } })
      .then(...took(bob));
    given(...run, ...madeFor())
      .when({ type: 'agent.return', agentId: ada.agentId, now: noon })
      .then(returned(ada, made), UnitExpired(made), closed);
    given(...run, ...madeFor())
      .when({ type: 'unit.time-out', unitId: made.unitId, now: halfPast })
      .then(timedOut(ada, made), UnitExpired(made), closed);
  });
  it('gives no more of them than allowed; one that came back does not count', () => {
    const both = [...madeFor(), ...madeFor(bob, 'screening', unitAt(3, 0))];
    given(...run, ...both)
      .when(ask(person('eve')))
      .thenRefused('work/none');
    const back = [returned(ada, made), UnitExpired(made), closed];
    given(...run, ...both, ...back)
      .when(ask(person('eve')))
      .then(...madeFor(person('eve'), 'screening', unitAt(4, 0)));
  });
  it('waits for the judgement before it gives anything else', () => {
    given(...done).thenWaits('judge-unit');
    given(...done)
      .when(ask(next))
      .thenRefused('work/being-checked');
    given(...done)
      .when({ type: 'unit.judge', unitId: made.unitId, correct: true })
      .then(judged(true));
    given(...done, judged(true)).thenWaits('follow-judgement');
  });
  it('is judged in the same commit if its right answer is known', () =>
    given(...run, ...madeFor())
      .when({ ...submit(ada), answer: blue, outcome: { correct: true } })
      .then(submitted(ada, made), judged(true), closed));
  it('judges once', () => {
    given(...done, judged(true))
      .when({ type: 'unit.judge', unitId: made.unitId, correct: false })
      .then();
    given(...done, judged(true))
      .when({ type: 'units.note-judgements-followed', unitIds: [made.unitId] })
      .then(followed());
    given(...done, judged(true), followed())
      .when({ type: 'units.note-judgements-followed', unitIds: [made.unitId] })
      .then();
  });
  it('gives ordinary units to who passed, at once and from then on', () => {
    given(...done, judged(true))
      .when(connect(next))
      .then(...took(next));
    given(...done, judged(true), followed())
      .when({ ...connect(next), holds: { [screening.passedId]: 1 } })
      .then(...took(next));
  });
  it('gives nothing to who failed', () =>
    given(...done, judged(false))
      .when(connect(next))
      .thenRefused('work/not-qualified'));
  it('screens again where nothing was decided', () => {
    const again = [...done, judged(null), followed()];
    given(...again)
      .when(ask(next))
      .then(...madeFor(next, 'screening', unitAt(3, 0)));
  });
  it('adds no units to them when it is extended', () =>
    expect(runAfter(...run, ...madeFor(), extended(3)).freeUnits.sizes).toEqual([3, 3, 1]));
  it('can end with them', () =>
    given(...run, stopped, completed)
      .when(ask())
      .thenRefused('work/all-done'));
});

describe('a run in which the first ordinary unit screens', () => {
  const run = begun({ screening: { ...screening, maxUnits: 0 } });
  const first = [connected(ada), UnitAssigned({ ...sky0, ...holder(ada), deadline: halfPast, purpose: 'screening' })];
  const judgedHere = UnitJudged({ ...sky0, ...holder(ada), purpose: 'screening', correct: true });

  it('says so when it gives it out', () =>
    given(...run)
      .when(connect(ada))
      .then(...first));
  it('judges it, and no others', () => {
    given(...run, ...first, submitted(ada)).thenWaits('judge-unit');
    given(...run, ...first, submitted(ada))
      .when({ type: 'unit.judge', unitId: sky0.unitId, correct: true })
      .then(judgedHere);
    const passed = [...run, ...first, submitted(ada), judgedHere];
    const sea = unitAt(1, 0);
    given(...passed)
      .when(connect(next))
      .then(...took(next, sea));
    given(...passed, ...took(next, sea), submitted(next, sea)).thenWaits('follow-judgement');
  });
  it('judges its answer also after it was returned, or timed out', () => {
    for (const left of [returned(ada), timedOut(ada)]) {
      const back = [...run, ...first, left];
      given(...back, submitted(ada)).thenWaits('judge-unit');
      given(...back, submitted(ada))
        .when(connect(next))
        .thenRefused('work/being-checked');
    }
  });
});

describe('a run with gold units', () => {
  const run = begun({ gold });
  const ask = (who = ada, more = {}) => ({
    ...connect(who),
    special: { purpose: 'gold', item, key: 'k1' } as const,
    ...more,
  });
  const right = [
    ...run,
    ...madeFor(ada, 'gold', made, 'k1'),
    submitted(ada, made),
    closed,
    judged(true, ada, 'gold'),
    followed(),
  ];

  it('gives as many as asked before the first ordinary unit', () => {
    given(...run)
      .when(ask())
      .then(...madeFor(ada, 'gold', made, 'k1'));
    given(...right)
      .when(connect(next))
      .then(...took(next));
  });
  it('gives the next after so many ordinary units', () => {
    const [first, second] = [unitAt(0, 0), unitAt(1, 0)];
    const one = [...right, ...took(next, first), submitted(next, first)];
    expect(dueFor(runAfter(...one), connect(person('ada', 3)))).toBeUndefined();
    const third = person('ada', 3);
    const two = [...one, ...took(third, second), submitted(third, second)];
    expect(dueFor(runAfter(...two), connect(person('ada', 4)))).toBe('gold');
  });
  it('counts what the worker did in other runs', () => {
    const assessed = { correct: 1, incorrect: 0, completed: 0, keys: ['k0'] };
    given(...run)
      .when({ ...connect(ada), assessed })
      .then(...took(ada));
  });
  it('gives an ordinary unit if no gold item is left, but not before the first gold units', () => {
    given(...run)
      .when({ ...connect(ada), special: null })
      .thenRefused('work/none');
    given(...right)
      .when({ ...connect(next), goldDue: true, special: null })
      .then(...took(next));
  });
  it('listens to the code of the task, and to chance', () => {
    expect(dueFor(runAfter(...right), { ...connect(next), goldDue: true })).toBe('gold');
    const byChance = right.map((fact) => fact);
    byChance[0] = begun({ gold: { ...gold, every: undefined, probability: 0.5 } })[0]!;
    expect(dueFor(runAfter(...byChance), { ...connect(next), chance: 0.4 })).toBe('gold');
    expect(dueFor(runAfter(...byChance), { ...connect(next), chance: 0.6 })).toBeUndefined();
  });
  it('knows which gold items a worker returned, since they get those again if no other is left', () => {
    const back = [...run, ...madeFor(ada, 'gold', made, 'k1'), returned(ada, made), UnitExpired(made), closed];
    const worker = runAfter(...back).special.workers.get(ada.workerId);
    expect([worker?.keys, worker?.unanswered]).toEqual([new Set(['k1']), new Set(['k1'])]);
    const again = [...back, ...madeFor(next, 'gold', unitAt(3, 0), 'k1')];
    expect(runAfter(...again).special.workers.get(ada.workerId)?.unanswered).toEqual(new Set());
  });
  it('makes no more than its maximum, except for those who lack their first', () => {
    const few = begun({ gold: { ...gold, maxUnits: 1 } });
    const made1 = [...few, ...right.slice(few.length)];
    expect(dueFor(runAfter(...made1), { ...connect(next), goldDue: true })).toBeUndefined();
    expect(dueFor(runAfter(...made1), connect(bob))).toBe('gold');
  });
  it('gives nothing to a worker whom they disqualify', () => {
    const wrong = judged(false, ada, 'gold', { disqualifies: true });
    const failed = [...run, ...madeFor(ada, 'gold', made, 'k1'), submitted(ada, made), closed];
    given(...failed)
      .when({ type: 'unit.judge', unitId: made.unitId, correct: false, disqualifies: true })
      .then(wrong);
    given(...failed, wrong)
      .when(connect(next))
      .thenRefused('work/not-qualified');
  });
  it('does not count them as items that a worker can have', () => {
    const all = [unitAt(0, 0), unitAt(1, 0)].flatMap((unit, n) => [
      ...took(person('ada', n + 2), unit),
      submitted(person('ada', n + 2), unit),
    ]);
    given(...right, ...all)
      .when(connect(person('ada', 9)))
      .thenRefused('work/had-all');
  });
});

it('the code of a task hears of every submission, if it wants to', () => {
  const run = [...begun({ tellsCode: true }), ...took(ada), submitted(ada)];
  given(...run).thenWaits('judge-unit');
  given(...run)
    .when(connect(next))
    .then(...took(next, unitAt(1, 0)));
  const asked = [{ name: 'careful', value: 2 }];
  const heard = UnitJudged({ ...sky0, ...holder(ada), asked });
  given(...run)
    .when({ type: 'unit.judge', unitId: sky0.unitId, asked })
    .then(heard);
  given(...run, heard).thenWaits('follow-judgement');
  given(...run, UnitJudged({ ...sky0, ...holder(ada) })).thenWaits();
});

describe('the study of a worker', () => {
  const completes = (who: typeof ada, ...facts: Parameters<typeof runAfter>) => {
    const { special, agents } = runAfter(...facts);
    return completesStudy(special, agents.get(who.agentId) as NonNullable<ReturnType<typeof agents.get>>);
  };
  const run = begun({ screening });
  const screened = [...run, ...madeFor(), submitted(ada, made), closed];

  it('is complete with a screening that they passed, also once that was followed', () => {
    expect(completes(ada, ...screened)).toBe(false);
    expect(completes(ada, ...screened, judged(true))).toBe(true);
    expect(completes(ada, ...screened, judged(true), followed())).toBe(true);
  });

  it.each([false, null])('is not complete with a screening that was judged %s', (correct) => {
    expect(completes(ada, ...screened, judged(correct))).toBe(false);
    expect(completes(ada, ...screened, judged(correct), followed())).toBe(false);
  });

  it('is not complete with an answer that came too late', () => {
    const withdrawn = [timedOut(ada, made), UnitExpired(made), closed];
    expect(completes(ada, ...run, ...madeFor(), ...withdrawn, submittedLate(ada, made))).toBe(false);
    const taken = [timedOut(ada), ...took(bob, sky0), submitted(bob)];
    expect(completes(ada, ...begun(), ...took(ada, sky0), ...taken, submittedLate(ada))).toBe(false);
    expect(completes(ada, ...begun(), ...took(ada, sky0))).toBe(false);
  });

  it('is complete with an ordinary unit of one who was let in though they failed', () => {
    const letIn = [connected(next, sky0), assigned(next, sky0), submitted(next, sky0)];
    expect(completes(next, ...screened, judged(false), followed(), ...letIn)).toBe(true);
    expect(completes(ada, ...screened, judged(false), followed(), ...letIn)).toBe(false);
  });
});
