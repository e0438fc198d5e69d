import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { created, dataEnded, launched, noon, opened, person, runId } from '../events/fixtures.ts';
import { assignmentIdOf, type WorkerId } from '../events/ids.ts';
import type { Rule } from '../events/rule.ts';
import { evolve } from './evolve-run.ts';
import { Refusal } from './refusal.ts';
import { newRun, type Run } from './run.ts';
import { decide, type RunCommand, react } from './run-decide.ts';

const names = ['ada', 'bob'];
const pauseMinutes = 30;
const rules: Rule[] = [
  { measure: 'returned', comparator: '>=', threshold: 2, action: { type: 'pause', minutes: pauseMinutes } },
  {
    ...{ measure: 'fast_answers_in_a_row', comparator: '>=', threshold: 2, fasterThanSeconds: 5 },
    action: { type: 'exclude' },
  },
];

type Step = { what: 'arrive' | 'submit' | 'return' | 'undo' | 'restart'; who: number; seconds: number };
const steps = fc.array(
  fc.record({
    what: fc.constantFrom<Step['what'][]>('arrive', 'arrive', 'submit', 'return', 'undo', 'restart'),
    who: fc.nat({ max: names.length - 1 }),
    seconds: fc.constantFrom(1, 4, 10, 600, 2000),
  }),
  { minLength: 20, maxLength: 80 },
);

/** What the rules must have done to a worker, counted without the run's own code. */
type Expected = { returned: number; fast: number; pausedUntilMs: number; isExcluded: boolean };

/** Two workers of one run, step by step: each fact is stamped with the time at which it is recorded, as the log does. */
function driven() {
  const items = Array.from({ length: 40 }, (_, index) => created(assignmentIdOf(runId, index), 2));
  const facts: AnyNewFact[] = [];
  let nowMs = Date.parse('2026-01-01T12:00:00.000Z');
  let run = newRun();
  let agents = 0;
  const givenAtMs = new Map<string, number>();
  const expected = new Map<WorkerId, Expected>();

  const record = (fact: AnyNewFact) => {
    const stamped = { ...fact, at: new Date(nowMs).toISOString() };
    evolve(run, stamped);
    facts.push(stamped);
  };
  for (const fact of [opened({ rules, allowedConcurrent: 2 }), ...items, dataEnded, launched]) record(fact);

  function ask(command: RunCommand): AnyNewFact[] | Refusal {
    try {
      const decided = decide(command, run);
      for (const fact of decided) record(fact);
      const reactions = decided.length ? react(run) : [];
      for (const fact of reactions) record(fact);
      return [...decided, ...reactions];
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }
  const of = (workerId: WorkerId): Expected => {
    const known = expected.get(workerId) ?? { returned: 0, fast: 0, pausedUntilMs: 0, isExcluded: false };
    expected.set(workerId, known);
    return known;
  };
  const holds = (workerId: WorkerId) => {
    const unitId = run.workers.get(workerId)?.held.at(-1);
    const agentId = unitId && run.units.get(unitId)?.context.agentId;
    return unitId && agentId ? { unitId, agentId } : undefined;
  };
  const countOf = (found: AnyNewFact[] | Refusal, type: string) =>
    found instanceof Refusal ? 0 : found.filter((fact) => fact.type === type).length;

  function arrive(who: number): void {
    const visitor = person(names[who]!, ++agents);
    const { workerId } = visitor;
    const isFree = holds(workerId) === undefined;
    const now = new Date(nowMs).toISOString();
    const found = ask({ type: 'agent.connect', ...visitor, now, elsewhere: 0 });
    const given = found instanceof Refusal ? [] : found.filter(({ type }) => type === 'unit.assigned');
    for (const { data } of given) givenAtMs.set((data as { unitId: string }).unitId, nowMs);
    const { isExcluded, pausedUntilMs } = of(workerId);
    // Who holds a unit goes on with it.
    if (!isFree) {
      if (isExcluded || nowMs < pausedUntilMs) expect(given).toEqual([]);
      return;
    }
    if (isExcluded) expect(found).toMatchObject({ code: 'work/excluded' });
    else if (nowMs < pausedUntilMs) expect(found).toMatchObject({ code: 'work/worker-paused' });
    else expect(given).toHaveLength(1);
  }

  function submit(workerId: WorkerId): void {
    const held = holds(workerId);
    if (!held) return;
    const worker = of(workerId);
    const isFast = nowMs - (givenAtMs.get(held.unitId) ?? 0) < 5000;
    if (!worker.isExcluded) worker.fast = isFast ? worker.fast + 1 : 0;
    const isDue = worker.fast >= 2;
    expect(countOf(ask({ type: 'agent.submit', agentId: held.agentId, answer: {} }), 'rule.applied')).toBe(
      Number(isDue),
    );
    if (isDue) Object.assign(worker, { fast: 0, isExcluded: true });
  }

  function giveBack(workerId: WorkerId): void {
    const held = holds(workerId);
    if (!held) return;
    const worker = of(workerId);
    if (nowMs >= worker.pausedUntilMs) worker.returned++;
    const isDue = worker.returned >= 2;
    expect(countOf(ask({ type: 'agent.return', agentId: held.agentId, now: noon }), 'rule.applied')).toBe(
      Number(isDue),
    );
    if (isDue) Object.assign(worker, { returned: 0, pausedUntilMs: nowMs + pauseMinutes * 60_000 });
  }

  function undo(workerId: WorkerId): void {
    const [last] = [...(run.rules.standing.get(workerId)?.values() ?? [])].reverse();
    const { applicationId: id, rule } = last ?? {};
    const action = rule?.action.type;
    if (!id || countOf(ask({ type: 'rule.undo', applicationId: id }), 'rule.undone') === 0) return;
    Object.assign(
      of(workerId),
      action === 'exclude' ? { isExcluded: false, fast: 0 } : { pausedUntilMs: 0, returned: 0 },
    );
  }

  return ({ what, who, seconds }: Step): void => {
    nowMs += seconds * 1000;
    const { workerId } = person(names[who]!);
    if (what === 'arrive') arrive(who);
    else if (what === 'submit') submit(workerId);
    else if (what === 'return') giveBack(workerId);
    else if (what === 'undo') undo(workerId);
    else run = replayed(facts);
  };
}

function replayed(facts: readonly AnyNewFact[]): Run {
  const run = newRun();
  for (const fact of facts) evolve(run, fact);
  return run;
}

it('rules apply exactly when they should, and nobody whom they hold back gets a unit, through restarts and undoing', () =>
  fc.assert(
    fc.property(steps, (path) => {
      const step = driven();
      for (const one of path) step(one);
    }),
    { numRuns: 150 },
  ));
