import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  ada,
  assigned,
  bob,
  connected,
  created,
  noon,
  opened,
  person,
  returned,
  sky0,
  submitted,
  took,
} from '../events/fixtures.ts';
import { type AgentId, type AssignmentId, partsOf, type UnitId } from '../events/ids.ts';
import type { Treatment, TreatmentSettings } from '../events/treatment.ts';
import { evolve } from './evolve-run.ts';
import { newRun, type Run } from './run.ts';
import { decide, type RunCommand, react } from './run-decide.ts';
import { connect } from './specify.ts';

type Values = Record<string, unknown>;

const between: TreatmentSettings = {
  key: 'condition',
  conditions: [
    { name: 'control', weight: 1 },
    { name: 'hint', weight: 2 },
  ],
  seed: 5,
};
const within: TreatmentSettings = { within: 'level', seed: 5 };
const levels = (...names: string[]): Values[] => names.map((level, n) => ({ level, n }));

/** A launched run with this design and these items, a unit each for everybody. */
function study(treatments: TreatmentSettings, items: readonly Values[] = levels('a', 'a', 'b', 'b')) {
  const run: Run = newRun();
  const ask = (command: RunCommand): AnyNewFact[] => {
    const facts = decide(command, run);
    for (const fact of facts) evolve(run, fact);
    if (facts.length > 0) for (const fact of react(run)) evolve(run, fact);
    return facts;
  };
  evolve(run, opened({ unitsPerAssignment: 1000, treatments }));
  ask({ type: 'assignment.create', items: items.map((shared) => ({ shared })) });
  ask({ type: 'task-run.launch' });
  let page = 0;
  /** What a worker gets: the treatment, the item, and the agent. */
  function arrive(name: string, treatmentElsewhere?: Treatment) {
    const [fact] = ask({ ...connect(person(name, page++)), ...(treatmentElsewhere ? { treatmentElsewhere } : {}) });
    if (fact?.type !== 'agent.connected') throw new Error(`${name} got nothing.`);
    const { index } = partsOf(fact.data.unitId);
    return { treatment: fact.data.treatment, item: items[index], agentId: fact.data.agentId };
  }
  const conditionOf = (name: string, elsewhere?: Treatment) => arrive(name, elsewhere).treatment?.condition;
  const submit = (agentId: AgentId) => ask({ type: 'agent.submit', agentId, answer: {} });
  const giveUp = (agentId: AgentId) => ask({ type: 'agent.return', agentId, now: noon });
  return { run, ask, arrive, conditionOf, submit, giveUp };
}

const tally = (values: readonly unknown[]) => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
};

describe('conditions between subjects', () => {
  it('are filled by their weights, and stay the same over all units of a worker', () => {
    const { conditionOf } = study(between);
    const names = Array.from({ length: 30 }, (_, n) => `w${n}`);
    const first = names.map((name) => conditionOf(name));
    expect(tally(first)).toEqual({ control: 10, hint: 20 });
    expect(names.map((name) => conditionOf(name))).toEqual(first);
  });

  it('never differ by more than a worker from their share, whoever comes', () =>
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: 1, max: 4 })),
        (seed, n, more) => {
          const conditions = [1, ...more].map((weight, nth) => ({ name: `c${nth}`, weight }));
          const { conditionOf } = study({ key: 'condition', conditions, seed });
          const counts = tally(Array.from({ length: n }, (_, nth) => conditionOf(`w${nth}`)));
          const filled = conditions.map(({ name, weight }) => (counts[name] ?? 0) / weight);
          expect(Math.max(...filled) - Math.min(...filled)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 100 },
    ));

  it('get the place of somebody back who gives up before the first answer, and keep one of who gives up later', () => {
    const even = { ...between, conditions: ['control', 'hint'].map((name) => ({ name, weight: 1 })) };
    const { arrive, conditionOf, giveUp } = study(even);
    const first = arrive('ada');
    giveUp(first.agentId);
    const others = ['bob', 'cara', 'dave', 'eve'].map((name) => conditionOf(name));
    expect(tally(others)).toEqual({ control: 2, hint: 2 });
    expect(conditionOf('ada')).toBe(first.treatment?.condition);
    const next = conditionOf('finn');
    expect(next).not.toBe(first.treatment?.condition);

    const { arrive: comes, ...more } = study(even);
    const one = comes('ada');
    more.submit(one.agentId);
    more.giveUp(comes('ada').agentId);
    expect(more.conditionOf('bob')).not.toBe(one.treatment?.condition);
  });

  it('are those of another run of the task, if this one has them', () => {
    for (const condition of ['control', 'hint'])
      expect(study(between).conditionOf('ada', { condition })).toBe(condition);
    expect(['control', 'hint']).toContain(study(between).conditionOf('ada', { condition: 'gone' }));
  });

  it('are drawn where several are filled equally, by the seed', () => {
    const even = ['a', 'b'].map((name) => ({ name, weight: 1 }));
    const firsts = Array.from({ length: 200 }, (_, seed) => study({ key: 'c', conditions: even, seed }).arrive('ada'));
    const counts = tally(firsts.map(({ treatment }) => treatment?.c));
    expect(counts.a).toBeGreaterThan(60);
    expect(counts.b).toBeGreaterThan(60);
  });

  it('are in the fact of each arrival, and nothing is where there is no design', () => {
    const withTreatment = { ...connected(ada), data: { ...connected(ada).data, treatment: { condition: 'hint' } } };
    const run = newRun();
    const history = [opened({ treatments: between }), withTreatment, assigned(ada), returned(ada, sky0), ...took(bob)];
    for (const fact of history) evolve(run, fact);
    expect(run.treatments.known.get(ada.workerId)).toEqual({ condition: 'hint' });
    expect(run.treatments.known.has(bob.workerId)).toBe(false);
    expect([...run.treatments.counts]).toEqual([['"hint"', 0]]);
  });
});

describe('units that are made for one worker', () => {
  it('neither take a place in a condition nor a turn of a design within subjects', () => {
    const { run, arrive } = study({ ...between, ...within });
    const gold = { unitId: 'colours-1.4.0' as UnitId, assignmentId: 'colours-1.4' as AssignmentId };
    const made = created(gold.assignmentId, 1);
    const special = { purpose: 'gold' as const, workerId: ada.workerId };
    const first = person('ada', 90);
    for (const fact of [
      { ...made, data: { ...made.data, special } },
      connected(first, gold),
      assigned(first, gold),
      submitted(first, gold),
    ])
      evolve(run, fact);
    expect([...run.treatments.counts]).toEqual([]);
    const { treatment, item } = arrive('ada');
    expect(item?.level).toBe(treatment?.level_order?.[0]);
    expect(run.treatments.counts.get(JSON.stringify(treatment?.condition))).toBe(1);
  });
});

describe('conditions within subjects', () => {
  const orderOf = ({ treatment }: { treatment?: Treatment }) => treatment?.level_order;

  it('come to each worker in an order of a balanced square, one item of each before the next of the first', () => {
    const items = levels('a', 'a', 'b', 'b', 'c', 'c', 'd', 'd');
    const { arrive } = study(within, items);
    const orders: unknown[] = [];
    for (let worker = 0; worker < 8; worker++) {
      const units = items.map(() => arrive(`w${worker}`));
      const order = orderOf(units[0]!) as string[];
      expect(units.map(({ item }) => item?.level)).toEqual([...order, ...order]);
      orders.push(order);
    }
    expect(Object.values(tally(orders.slice(0, 4)))).toEqual([1, 1, 1, 1]);
    expect(Object.values(tally(orders))).toEqual([2, 2, 2, 2]);
  });

  it('may come in blocks', () => {
    const { arrive } = study({ ...within, unitsPerCondition: 2 });
    const [first, ...others] = levels('a', 'a', 'b', 'b').map(() => arrive('ada'));
    const [one, other] = orderOf(first!) as string[];
    expect([first, ...others].map((unit) => unit?.item?.level)).toEqual([one, one, other, other]);
  });

  it('begin again where a unit was given back, and go on with the next where one has no item left', () => {
    const { arrive, giveUp } = study(within);
    const first = arrive('ada');
    giveUp(first.agentId);
    const [one, other] = orderOf(first) as string[];
    const others = [arrive('ada'), arrive('ada'), arrive('ada')].map(({ item }) => item?.level);
    expect([first.item?.level, ...others]).toEqual([one, one, other, other]);
  });

  it('go together with conditions between subjects, with priorities, and with a random order', () => {
    const design = { ...between, ...within };
    const { arrive } = study(design);
    expect(Object.keys(arrive('ada').treatment ?? {})).toEqual(['condition', 'level_order']);
    const run = newRun();
    const items = ['a', 'b', 'b', 'a'].map((level, urgency) => ({ shared: { level, urgency } }));
    evolve(run, opened({ treatments: within, unitOrder: { by: 'random', seed: 1, priority: 'urgency' } }));
    for (const fact of decide({ type: 'assignment.create', items }, run)) evolve(run, fact);
    for (const fact of decide({ type: 'task-run.launch' }, run)) evolve(run, fact);
    const [fact] = decide(connect(ada), run);
    if (fact?.type !== 'agent.connected') throw new Error('nothing');
    const [level] = fact.data.treatment?.level_order ?? [];
    expect(partsOf(fact.data.unitId).index).toBe(level === 'a' ? 3 : 2);
  });

  it('refuse items without a condition', () =>
    expect(() => study(within, [{ n: 1 }])).toThrow('"level" is its condition, and must be text'));
});
