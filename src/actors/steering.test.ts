import { describe, expect, it } from 'vitest';
import {
  ada,
  assigned,
  assignmentCompleted,
  begun,
  bob,
  codeLoaded,
  completed,
  connected,
  created,
  dataEnded,
  extended,
  hidden,
  launched,
  noon,
  opened,
  openedForDevelopment,
  pageBuilt,
  paused,
  person,
  resumed,
  returned,
  sea0,
  shown,
  sky,
  sky0,
  sky1,
  skyCreated,
  stopped,
  submitted,
  took,
  unitAt,
} from '../events/fixtures.ts';
import { unitOf } from './run.ts';
import { connect, given, runAfter, submit } from './specify.ts';

describe('the page of a run', () => {
  const note = { type: 'task-run.note-page', sha256: 'aa' } as const;

  it('may change while it is open, if it is for development', () => {
    given(openedForDevelopment, launched).when(note).then(pageBuilt('aa'));
    given(openedForDevelopment, launched, pageBuilt('bb'), paused).when(note).then(pageBuilt('aa'));
    given(openedForDevelopment, launched, stopped).when(note).thenRefused('run/not-open');
  });

  it('stays that of its launch otherwise', () => {
    given(...begun())
      .when(note)
      .thenRefused('run/not-for-development');
    given().when(note).thenRefused('run/not-for-development');
  });

  it('is known by its version', () => {
    expect(runAfter(...begun()).taskRun.context.developedPage).toBeUndefined();
    expect(runAfter(openedForDevelopment).taskRun.context.developedPage).toBe('');
    expect(runAfter(openedForDevelopment, launched, pageBuilt('aa')).taskRun.context.developedPage).toBe('aa');
  });
});

describe('the code of a run', () => {
  const note = (sha256: string, isAsked?: boolean) =>
    ({ type: 'task-run.note-code', file: 'task.ts', sha256, isAsked }) as const;

  it('is recorded when it is another than before, or when somebody asked to load it', () => {
    given(...begun())
      .when(note('aa'))
      .then(codeLoaded('aa'));
    given(...begun(), codeLoaded('aa'))
      .when(note('aa'))
      .then();
    given(...begun(), codeLoaded('aa'))
      .when(note('aa', true))
      .then(codeLoaded('aa'));
    given(...begun(), codeLoaded('aa'), paused)
      .when(note('bb'))
      .then(codeLoaded('bb'));
  });

  it('is recorded also when the run is over, since answers may still be judged', () => {
    given(...begun(), stopped, completed)
      .when(note('aa'))
      .then(codeLoaded('aa'));
    given().when(note('aa')).thenRefused('run/not-open');
  });
});

describe('a hidden run', () => {
  const over = [...begun(), stopped, completed];
  it('is one that is over: others would be forgotten while they cost', () => {
    given(...begun())
      .when({ type: 'task-run.hide' })
      .thenRefused('run/not-over');
    given(...begun(), paused)
      .when({ type: 'task-run.hide' })
      .thenRefused('run/not-over');
    for (const history of [over, [...begun(), ...took(ada, sky0), stopped]])
      given(...history)
        .when({ type: 'task-run.hide' })
        .then(hidden);
  });
  it('is hidden and shown once', () => {
    given(...over, hidden)
      .when({ type: 'task-run.hide' })
      .then();
    given(...over, hidden)
      .when({ type: 'task-run.show' })
      .then(shown);
    for (const history of [over, [...over, hidden, shown], begun()])
      given(...history)
        .when({ type: 'task-run.show' })
        .then();
  });
});

describe('a paused run', () => {
  it('gives out nothing until it is resumed', () => {
    given(...begun())
      .when({ type: 'task-run.pause' })
      .then(paused);
    given(...begun(), paused)
      .when(connect(ada))
      .thenRefused('work/paused');
    given(...begun(), paused)
      .when({ type: 'task-run.resume' })
      .then(resumed);
    given(...begun(), paused, resumed)
      .when(connect(ada))
      .then(connected(ada, sky0), assigned(ada, sky0));
  });
  it('takes in what is in work, waits for its deadlines, and lets its pages go on', () => {
    const history = [...begun(), ...took(ada, sky0), paused];
    given(...history)
      .when(submit(ada))
      .then(submitted(ada, sky0));
    given(...history)
      .when({ type: 'agent.return', agentId: ada.agentId, now: noon })
      .then(returned(ada, sky0));
    given(...history)
      .when(connect(ada))
      .then();
    given(...history).thenWaits('time-out');
    given(opened(), launched, paused).thenWaits('produce-assignments');
  });
  it('completes with the last work in hand', () => {
    const one = [opened({ unitsPerAssignment: 1 }), created(sky, 1), dataEnded];
    given(...one, launched, ...took(ada, sky0), paused)
      .when(submit(ada))
      .then(submitted(ada, sky0), assignmentCompleted(), completed);
  });
  it('may be stopped', () =>
    given(...begun(), paused)
      .when({ type: 'task-run.stop' })
      .then(stopped, completed));
  it('is one that was launched, and asking again is nothing new', () => {
    given(...begun(), paused)
      .when({ type: 'task-run.pause' })
      .then();
    given(...begun())
      .when({ type: 'task-run.resume' })
      .then();
    given(opened(), skyCreated).when({ type: 'task-run.pause' }).thenRefused('run/not-launched');
    given(...begun(), stopped)
      .when({ type: 'task-run.pause' })
      .thenRefused('run/not-launched');
    given(...begun(), stopped, completed)
      .when({ type: 'task-run.resume' })
      .thenRefused('run/not-launched');
  });
});

describe('an extension', () => {
  const [again, cara] = [person('ada', 2), person('cara')];
  const extend = (unitsPerAssignment: number) => ({ type: 'task-run.extend', unitsPerAssignment }) as const;
  const sky2 = unitAt(0, 2);

  it('gives every item the units it lacks', () => {
    given(...begun())
      .when(extend(3))
      .then(extended(3));
    given(opened(), launched).when(extend(3)).then(extended(3));
    const run = runAfter(...begun(), ...took(ada, sky0), extended(3));
    expect(run.tally).toMatchObject({ units: 6, open: 5, assigned: 1 });
    expect(unitOf(run, sky2.unitId)?.unit.value).toBe('open');
  });
  it('offers the new units to those who have not had the item', () => {
    const whole = [...begun(), ...took(ada, sky0), submitted(ada, sky0), ...took(bob, sky1), submitted(bob, sky1)];
    const history = [...whole, assignmentCompleted(), ...took(again, sea0), submitted(again, sea0), extended(3)];
    given(...history)
      .when(connect(cara))
      .then(connected(cara, sky2), assigned(cara, sky2));
    given(...history)
      .when(connect(person('ada', 3)))
      .thenRefused('work/had-all');
    const bobAgain = person('bob', 2);
    const sea1 = unitAt(1, 1);
    given(...history)
      .when(connect(bobAgain))
      .then(connected(bobAgain, sea1), assigned(bobAgain, sea1));
  });
  it('launches a completed run again, which completes with its new units', () => {
    const one = [opened({ unitsPerAssignment: 1 }), created(sky, 1), dataEnded];
    const over = [...one, launched, ...took(ada, sky0), submitted(ada, sky0), assignmentCompleted(), completed];
    given(...over)
      .when(extend(2))
      .then(extended(2));
    given(...over, extended(2))
      .when(connect(bob))
      .then(connected(bob, sky1), assigned(bob, sky1));
    const whole = [submitted(bob, sky1), assignmentCompleted(), completed];
    given(...over, extended(2), ...took(bob, sky1))
      .when(submit(bob))
      .then(...whole);
    // What goes on is seen, and stays so.
    given(...over, hidden, extended(2), ...took(bob, sky1), ...whole)
      .when({ type: 'task-run.show' })
      .then();
  });
  it('gives later items as many', () =>
    given(opened(), extended(3))
      .when({ type: 'assignment.create', items: [{ shared: {} }] })
      .then(created(sky, 3)));
  it('leaves items alone that have enough of their own', () => {
    expect(runAfter(opened(), created(sky, 5), dataEnded, launched, extended(3)).tally).toMatchObject({ units: 5 });
  });
  it('leaves a paused run paused', () =>
    given(...begun(), paused, extended(3))
      .when(connect(ada))
      .thenRefused('work/paused'));
  it('is for more units only, and not for a run that was stopped', () => {
    given(...begun())
      .when(extend(2))
      .thenRefused('run/not-more');
    given(...begun(), stopped)
      .when(extend(3))
      .thenRefused('run/not-open');
    given(...begun(), stopped, completed)
      .when(extend(3))
      .thenRefused('run/not-open');
  });
});
