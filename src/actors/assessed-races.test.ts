import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { begun, noon, person } from '../events/fixtures.ts';
import { partsOf, type QualificationId, type UnitId, type WorkerId } from '../events/ids.ts';
import type { RunSettings } from '../events/task-run.ts';
import { type ArrivalCommand, agentAt, dueFor } from './arriving.ts';
import { evolve } from './evolve-run.ts';
import { Refusal } from './refusal.ts';
import { newRun, type Run } from './run.ts';
import { decide, type RunCommand, react } from './run-decide.ts';
import { assessedIn, purposeOf } from './special-units.ts';

const id = (name: string) => `${name}-aaaaa` as QualificationId;
const screening = { passedId: id('passed'), blockId: id('block'), maxUnits: 1 };
const gold = {
  ...{ correctId: id('right'), wrongId: id('wrong'), completedId: id('done'), disqualifiedId: id('out') },
  ...{ maxUnits: 6, min: 2, maxIncorrect: 1, every: 2 },
};
const names = ['ada', 'bob'];
const goldKeys = ['g1', 'g2', 'g3', 'g4'];

/** What can happen to the work of one of two workers; `right` is how the next judgement turns out. */
type Step = {
  what: 'arrive' | 'submit' | 'return' | 'time-out' | 'judge' | 'follow' | 'restart';
  who: number;
  right: boolean;
  /** Whether the caller has prepared what was due a step ago, and so may be late. */
  isLate: boolean;
};
const steps = fc.array(
  fc.record({
    what: fc.constantFrom<Step['what'][]>(
      'arrive',
      'arrive',
      'submit',
      'submit',
      'judge',
      'follow',
      'return',
      'time-out',
      'restart',
    ),
    who: fc.nat({ max: names.length - 1 }),
    right: fc.boolean(),
    isLate: fc.boolean(),
  }),
  { minLength: 20, maxLength: 60 },
);

/** A run that is driven step by step, with what its workers hold, as the workspace would know it. */
function driven(settings: Partial<RunSettings>) {
  const facts: AnyNewFact[] = [...begun({ allowedConcurrent: 1, unitsPerAssignment: 2, ...settings })];
  let run = replayed(facts);
  const held = new Map<WorkerId, Record<string, number>>();
  let agents = 0;
  let now = Date.parse('2026-01-01T12:00:00.000Z');
  const due = new Map<WorkerId, ReturnType<typeof dueFor>>();

  function ask(command: RunCommand): AnyNewFact[] {
    try {
      const decided = decide(command, run);
      for (const fact of decided) evolve(run, fact);
      const reactions = decided.length ? react(run) : [];
      for (const fact of reactions) evolve(run, fact);
      facts.push(...decided, ...reactions);
      return decided;
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  }
  const workerOf = (who: number) => person(names[who]!).workerId;
  const holdsOf = (workerId: WorkerId) => held.get(workerId) ?? {};

  function arrival(who: number): ArrivalCommand {
    const at = { now: new Date(now).toISOString(), elsewhere: 0, holds: holdsOf(workerOf(who)) };
    return { type: 'agent.connect', ...person(names[who]!, ++agents), ...at };
  }
  function offered(command: ArrivalCommand, purpose: ReturnType<typeof dueFor>): ArrivalCommand {
    if (purpose === 'screening') return { ...command, special: { purpose, item: {} } };
    if (purpose !== 'gold') return command;
    const { keys } = assessedIn(run.special, command.workerId);
    const key = goldKeys.find((one) => !keys.has(one));
    return { ...command, special: key ? { purpose, item: {}, key } : null };
  }
  const heldBy = (who: number) => run.workers.get(workerOf(who))?.held.at(-1);

  const acts: Record<Step['what'], (step: Step) => void> = {
    arrive({ who, isLate }) {
      const command = arrival(who);
      const present = dueFor(run, command);
      ask(offered(command, isLate ? due.get(command.workerId) : present));
      due.set(command.workerId, present);
    },
    submit({ who }) {
      const unitId = heldBy(who);
      const agentId = unitId && run.units.get(unitId)?.context.agentId;
      if (agentId) ask({ type: 'agent.submit', agentId, answer: {} });
    },
    return({ who }) {
      const unitId = heldBy(who);
      const agentId = unitId && run.units.get(unitId)?.context.agentId;
      if (agentId) ask({ type: 'agent.return', agentId, now: noon });
    },
    'time-out'({ who }) {
      const unitId = heldBy(who);
      if (!unitId) return;
      now += 3_600_000;
      ask({ type: 'unit.time-out', unitId, now: new Date(now).toISOString() });
    },
    judge({ right }) {
      const [first] = run.special.unjudged;
      if (!first) return;
      const [unitId, { workerId }] = first;
      const wrong = assessedIn(run.special, workerId).incorrect + Number(!right);
      ask({ type: 'unit.judge', unitId, correct: right, disqualifies: wrong > gold.maxIncorrect });
    },
    follow() {
      const [first] = run.special.unfollowed;
      if (!first) return;
      const [unitId, { workerId, purpose, correct, disqualifies }] = first;
      const grants = {
        ...(purpose === 'screening' ? { [correct ? screening.passedId : screening.blockId]: 1 } : {}),
        ...(disqualifies ? { [gold.disqualifiedId]: 1 } : {}),
      };
      held.set(workerId, { ...holdsOf(workerId), ...grants });
      ask({ type: 'units.note-judgements-followed', unitIds: [unitId] });
    },
    restart() {
      run = replayed(facts);
    },
  };
  return { facts, run: () => run, step: (one: Step) => acts[one.what](one), arrival };
}

function replayed(facts: readonly AnyNewFact[]): Run {
  const run = newRun();
  for (const fact of facts) evolve(run, fact);
  return run;
}

/** The units that each worker was given, in order, with what was known of them then. */
function given(facts: readonly AnyNewFact[]) {
  const run = newRun();
  return facts.flatMap((fact) => {
    evolve(run, fact);
    if (fact.type !== 'unit.assigned') return [];
    const { workerId, unitId } = fact.data;
    const { correct, incorrect, waiting } = assessedIn(run.special, workerId);
    const made = run.special.made.get(partsOf(unitId).index);
    return [
      {
        workerId,
        madeFor: made?.workerId ?? workerId,
        purpose: purposeOf(run.special, unitId),
        correct,
        incorrect,
        waiting,
      },
    ];
  });
}

const lacks = (qualificationId: QualificationId) =>
  ({ qualificationId, name: qualificationId, comparator: 'DoesNotExist' }) as const;

describe('whatever workers do at once, with restarts in between', () => {
  it('gives nobody an ordinary unit before they passed screening, and no more screening units than allowed', () =>
    fc.assert(
      fc.property(steps, (all) => {
        const study = driven({ screening, requirements: [lacks(screening.blockId)] });
        for (const step of all) study.step(step);
        expect(tooEarly(study.facts, study.run())).toEqual([]);
        expect(study.run().special.counts.screening).toBeLessThanOrEqual(screening.maxUnits);
      }),
      { numRuns: 300 },
    ));

  it('gives no gold item twice to a worker, nothing before the last judgement, and nothing to who failed', () =>
    fc.assert(
      fc.property(steps, (all) => {
        const study = driven({ gold, requirements: [lacks(gold.disqualifiedId)] });
        for (const step of all) study.step(step);
        for (const { workerId, madeFor, purpose, correct, incorrect, waiting } of given(study.facts)) {
          expect(madeFor).toBe(workerId);
          expect(waiting).toBe(0);
          if (purpose !== 'gold') expect(correct).toBeGreaterThanOrEqual(gold.min);
          expect([workerId, incorrect]).toEqual([workerId, Math.min(incorrect, gold.maxIncorrect)]);
        }
        const keys = study.facts.flatMap((fact) =>
          fact.type === 'assignment.created' && fact.data.special
            ? [`${fact.data.special.workerId} ${fact.data.special.key}`]
            : [],
        );
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 300 },
    ));

  it('says that there is no work only where there is none', () =>
    fc.assert(
      fc.property(steps, (all) => {
        const study = driven({ screening, requirements: [lacks(screening.blockId)] });
        for (const step of all) study.step(step);
        const run = study.run();
        for (const who of names.keys()) {
          const command = study.arrival(who);
          const known = { ...command, holds: { ...command.holds, [screening.passedId]: 1 } };
          if (agentAt(run, known) || dueFor(run, known) === 'judgement') continue;
          const code = refusalOf(run, known);
          if (code !== 'work/none' && code !== 'work/had-all') continue;
          expect(freeFor(run, command.workerId)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    ));

  it('comes to the same state after a restart', () =>
    fc.assert(
      fc.property(steps, (all) => {
        const study = driven({ gold, requirements: [lacks(gold.disqualifiedId)] });
        for (const step of all) study.step(step);
        expect(replayed(study.facts).special).toEqual(study.run().special);
        expect(replayed(study.facts).tally).toEqual(study.run().tally);
      }),
      { numRuns: 300 },
    ));
});

/** The ordinary units that were given to somebody who had not passed screening, and any that were given to who failed. */
function tooEarly(facts: readonly AnyNewFact[], run: Run): UnitId[] {
  const outcomes = new Map<WorkerId, boolean>();
  return facts.flatMap((fact) => {
    if (fact.type === 'unit.judged') outcomes.set(fact.data.workerId, fact.data.correct === true);
    if (fact.type !== 'unit.assigned') return [];
    const outcome = outcomes.get(fact.data.workerId);
    const isOrdinary = purposeOf(run.special, fact.data.unitId) === undefined;
    return outcome === false || (isOrdinary && !outcome) ? [fact.data.unitId] : [];
  });
}

function refusalOf(run: Run, command: ArrivalCommand): string | undefined {
  try {
    expect(decide(command, run).length).toBeGreaterThan(0);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** The assignments with an open unit that a worker has had no unit of. */
function freeFor(run: Run, workerId: WorkerId): number[] {
  const had = run.workers.get(workerId)?.had ?? new Set<number>();
  return [...run.freeUnits.sizes.keys()].filter(
    (index) => !had.has(index) && !run.special.made.has(index) && hasFree(run, index),
  );
}

const hasFree = (run: Run, index: number) =>
  [...Array(run.freeUnits.sizes[index] ?? 0).keys()].some((place) => {
    const unit = run.units.get(`${run.taskRun.context.runId}.${index}.${place}` as UnitId);
    return unit === undefined || unit.matches('open');
  });
