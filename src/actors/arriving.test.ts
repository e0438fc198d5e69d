import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  ada,
  assigned,
  begun,
  bob,
  completed,
  connected,
  created,
  dataEnded,
  halfPast,
  launched,
  noon,
  opened,
  paused,
  person,
  returned,
  sea,
  sea0,
  sky,
  sky0,
  sky1,
  skyCreated,
  stopped,
  submitted,
  timedOut,
  took,
  unitAt,
} from '../events/fixtures.ts';
import type { QualificationId } from '../events/ids.ts';
import { agentAt } from './arriving.ts';
import { connect, given, runAfter, submit } from './specify.ts';
import { onlyForNewWorkers } from './units-left.ts';

const otherTab = person('ada', 2);
const thirdTab = person('ada', 3);
const late = (arrival: ReturnType<typeof connect>) => ({ ...arrival, now: halfPast });

/** A worker's page gets no new unit, but goes on as this agent. */
function thenGoesOnAs(facts: readonly AnyNewFact[], page: typeof ada, agent: typeof ada) {
  given(...facts)
    .when(connect(page))
    .then();
  expect(agentAt(runAfter(...facts), { ...page, now: noon, elsewhere: 0 })).toBe(agent.agentId);
}

describe('giving out work', () => {
  it('gives the first unit in order to the first worker, with the time of the settings', () =>
    given(...begun())
      .when(connect(ada))
      .then(connected(ada, sky0), assigned(ada, sky0)));
  it('gives the next unit to the next worker', () =>
    given(...begun(), ...took(ada, sky0))
      .when(connect(bob))
      .then(connected(bob, sky1), assigned(bob, sky1)));
  it('never gives two units of one assignment to one worker', () => {
    given(...begun(), ...took(ada, sky0))
      .when(connect(otherTab))
      .then(connected(otherTab, sea0), assigned(otherTab, sea0));
    given(...begun(), ...took(ada, sky0), submitted(ada, sky0), ...took(otherTab, sea0), submitted(otherTab, sea0))
      .when(connect(thirdTab))
      .thenRefused('work/had-all');
  });
  it('offers a unit that was returned before any fresh one, but not to the same worker', () => {
    const history = [...begun(), ...took(ada, sky0), returned(ada, sky0)];
    given(...history)
      .when(connect(bob))
      .then(connected(bob, sky0), assigned(bob, sky0));
    given(...history)
      .when(connect(otherTab))
      .then(connected(otherTab, sea0), assigned(otherTab, sea0));
  });
  it('gives nothing new to a worker who is blocked, and lets them go on with what they hold', () => {
    given(...begun())
      .when({ ...connect(ada), isBlocked: true })
      .thenRefused('work/not-qualified');
    given(...begun(), ...took(ada, sky0))
      .when({ ...connect(ada), isBlocked: true })
      .then();
    given(...begun(), ...took(ada, sky0), timedOut(ada, sky0), ...took(bob, sky0))
      .when({ ...connect(ada), isBlocked: true })
      .thenRefused('work/not-qualified');
  });
  it('gives units to those who meet its requirements, and lets others go on with what they hold', () => {
    const trained = {
      qualificationId: 'trained-aaaaa' as QualificationId,
      name: 'trained',
      comparator: 'Exists',
    } as const;
    const history = begun({ requirements: [trained] });
    given(...history)
      .when(connect(ada))
      .thenRefused('work/not-qualified');
    given(...history)
      .when({ ...connect(ada), holds: { 'trained-aaaaa': 0 } })
      .then(...took(ada));
    given(...history, ...took(ada, sky0))
      .when(connect(ada))
      .then();
    given(...history, ...took(ada, sky0), timedOut(ada, sky0))
      .when(connect(ada))
      .thenRefused('work/not-qualified');
    given(...history, stopped)
      .when(connect(ada))
      .thenRefused('work/all-done');
    given(...begun({ requirements: [{ ...trained, providers: ['panel'] }] }))
      .when(connect(ada))
      .then(...took(ada));
  });
  it('keeps to the number of units in work at once', () => {
    const history = begun({ maxNumConcurrentUnits: 1 });
    given(...history)
      .when(connect(ada))
      .then(...took(ada));
    given(...history, ...took(ada))
      .when(connect(bob))
      .thenRefused('work/full');
  });
});

describe('a page that comes again', () => {
  it('changes nothing while it is at work', () => thenGoesOnAs([...begun(), ...took(ada, sky0)], ada, ada));
  it('goes on after its time ran out as long as nobody else has the unit', () => {
    const history = [...begun(), ...took(ada, sky0), timedOut(ada, sky0)];
    thenGoesOnAs(history, ada, ada);
    const anew = { ...ada, agentId: otherTab.agentId };
    given(...history, ...took(bob, sky0))
      .when(connect(anew))
      .then(connected(anew, sea0), assigned(anew, sea0));
  });
  it('does not go on after its time ran out where its answer would not count, or another unit is held', () => {
    const out = [...took(ada, sky0), timedOut(ada, sky0), ...took(otherTab, sea0)];
    thenGoesOnAs([...begun({ allowedConcurrent: 1 }), ...out], ada, otherTab);
    given(...begun({ maximumUnitsPerWorker: 1 }), ...out, submitted(otherTab, sea0))
      .when(connect({ ...ada, agentId: thirdTab.agentId }))
      .thenRefused('work/maximum-reached');
    given(...begun(), ...took(ada, sky0), timedOut(ada, sky0))
      .when({ ...connect(ada), isBlocked: true })
      .thenRefused('work/not-qualified');
  });
  it('gets the next unit after it returned one', () => {
    const anew = { ...ada, agentId: otherTab.agentId };
    given(...begun(), ...took(ada, sky0), returned(ada, sky0))
      .when(connect(anew))
      .then(connected(anew, sea0), assigned(anew, sea0));
  });
  it('gets the next unit after it submitted one, also if it never heard of that', () => {
    const anew = { ...ada, agentId: otherTab.agentId };
    given(...begun(), ...took(ada, sky0), submitted(ada, sky0))
      .when(connect(anew))
      .then(connected(anew, sea0), assigned(anew, sea0));
  });
});

describe('a worker in a second tab or on another device', () => {
  const one = begun({ allowedConcurrent: 1 });

  it('goes on with the unit they hold', () => thenGoesOnAs([...one, ...took(ada, sky0)], otherTab, ada));
  it('gets another one where they may hold several, and then goes on with the last', () => {
    const two = begun({ allowedConcurrent: 2 });
    given(...two, ...took(ada, sky0))
      .when(connect(otherTab))
      .then(connected(otherTab, sea0), assigned(otherTab, sea0));
    thenGoesOnAs([...two, ...took(ada, sky0), ...took(otherTab, sea0)], thirdTab, otherTab);
    thenGoesOnAs([...two, ...took(ada, sky0), ...took(otherTab, sea0)], ada, ada);
  });
  it('goes on with the unit they hold where they would be refused another: at the maximum, in a pause, after the end', () => {
    thenGoesOnAs([...begun({ maximumUnitsPerWorker: 1 }), ...took(ada, sky0)], otherTab, ada);
    thenGoesOnAs([...begun(), ...took(ada, sky0), paused], otherTab, ada);
    thenGoesOnAs([...begun(), ...took(ada, sky0), stopped], otherTab, ada);
  });
  it('gets the next unit when they have submitted it', () =>
    given(...one, ...took(ada, sky0), submitted(ada, sky0))
      .when(connect(otherTab))
      .then(connected(otherTab, sea0), assigned(otherTab, sea0)));
  it('gets the next unit when their time for it has passed, which is recorded first', () => {
    const at = { deadline: '2026-01-01T13:00:00.000Z' };
    const next = assigned(otherTab, sea0);
    given(...one, ...took(ada, sky0))
      .when(late(connect(otherTab)))
      .then(timedOut(ada, sky0), connected(otherTab, sea0), { ...next, data: { ...next.data, ...at } });
  });
});

describe('a worker for whom there is nothing', () => {
  it('is told to come later before the launch, in a pause, and while all units are in work', () => {
    given(opened(), skyCreated, dataEnded).when(connect(ada)).thenRefused('work/none');
    given(...begun(), paused)
      .when(connect(ada))
      .thenRefused('work/paused');
    given(opened({ unitsPerAssignment: 1 }), created(sky, 1), dataEnded, launched, ...took(bob, sky0))
      .when(connect(ada))
      .thenRefused('work/none');
  });
  it('is told that all is done when the run has ended', () => {
    given(...begun(), stopped)
      .when(connect(ada))
      .thenRefused('work/all-done');
    given(...begun(), stopped, completed)
      .when(connect(ada))
      .thenRefused('work/all-done');
  });
  it('is told that they have had all when no other item can come', () => {
    const had = [created(sky, 2), ...took(ada, sky0), submitted(ada, sky0)];
    given(opened(), launched, ...had, dataEnded)
      .when(connect(otherTab))
      .thenRefused('work/had-all');
    given(opened(), launched, ...had)
      .when(connect(otherTab))
      .thenRefused('work/none');
  });
  it('is told of the maximum when they have submitted as many, here and in other runs of the task', () => {
    const history = begun({ maximumUnitsPerWorker: 2 });
    given(...history)
      .when(connect(ada, 2))
      .thenRefused('work/maximum-reached');
    given(...history, ...took(ada), submitted(ada))
      .when(connect(otherTab, 1))
      .thenRefused('work/maximum-reached');
    given(...history)
      .when(connect(ada, 1))
      .then(connected(ada, sky0), assigned(ada, sky0));
  });
  it('is told to finish what they hold in another run of the task, where that is the reason', () =>
    given(...begun({ maximumUnitsPerWorker: 1 }))
      .when({ ...connect(ada, 1), heldElsewhere: 1 })
      .thenRefused('work/too-many-at-once'));
});

describe('the maximum of a worker', () => {
  const history = [...begun({ maximumUnitsPerWorker: 1 }), ...took(ada, sky0)];
  const isLate = (answer: unknown) => expect.objectContaining({ type: 'agent.submitted-late', data: answer });

  it.each([
    ['returned', returned(ada, sky0)],
    ['ran out of time', timedOut(ada, sky0)],
  ])('is not passed by a unit that %s', (_, back) => {
    const second = [...history, back, ...took(otherTab, sea0)];
    given(...second)
      .when(submit(ada))
      .then(isLate(expect.objectContaining({ agentId: ada.agentId })));
    given(...second)
      .when(submit(otherTab))
      .then(submitted(otherTab, sea0));
    given(...history, back)
      .when(submit(ada))
      .then(submitted(ada, sky0));
    given(...history, back)
      .when({ ...submit(ada), elsewhere: 1 })
      .then(isLate(expect.anything()));
  });
  it('takes the answer for a unit that is held', () =>
    given(...history)
      .when({ ...submit(ada), elsewhere: 1 })
      .then(submitted(ada, sky0)));
});

describe('a unit that came back', () => {
  const small = (changed = {}) => [opened({ unitsPerAssignment: 1, ...changed }), created(sky, 1), dataEnded, launched];
  const again = { reofferReturnedUnits: true };

  it('is left for others', () =>
    given(...small(), ...took(ada, sky0), returned(ada, sky0))
      .when(connect(otherTab))
      .thenRefused('work/had-all'));
  it('is offered to the same worker where the task says so, when nothing else is free', () => {
    const two = [opened({ unitsPerAssignment: 1, ...again }), created(sky, 1), created(sea, 1), dataEnded, launched];
    given(...small(again), ...took(ada, sky0), timedOut(ada, sky0))
      .when(connect(otherTab))
      .then(connected(otherTab, sky0), assigned(otherTab, sky0));
    given(...two, ...took(ada, sky0), returned(ada, sky0))
      .when(connect(otherTab))
      .then(connected(otherTab, sea0), assigned(otherTab, sea0));
  });
  it('may come back for the same worker, who is told so while others are at work', () => {
    const one = [opened({ unitsPerAssignment: 2, ...again }), created(sky, 2), dataEnded, launched];
    given(...one, ...took(ada, sky0), submitted(ada, sky0), ...took(bob, sky1))
      .when(connect(otherTab))
      .thenRefused('work/none');
  });
  it('is not offered to a worker who has answered or holds the same item', () => {
    const cara = person('cara');
    const history = [...begun(again), ...took(ada, sky0), ...took(bob, sky1), returned(bob, sky1)];
    const taken = [...took(cara, sea0), ...took(person('bob', 2), unitAt(1, 1))];
    given(...history, submitted(ada, sky0), ...taken)
      .when(connect(otherTab))
      .thenRefused('work/none');
    thenGoesOnAs([...history, ...taken], otherTab, ada);
  });
  it('is the one they had, where several of the item came back, so that their earlier answer cannot count beside', () => {
    const history = [...begun(again), ...took(bob, sky0), ...took(ada, sky1), ...took(otherTab, sea0)];
    const rest = [submitted(otherTab, sea0), ...took(person('bob', 2), unitAt(1, 1))];
    given(...history, ...rest, returned(ada, sky1), returned(bob, sky0))
      .when(connect(thirdTab))
      .then(connected(thirdTab, sky1), assigned(thirdTab, sky1));
  });
});

describe('a run of which all have had what is open', () => {
  const two = [opened({ unitsPerAssignment: 1 }), created(sky, 1), created(sea, 1), dataEnded, launched];
  const openFor = (...facts: AnyNewFact[]) => onlyForNewWorkers(runAfter(...facts));
  const back = [...took(ada, sky0), returned(ada, sky0)];

  it('says how many units only somebody new can take', () => {
    const history = [...two, ...back, ...took(otherTab, sea0), submitted(otherTab, sea0)];
    expect(openFor(...history)).toBe(1);
    expect(onlyForNewWorkers(runAfter(...history), 0)).toBe(0);
  });
  it('says nothing while there is a fresh unit, a worker who has not had it, or nobody yet', () => {
    expect(openFor(...two)).toBe(0);
    expect(openFor(...two, ...back)).toBe(0);
    expect(openFor(...two, ...back, ...took(bob, sea0))).toBe(0);
  });
  it('says nothing where units are offered again, or the run has ended', () => {
    const once = [created(sky, 1), dataEnded, launched, ...back];
    expect(openFor(opened({ unitsPerAssignment: 1 }), ...once)).toBe(1);
    expect(openFor(opened({ unitsPerAssignment: 1, reofferReturnedUnits: true }), ...once)).toBe(0);
    expect(openFor(opened({ unitsPerAssignment: 1 }), ...once, stopped)).toBe(0);
  });
});
