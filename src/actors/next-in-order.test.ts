import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { noon, opened, person, runId } from '../events/fixtures.ts';
import { type AgentId, partsOf, unitIdOf } from '../events/ids.ts';
import type { UnitOrder } from '../events/unit-order.ts';
import { unitOrders } from '../events/unit-order.ts';
import { evolve } from './evolve-run.ts';
import { Refusal } from './refusal.ts';
import { newRun, type Run, unitOf } from './run.ts';
import { decide, type RunCommand, react } from './run-decide.ts';
import { connect, given } from './specify.ts';

type Values = Record<string, unknown>;

/** A launched run with these items, and what it has recorded. */
function study(unitOrder: UnitOrder | undefined, items: readonly Values[], unitsPerAssignment = 1) {
  const run = newRun();
  const facts: AnyNewFact[] = [];
  const record = (some: readonly AnyNewFact[]) => {
    for (const fact of some) evolve(run, fact);
    facts.push(...some);
    return some;
  };
  const ask = (command: RunCommand) => {
    const decided = record(decide(command, run));
    if (decided.length > 0) record(react(run));
    return decided;
  };
  record([opened({ unitsPerAssignment, ...(unitOrder ? { unitOrder } : {}) })]);
  const add = (more: readonly Values[]) =>
    ask({ type: 'assignment.create', items: more.map((shared) => ({ shared })) });
  add(items);
  ask({ type: 'task-run.launch' });
  /** The index of the assignment that a worker gets, and their agent. */
  const arrive = (name: string, page: number) => {
    try {
      const [fact] = ask(connect(person(name, page)));
      return fact?.type === 'agent.connected'
        ? { index: partsOf(fact.data.unitId).index, agentId: fact.data.agentId }
        : undefined;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
  return { run, facts, ask, add, arrive };
}

/** The indices that workers get one after another who each come once. */
function order(unitOrder: UnitOrder | undefined, items: readonly Values[], units = 1): number[] {
  const { arrive } = study(unitOrder, items, units);
  return Array.from({ length: items.length * units }, (_, nth) => arrive(`w${nth}`, 1)?.index ?? -1);
}

const plain = (count: number): Values[] => Array.from({ length: count }, (_, n) => ({ n }));

describe('the order of a run', () => {
  it('is first in, first out, or the reverse, with all units of one item before those of the next', () => {
    expect(order(undefined, plain(3), 2)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(order({ by: 'last_in' }, plain(3), 2)).toEqual([2, 2, 1, 1, 0, 0]);
  });

  it('begins with what came last, also when it came later', () => {
    const { add, arrive } = study({ by: 'last_in' }, plain(2));
    const first = arrive('ada', 1)?.index;
    add(plain(2));
    expect([first, arrive('ada', 2)?.index, arrive('ada', 3)?.index, arrive('ada', 4)?.index]).toEqual([1, 3, 2, 0]);
  });

  it('goes to the items with the fewest answers, of which one in hand counts as one', () => {
    expect(order({ by: 'fewest_answers' }, plain(3), 2)).toEqual([0, 1, 2, 0, 1, 2]);
    const { arrive, ask } = study({ by: 'fewest_answers' }, plain(3), 2);
    arrive('ada', 1);
    const second = arrive('bob', 1);
    arrive('cara', 1);
    ask({ type: 'agent.return', agentId: second?.agentId as AgentId, now: noon });
    expect(['dave', 'eve'].map((name) => arrive(name, 1)?.index)).toEqual([1, 0]);
  });

  it('goes by priority, the highest first, and by the order among equals', () => {
    const items = [{ urgency: 1 }, { urgency: '2.5' }, { urgency: -3 }, { urgency: 2.5 }];
    expect(order({ by: 'first_in', priority: 'urgency' }, items)).toEqual([1, 3, 0, 2]);
    expect(order({ by: 'last_in', priority: 'urgency' }, items)).toEqual([3, 1, 0, 2]);
  });

  it('lets groups take turns, and goes by priority within one', () => {
    const items = ['a', 'a', 'a', 'b', 'c', 'c'].map((topic, n) => ({ topic, n }));
    expect(order({ by: 'first_in', roundRobin: 'topic' }, items)).toEqual([0, 3, 4, 1, 5, 2]);
    expect(order({ by: 'first_in', roundRobin: 'topic', priority: 'n' }, items)).toEqual([2, 3, 5, 1, 4, 0]);
  });

  it('is random by its seed, the same again for the same arrivals', () => {
    const drawn = order({ by: 'random', seed: 7 }, plain(30));
    expect(drawn).toEqual(order({ by: 'random', seed: 7 }, plain(30)));
    expect(drawn).not.toEqual(order({ by: 'random', seed: 8 }, plain(30)));
    expect(drawn.toSorted((one, other) => one - other)).toEqual(plain(30).map(({ n }) => n));
  });

  it('draws every item as often as the others', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let seed = 0; seed < 2000; seed++) {
      const [, second] = order({ by: 'random', seed }, plain(10)).slice(0, 2);
      counts[second ?? -1]!++;
    }
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(60);
  });

  it('offers what came back in its place', () => {
    const { arrive, ask } = study({ by: 'last_in' }, plain(3));
    arrive('ada', 1);
    const second = arrive('bob', 1);
    ask({ type: 'agent.return', agentId: second?.agentId as AgentId, now: noon });
    expect([arrive('bob', 2)?.index, arrive('cara', 1)?.index]).toEqual([0, 1]);
  });

  it('refuses items without what it goes by', () => {
    const items = [{ shared: { urgency: 'soon' } }];
    given(opened({ unitOrder: { by: 'first_in', priority: 'urgency' } }))
      .when({ type: 'assignment.create', items })
      .thenRefused('assignment/not-in-order', 'Item 1');
  });
});

describe('the next assignment for a worker', () => {
  const urgencies = fc.array(fc.record({ urgency: fc.nat(2), topic: fc.constantFrom('a', 'b', 'c') }), {
    maxLength: 6,
  });
  const orders = fc.record({
    by: fc.constantFrom(...unitOrders),
    seed: fc.nat(1000),
    priority: fc.option(fc.constant('urgency'), { nil: undefined }),
    roundRobin: fc.option(fc.constant('topic'), { nil: undefined }),
  });
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('arrive' as const), who: fc.nat(3) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('submit', 'return', 'time-out'), nth: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const), nth: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('extend' as const, 'stop' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const), items: urgencies }) },
  );

  it('is the one that a search through everything finds, whatever happened before', () =>
    fc.assert(
      fc.property(orders, urgencies, fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 60 }), (...given) => {
        const [unitOrder, items, units, steps] = given;
        const studied = study(unitOrder, items, units);
        const had = new Map<string, Set<number>>();
        const known: Values[] = [...items];
        let page = 0;
        let lastTopic = -1;
        for (const one of steps) {
          if (one.do !== 'arrive') {
            const added = change(studied, one);
            known.push(...added);
            continue;
          }
          const name = `w${one.who}`;
          const hers = had.get(name) ?? new Set();
          had.set(name, hers);
          const legal = expected(studied.run, unitOrder, known, hers, lastTopic);
          const index = studied.arrive(name, page++)?.index;
          if (index === undefined) expect(legal).toEqual([]);
          else expect(legal).toContain(index);
          if (index === undefined) continue;
          hers.add(index);
          lastTopic = topicsOf(known).indexOf(known[index]?.topic);
        }
        const again = newRun();
        for (const fact of studied.facts) evolve(again, fact);
        expect(JSON.stringify(again.freeUnits)).toBe(JSON.stringify(studied.run.freeUnits));
        expect([...again.workers]).toEqual([...studied.run.workers]);
      }),
      { numRuns: 400 },
    ));
});

type Change =
  | { do: string; nth: number }
  | { do: 'extend' | 'stop' }
  | { do: 'add'; items: { urgency: number; topic: string }[] };

/** Does what is possible of it; returns the items that it added. */
function change({ run, ask, add }: ReturnType<typeof study>, one: Change): Values[] {
  const tried = (command: RunCommand) => {
    try {
      ask(command);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
  if ('items' in one) {
    if (!run.taskRun.matches('launched')) return [];
    add(one.items);
    return one.items;
  }
  if (!('nth' in one)) {
    const unitsPerAssignment = run.taskRun.context.settings.unitsPerAssignment + 1;
    tried(one.do === 'stop' ? { type: 'task-run.stop' } : { type: 'task-run.extend', unitsPerAssignment });
    return [];
  }
  const held = [...run.inWork];
  const unitId = held[one.nth % (held.length || 1)];
  const agentId = unitId && unitOf(run, unitId)?.unit.context.agentId;
  if (one.do === 'expire') {
    const index = one.nth % (run.freeUnits.sizes.length || 1);
    tried({ type: 'unit.expire', unitId: unitIdOf(runId, index, one.nth % 2) });
  } else if (unitId && agentId) {
    if (one.do === 'submit') tried({ type: 'agent.submit', agentId, answer: {} });
    if (one.do === 'return') tried({ type: 'agent.return', agentId, now: noon });
    if (one.do === 'time-out') tried({ type: 'unit.time-out', unitId, now: noon.replace('12:00', '13:00') });
  }
  return [];
}

const topicsOf = (items: readonly Values[]) => [...new Set(items.map(({ topic }) => topic))];

/** Every assignment that may be next: one, but in a random order. */
function expected(run: Run, unitOrder: UnitOrder, items: readonly Values[], had: Set<number>, lastTopic: number) {
  if (!run.taskRun.matches('launched')) return [];
  const { by, priority, roundRobin } = unitOrder;
  const topics = topicsOf(items);
  const open = items.flatMap((item, index) => {
    const states = Array.from({ length: run.freeUnits.sizes[index] ?? 0 }, (_, place) => {
      return unitOf(run, unitIdOf(runId, index, place))?.unit.value;
    });
    if (had.has(index) || !states.includes('open')) return [];
    const turn = roundRobin ? (topics.indexOf(item.topic) - lastTopic - 1 + topics.length) % topics.length : 0;
    const urgency = priority ? -(item.urgency as number) : 0;
    const answers = states.filter((state) => state !== 'open' && state !== 'expired').length;
    const within = { first_in: index, last_in: -index, random: 0, fewest_answers: answers }[by];
    return [{ index, ranks: [turn, urgency, within, by === 'random' ? 0 : index] }];
  });
  const compare = (one: number[], other: number[]) =>
    one.map((rank, nth) => rank - other[nth]!).find((difference) => difference !== 0) ?? 0;
  const [best] = open.toSorted((one, other) => compare(one.ranks, other.ranks));
  return open.filter(({ ranks }) => best && compare(ranks, best.ranks) === 0).map(({ index }) => index);
}
