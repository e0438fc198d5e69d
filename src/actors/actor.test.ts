import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, assign, initialTransition, setup, transition } from 'xstate';
import { catalog } from '../events/catalog.ts';
import { settings } from '../events/fixtures.ts';
import { actorOf, UnexpectedFact } from './actor.ts';
import { agent } from './agent.ts';
import { assignment } from './assignment.ts';
import { conversation } from './conversation.ts';
import { anImport } from './import.ts';
import { onboarding } from './onboarding.ts';
import { qualification } from './qualification.ts';
import { ruleApplication } from './rule-application.ts';
import { taskRun } from './task-run.ts';
import { unit } from './unit.ts';
import { verdict } from './verdict.ts';
import { worker } from './worker.ts';

// As a union they would be too many types.
const machines = {
  'task-run': taskRun,
  assignment,
  unit,
  agent,
  onboarding,
  qualification,
  worker,
  verdict,
  import: anImport,
  'applied-rule': ruleApplication,
  conversation,
} as unknown as Record<string, typeof unit>;
const data = {
  runId: 'r-1',
  task: 't',
  lazy: false,
  settings,
  launched: { folder: '/t', development: true },
  sha256: 's',
  config: { open_link: 'w' },
  rule: { measure: 'returned', comparator: '>=', threshold: 1, action: { type: 'flag' } },
  unitId: 'r-1.0.0',
  agentId: 'a',
  workerId: 'w',
  qualificationId: 'q',
  value: 1,
  reason: 'r',
  units: 2,
  deadline: 'soon',
  importId: 'i',
  label: 'l',
  archive: 'f',
  runs: ['r-1'],
  verdictId: 'v',
  decision: 'accepted',
  provider: 'p',
  worker: 'w',
  registration: 'r',
  page: 0,
  correct: true,
  assignmentId: 'r-1.0',
  seat: 0,
  members: [{ agentId: 'a', seat: 0, name: 'A' }],
  bots: [],
  number: 1,
  step: 0,
  until: 'soon',
  due: 'soon',
  settleBy: 'soon',
};

/** Every walk through a machine: wherever it stands, one of the facts it has a place for, or one it has not. */
const walks = fc.array(fc.tuple(fc.constantFrom(...catalog.map(({ type }) => type)), fc.string()), { maxLength: 12 });

describe.each(Object.entries(machines))('the state machine of %s', (name, kind) => {
  const machine = kind.machine as AnyStateMachine;

  it('is named where it has no place for a fact', () =>
    expect(() => kind.step(kind.rest(kind.initial as never) as never, { type: 'no.fact' })).toThrow(
      expect.objectContaining({
        name: 'UnexpectedFact',
        message: `${name} in "${kind.initial.value}" does not expect no.fact`,
      }),
    ));

  it('takes the same steps here as in XState', () => {
    fc.assert(
      fc.property(walks, (facts) => {
        let [theirs] = initialTransition(machine);
        let ours = kind.rest(kind.initial as never) as { state: string; context: unknown };
        for (const [type, text] of facts) {
          const fact = { type, data: { ...data, text } };
          if (theirs.status !== 'active' || !theirs.can(fact)) {
            const refusal = new UnexpectedFact(`${name} in "${ours.state}" does not expect ${type}`);
            expect(() => kind.step(ours as never, fact)).toThrow(refusal);
          } else {
            [theirs] = transition(machine, theirs, fact);
            ours = kind.step(ours as never, fact);
          }
          expect([ours.state, ours.context]).toEqual([theirs.value, theirs.context]);
        }
      }),
    );
  });

  it('reaches every state it names', () => {
    const reached = new Set<string>();
    const frontier = [kind.rest(kind.initial as never) as { state: string; context: unknown }];
    for (const resting of frontier) {
      if (reached.has(resting.state)) continue;
      reached.add(resting.state);
      const here = kind.wake(resting as never);
      if ((here as { status: string }).status !== 'active') continue;
      for (const type of kind.expects) {
        const fact = { type, data };
        if ((here as { can(fact: unknown): boolean }).can(fact)) frontier.push(kind.step(resting as never, fact));
      }
    }
    expect([...reached].sort()).toEqual(Object.keys(machine.states).sort());
  });

  it('names only facts of the catalog', () => {
    const types = new Set<string>(catalog.map(({ type }) => type));
    expect([...kind.expects].filter((type) => !types.has(type))).toEqual([]);
  });
});

describe('the state machines', () => {
  it('have a place for every fact that is named after them', () => {
    const forgotten = catalog.filter(({ type }) => {
      const kind = machines[type.slice(0, type.indexOf('.')) as keyof typeof machines];
      return kind && !kind.expects.has(type);
    });
    expect(forgotten.map(({ type }) => type)).toEqual([]);
  });
});

type Seen = { context: { seen: string[]; over?: boolean }; events: { type: 'go' } };
const blank: Seen['context'] = { seen: [] };

describe('a state machine that this fold cannot learn', () => {
  const go = [{ type: 'go' }];

  it('is refused rather than folded wrongly', () => {
    const guarded = setup({ types: {} as { events: { type: 'go' } } }).createMachine({
      initial: 'a',
      states: { a: { on: { go: { target: 'b', guard: () => true } } }, b: {} },
    });
    expect(() => actorOf(guarded).fold(go)).toThrow('unguarded');
    const region = { initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } } as const;
    const parallel = setup({ types: {} as { events: { type: 'go' } } }).createMachine({
      type: 'parallel',
      states: { left: region, right: region },
    });
    expect(() => actorOf(parallel).fold(go)).toThrow('only single, unguarded transitions');
  });

  it('is one that computes a single field', () => {
    const computing = setup({ types: {} as Seen }).createMachine({
      id: 'computing',
      context: blank,
      initial: 'a',
      states: {
        a: { on: { go: { target: 'b', actions: assign({ seen: ({ context }) => [...context.seen, 'it'] }) } } },
        b: {},
      },
    });
    expect(() => actorOf(computing).fold(go)).toThrow('computing: an assignment is a constant or one function.');
  });
});

describe('an action of a state machine', () => {
  it('is learned as a name and as an object, computes or is constant, and may do nothing', () => {
    const machine = setup({
      types: {} as Seen,
      actions: {
        name: assign(({ context }) => ({ seen: [...context.seen, 'name'] })),
        end: assign({ over: true }),
        nothing: () => undefined,
      },
    }).createMachine({
      context: blank,
      initial: 'a',
      states: { a: { on: { go: { target: 'b', actions: ['name', { type: 'name' }, 'end', 'nothing'] } } }, b: {} },
    });
    const { fold, evolve, initial } = actorOf(machine);
    for (const { value, context } of [fold([{ type: 'go' }]), evolve(initial, { type: 'go' })])
      expect([value, context]).toEqual(['b', { seen: ['name', 'name'], over: true }]);
  });
});
