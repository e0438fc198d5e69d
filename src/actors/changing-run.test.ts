import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { noon, opening, person, settings, sky0 } from '../events/fixtures.ts';
import type { AgentId, InvitationId, UnitId } from '../events/ids.ts';
import { evolve } from './evolve-run.ts';
import { Refusal } from './refusal.ts';
import { newRun, type Run } from './run.ts';
import { decide, type RunCommand, react } from './run-decide.ts';

// A run whose settings, items and invitations change while workers come and go, and whose server starts again in between.

const limits = ['maximum_units_per_worker', 'allowed_concurrent', 'max_num_concurrent_units'] as const;
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ verb: fc.constant('connect'), nth: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ verb: fc.constantFrom('submit', 'return', 'time-out'), nth: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constantFrom(...limits), nth: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constantFrom('pay', 'seconds', 'extend'), nth: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('add-data'), nth: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ verb: fc.constantFrom('invite', 'withdraw'), nth: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constantFrom('pause', 'resume', 'restart'), nth: fc.nat(3) }) },
);
type Step = { verb: string; nth: number };

const time = (tick: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, tick)).toISOString();
const filesItems = 3;

/** What a run is, as plain values. */
const plain = (run: Run) => ({
  ...{ state: run.taskRun.value, context: run.taskRun.context, tally: run.tally, settled: run.settled },
  units: [...run.units.entries()],
  agents: [...run.agents.entries()],
  workers: [...run.workers],
  ...{ inWork: run.inWork, formerSeconds: run.formerSeconds, sizes: run.freeUnits.sizes },
  ...{ additions: run.additions, invitations: run.invitations },
});

const folded = (facts: readonly AnyNewFact[]): Run => {
  const run = newRun();
  for (const fact of facts) evolve(run, fact);
  return run;
};

type World = { run: Run; facts: AnyNewFact[]; tick: number; refusals: Set<string> };

function ask(world: World, command: RunCommand): AnyNewFact[] {
  try {
    const decided = decide(command, world.run);
    for (const fact of decided) evolve(world.run, fact);
    const reactions = decided.length > 0 ? react(world.run) : [];
    for (const fact of reactions) evolve(world.run, fact);
    world.facts.push(...decided, ...reactions);
    return decided;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    world.refusals.add(error.code);
    return [];
  }
}

const change = (values: Record<string, unknown>): RunCommand => ({
  type: 'task-run.change-settings',
  opened: opening.config,
  values,
});

function commandOf({ verb, nth }: Step, { run, tick }: World): RunCommand | undefined {
  const now = time(tick);
  const who = person(`w${nth}`);
  const held = [...run.inWork];
  const unitId = held[nth % Math.max(1, held.length)] ?? sky0.unitId;
  const agentId = run.units.get(unitId)?.context.agentId as AgentId;
  switch (verb) {
    case 'connect': {
      const { invitationId } = run.invitations.get(who.workerId) ?? {};
      const page = `page-${tick}`;
      return {
        type: 'agent.connect',
        ...{ ...who, agentId: page as AgentId, registration: page, invitationId, now, elsewhere: 0 },
      };
    }
    case 'submit':
      return { type: 'agent.submit', agentId, answer: nth };
    case 'return':
      return { type: 'agent.return', agentId, now: noon };
    case 'time-out':
      return { type: 'unit.time-out', unitId, now };
    case 'pay':
      return change({ task_reward: nth / 10 });
    case 'seconds':
      return change({ assignment_duration_in_seconds: 5 + 10 * nth });
    case 'extend':
      return { type: 'task-run.extend', unitsPerAssignment: run.taskRun.context.settings.unitsPerAssignment + 1 };
    case 'add-data': {
      const sha256 = `file-${nth}`;
      const from = run.additions.find((one) => one.sha256 === sha256)?.made ?? 0;
      return { type: 'task-run.add-data', sha256, total: filesItems, from, items: [{ shared: { nth, from } }] };
    }
    case 'invite': {
      const invited = [{ ...who, invitationId: `invitation-${tick}` as InvitationId }];
      return { type: 'invitation.create', invited, now, ...(nth % 2 ? { expiresAt: time(tick + 20) } : {}) };
    }
    case 'withdraw':
      return { type: 'invitation.withdraw', ...who };
    case 'pause':
    case 'resume':
      return { type: `task-run.${verb}` };
    case 'restart':
      return undefined;
    default:
      return change({ [verb]: nth });
  }
}

/** A worker who got a unit may have had it: by every limit, their invitation, and for the present pay and time. */
function expectAllowed({ run, tick }: World, before: Run['invitations'], given: AnyNewFact): void {
  if (given.type !== 'unit.assigned') return;
  const { workerId, payCents, deadline } = given.data;
  const { settings: now } = run.taskRun.context;
  const worker = run.workers.get(workerId);
  const held = worker?.held.length ?? 0;
  if (now.maxNumConcurrentUnits) expect(run.tally.assigned).toBeLessThanOrEqual(now.maxNumConcurrentUnits);
  if (now.allowedConcurrent) expect(held).toBeLessThanOrEqual(now.allowedConcurrent);
  if (now.maximumUnitsPerWorker) expect(held + (worker?.submitted ?? 0)).toBeLessThanOrEqual(now.maximumUnitsPerWorker);
  expect(payCents).toBe(now.payCents);
  expect(deadline).toBe(new Date(Date.parse(time(tick)) + now.assignmentDurationSeconds * 1000).toISOString());
  const invitation = before.get(workerId);
  expect(invitation?.isWithdrawn).toBe(false);
  if (invitation?.expiresAt) expect(invitation.expiresAt > time(tick)).toBe(true);
}

/** No unit is lost, and every item of the data and of files has its units. */
function expectNothingLost({ run }: World): void {
  const { units, open, assigned, completed, expired } = run.tally;
  expect(open + assigned + completed + expired).toBe(units);
  expect(run.freeUnits.sizes.reduce((sum, size) => sum + size, 0)).toBe(units);
  expect(run.inWork.size).toBe(assigned);
  expect(run.freeUnits.sizes.length).toBe(2 + run.additions.reduce((sum, { made }) => sum + made, 0));
  for (const { items, made } of run.additions) expect(made).toBeLessThanOrEqual(items);
}

function open(): World {
  const world: World = { run: newRun(), facts: [], tick: 0, refusals: new Set() };
  const invited = { ...settings, assignmentDurationSeconds: 15, workerIdentity: 'invited' } as const;
  ask(world, { type: 'task-run.open', ...opening, settings: invited });
  ask(world, { type: 'assignment.create', items: [{ shared: { a: 1 } }, { shared: {}, units: [{}, { b: 2 }] }] });
  ask(world, { type: 'task-run.end-data', assignments: 2 });
  ask(world, { type: 'task-run.launch' });
  return world;
}

it('a run that changes while it is open passes no limit, loses no unit, and is what a replay of its facts makes of it', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const world = open();
      for (const one of steps) {
        world.tick++;
        const pays = [...world.run.inWork].map((unitId) => [unitId, world.run.units.get(unitId)?.context.payCents]);
        const invitations = new Map(world.run.invitations);
        const command = commandOf(one, world);
        if (!command) world.run = folded(world.facts);
        for (const fact of command ? ask(world, command) : []) {
          seen.add(fact.type);
          expectAllowed(world, invitations, fact);
        }
        expectNothingLost(world);
        // Whoever holds a unit keeps what they saw that it pays.
        for (const [unitId, cents] of pays)
          if (world.run.inWork.has(unitId as UnitId))
            expect(world.run.units.get(unitId as string)?.context.payCents).toBe(cents);
      }
      expect(plain(world.run)).toEqual(plain(folded(world.facts)));
    }),
    { numRuns: 60 },
  );
  // The histories are about what they are to be about.
  for (const type of [
    ...['unit.assigned', 'unit.submitted', 'task-run.settings-changed', 'task-run.data-added'],
    ...['task-run.extended', 'invitation.created', 'invitation.withdrawn'],
  ])
    expect(seen).toContain(type);
});

it('a worker has at most one valid invitation, which is the last one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ verb: fc.constantFrom('invite', 'invite', 'withdraw', 'restart'), nth: fc.nat(2) })),
      (steps) => {
        const world = open();
        const links: { workerId: string; invitationId: string }[] = [];
        for (const one of steps) {
          world.tick += 7;
          const command = commandOf(one, world);
          if (!command) world.run = folded(world.facts);
          else
            for (const { type, data } of ask(world, command))
              if (type === 'invitation.created')
                links.push({ workerId: data.workerId, invitationId: data.invitationId });
          const now = time(world.tick);
          for (const { workerId } of links) {
            const theirs = links.filter((link) => link.workerId === workerId);
            const arrivals = theirs.map(({ invitationId }) => arrives(world, workerId, invitationId, now));
            expect(arrivals.slice(0, -1)).not.toContain(true);
            const last = world.run.invitations.get(workerId as never);
            const isValid = !last?.isWithdrawn && !(last?.expiresAt && last.expiresAt <= now);
            expect(arrivals.at(-1)).toBe(isValid);
          }
        }
        expect(plain(world.run)).toEqual(plain(folded(world.facts)));
      },
    ),
  );
});

/** Whether a worker would get work with this invitation. */
function arrives({ run }: World, workerId: string, invitationId: string, now: string): boolean {
  const who = { ...person(workerId.replace('worker-', '')), agentId: 'x' as AgentId, registration: 'x' };
  try {
    decide({ type: 'agent.connect', ...who, invitationId, now, elsewhere: 0 }, run);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code.startsWith('work/')) return false;
    throw error;
  }
}
