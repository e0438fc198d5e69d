import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  ada,
  assignmentCompleted,
  assignmentExtended,
  begun,
  bob,
  completed,
  created,
  dataEnded,
  expired,
  extended,
  launched,
  noon,
  opened,
  paused,
  person,
  runId,
  sky,
  sky0,
  sky1,
  skyData,
  stopped,
  submitted,
  took,
  unitAt,
} from '../events/fixtures.ts';
import { partsOf, unitIdOf } from '../events/ids.ts';
import { evolve } from './evolve-run.ts';
import { Refusal } from './refusal.ts';
import { newRun, type Run, unitOf } from './run.ts';
import { decide, type RunCommand, react } from './run-decide.ts';
import { connect, given, runAfter, submit } from './specify.ts';

const overlap = { question: 'colour', threshold: 0.6, mostUnits: 4 };
const cara = person('cara');
const dave = person('dave');
const sky2 = unitAt(0, 2);
const sky3 = unitAt(0, 3);
const is = (colour: unknown) => ({ colour });

/** A launched run with one item, of two units at first. */
const one = [opened({ overlap }), created(sky, 2), dataEnded, launched];
const disagreed = [...one, ...took(ada), submitted(ada, sky0, is('blue')), ...took(bob, sky1)];

describe('overlap that adapts', () => {
  it('adds a unit when all are submitted and the answers agree too little, in the same commit', () =>
    given(...disagreed)
      .when(submit(bob, is('grey')))
      .then(submitted(bob, sky1, is('grey')), assignmentExtended(3)));

  it('adds none while units are missing, or where the answers agree', () => {
    given(...one, ...took(ada))
      .when(submit(ada, is('blue')))
      .then(submitted(ada, sky0, is('blue')));
    given(...disagreed)
      .when(submit(bob, is(' blue ')))
      .then(submitted(bob, sky1, is(' blue ')), assignmentCompleted(), completed);
  });

  it('counts the share of the most frequent label, until it is enough', () => {
    const third = [...disagreed, submitted(bob, sky1, is('grey')), assignmentExtended(3), ...took(cara, sky2)];
    given(...third)
      .when(submit(cara, is('grey')))
      .then(submitted(cara, sky2, is('grey')), assignmentCompleted(), completed);
    given(...third)
      .when(submit(cara, is('red')))
      .then(submitted(cara, sky2, is('red')), assignmentExtended(4));
  });

  it('stops at the most units that an item may have', () => {
    const third = [...disagreed, submitted(bob, sky1, is('grey')), assignmentExtended(3), ...took(cara, sky2)];
    const fourth = [...third, submitted(cara, sky2, is('red')), assignmentExtended(4), ...took(dave, sky3)];
    given(...fourth)
      .when(submit(dave, is('pink')))
      .then(submitted(dave, sky3, is('pink')), assignmentCompleted(), completed);
  });

  it('offers the new unit first, and to nobody who has had the item', () => {
    const two = [opened({ overlap }), created(sky, 2), created(unitAt(1, 0).assignmentId, 2), dataEnded, launched];
    const open = [...two, ...disagreed.slice(one.length), submitted(bob, sky1, is('grey')), assignmentExtended(3)];
    given(...open)
      .when(connect(cara))
      .then(...took(cara, sky2));
    given(...open)
      .when(connect(person('ada', 2)))
      .then(...took(person('ada', 2), unitAt(1, 0)));
  });

  it('goes on in a pause, and ends with a stop, which cancels what was added', () => {
    given(...disagreed, paused)
      .when(submit(bob, is('grey')))
      .then(submitted(bob, sky1, is('grey')), assignmentExtended(3));
    given(...disagreed, stopped)
      .when(submit(bob, is('grey')))
      .then(submitted(bob, sky1, is('grey')), assignmentCompleted(), completed);
    const run = runAfter(...disagreed, submitted(bob, sky1, is('grey')), assignmentExtended(3), stopped);
    expect([unitOf(run, sky2.unitId)?.unit.value, run.tally]).toMatchObject(['expired', { units: 3, expired: 1 }]);
  });

  it('counts the answers of before when the run is extended', () => {
    const agreed = [...disagreed, submitted(bob, sky1, is('blue')), assignmentCompleted(), completed, extended(3)];
    given(...agreed, ...took(cara, sky2))
      .when(submit(cara, is('grey')))
      .then(submitted(cara, sky2, is('grey')), assignmentCompleted(), completed);
    given(...disagreed, submitted(bob, sky1, is('grey')), assignmentExtended(3), extended(4), ...took(cara, sky2))
      .when(submit(cara, is('red')))
      .then(submitted(cara, sky2, is('red')));
  });

  it('compares sets of labels whatever their order, and answers that Mephisto wraps', () => {
    const first = { final_submission: is(['blue', 'grey']) };
    given(...one, ...took(ada), submitted(ada, sky0, first), ...took(bob, sky1))
      .when(submit(bob, is(['grey', 'blue'])))
      .then(submitted(bob, sky1, is(['grey', 'blue'])), assignmentCompleted(), completed);
  });

  it('adds none to items with data for each unit, without an answer, or without the setting', () => {
    const [, , ...rest] = disagreed;
    const withUnitData = { ...created(sky, 2), data: { ...created(sky, 2).data, ...skyData } };
    given(opened({ overlap }), withUnitData, ...rest)
      .when(submit(bob, is('grey')))
      .then(submitted(bob, sky1, is('grey')), assignmentCompleted(), completed);
    given(...one, expired(sky0))
      .when({ type: 'unit.expire', unitId: sky1.unitId })
      .then(expired(sky1), assignmentCompleted(), completed);
    given(...begun(), ...took(ada), submitted(ada, sky0, is('blue')), ...took(bob, sky1))
      .when(submit(bob, is('grey')))
      .then(submitted(bob, sky1, is('grey')), assignmentCompleted());
  });
});

describe('a run whose overlap adapts', () => {
  const answers = fc.array(fc.record({ who: fc.nat(7), label: fc.nat(2), gives: fc.boolean() }), { maxLength: 60 });

  it('is complete when each item agrees enough or has all its units, and not before', () =>
    fc.assert(
      fc.property(answers, fc.constantFrom('first_in' as const, 'fewest_answers' as const), (steps, by) => {
        const { run, facts, ask } = studyOf(by);
        const labels: number[][] = [[], [], []];
        for (const [page, { who, label, gives }] of steps.entries()) {
          const [fact] = ask(connect(person(`w${who}`, page)));
          if (fact?.type !== 'agent.connected') continue;
          const { agentId, unitId } = fact.data;
          if (gives) ask({ type: 'agent.return', agentId, now: noon });
          else {
            labels[partsOf(unitId).index]?.push(label);
            ask({ type: 'agent.submit', agentId, answer: { colour: label } });
          }
        }
        for (const [index, given] of labels.entries()) expectUnits(run, index, given);
        const done = facts.filter(({ type }) => type === 'assignment.completed').length;
        expect(run.taskRun.matches('completed')).toBe(done === 3);
        expect(run.tally.open).toBe(run.tally.units - run.tally.completed);
      }),
      { numRuns: 200 },
    ));
});

/** That an item with these labels has no open unit if they are enough, and else one. */
function expectUnits(run: Run, index: number, given: readonly number[]) {
  const most = Math.max(...[0, 1, 2].map((label) => given.filter((one) => one === label).length));
  const isDone = given.length >= 2 && (given.length === 4 || most / given.length >= overlap.threshold);
  expect(run.freeUnits.sizes[index]).toBe(isDone ? given.length : Math.max(2, given.length + 1));
  const states = Array.from({ length: 4 }, (_, place) => unitOf(run, unitIdOf(runId, index, place))?.unit.value);
  expect(states.includes('open')).toBe(!isDone);
}

/** A launched run with three items; refused commands change nothing. */
function studyOf(by: 'first_in' | 'fewest_answers') {
  const run: Run = newRun();
  const facts: AnyNewFact[] = [];
  const record = (some: readonly AnyNewFact[]) => {
    for (const fact of some) evolve(run, fact);
    facts.push(...some);
  };
  function ask(command: RunCommand): AnyNewFact[] {
    try {
      const decided = decide(command, run);
      record(decided);
      if (decided.length > 0) record(react(run));
      return decided;
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  }
  record([opened({ overlap, ...(by === 'first_in' ? {} : { unitOrder: { by } }) })]);
  ask({ type: 'assignment.create', items: [0, 1, 2].map((n) => ({ shared: { n } })) });
  ask({ type: 'task-run.end-data', assignments: 3 });
  ask({ type: 'task-run.launch' });
  return { run, facts, ask };
}
