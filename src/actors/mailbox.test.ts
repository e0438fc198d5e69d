import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { read } from '../events/catalog.ts';
import { ada, bob, noon, opening, person, runId, settings, sky } from '../events/fixtures.ts';
import { type Log, LogFull, LogUnavailable } from '../events/log.ts';
import { evolve } from './evolve-run.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { newRun, unitOf } from './run.ts';
import type { RunCommand } from './run-decide.ts';
import { openRunMailbox, type RunMailbox, type RunMailboxSettings } from './run-mailbox.ts';
import { connect, submit } from './specify.ts';

let ids = 0;
const settingsOn = (log: Log): RunMailboxSettings => ({
  log,
  runId,
  stamp: (by) => ({ id: `fact-${ids++}`, at: noon, by }),
  commitId: () => `commit-${ids++}`,
  pause: async () => undefined,
});
const open = (log: Log, onStored?: (commit: { sequence: number }) => void): Promise<RunMailbox> =>
  openRunMailbox({ ...settingsOn(log), onStored });

const items = (count: number) => Array.from({ length: count }, (_, n) => ({ shared: { text: `item ${n}` } }));

async function launchedRun(log: Log, count = 2, changed: Partial<typeof settings> = {}): Promise<RunMailbox> {
  const mailbox = await open(log);
  await mailbox.ask({ type: 'task-run.open', ...opening, settings: { ...settings, ...changed } }, 'spec');
  await mailbox.ask({ type: 'assignment.create', items: items(count) }, 'spec');
  await mailbox.ask({ type: 'task-run.end-data', assignments: count }, 'spec');
  await mailbox.ask({ type: 'task-run.launch' }, 'spec');
  return mailbox;
}

async function factsIn(log: Log): Promise<string[]> {
  const types: string[] = [];
  for await (const { facts } of log.read(runId)) types.push(...facts.map(({ type }) => type));
  return types;
}

/** A log that fails at the n-th append, before or after it has stored. */
function faulty(fail: (attempt: number) => 'before' | 'after' | 'full' | undefined): Log {
  const log = memoryLog();
  let attempts = 0;
  return {
    ...log,
    async append(draft, expected) {
      const fault = fail(++attempts);
      if (fault === 'before') throw new LogUnavailable('cut off');
      if (fault === 'full') throw new LogFull('full');
      const sequence = await log.append(draft, expected);
      if (fault === 'after') throw new LogUnavailable('cut off');
      return sequence;
    },
  };
}

describe('a mailbox', () => {
  it('resolves with what happened once it is stored', async () => {
    const log = memoryLog();
    const mailbox = await launchedRun(log);
    const { facts, sequence } = await mailbox.ask(connect(ada), 'worker:ada');
    expect(facts.map(({ type, by }) => [type, by])).toEqual([
      ['agent.connected', 'worker:ada'],
      ['unit.assigned', 'worker:ada'],
    ]);
    expect((await log.at(sequence))?.facts.map(({ id }) => id)).toEqual(facts.map(({ id }) => id));
  });

  it('stores in one commit what was decided while the one before was on its way', async () => {
    const log = memoryLog();
    const mailbox = await launchedRun(log, 10);
    const before = await log.head();
    const people = Array.from({ length: 10 }, (_, n) => person(`p${n}`));
    const outcomes = await Promise.all(people.map((who) => mailbox.ask(connect(who), 'spec')));
    expect((await log.head()) - before).toBe(2);
    expect(outcomes.at(-1)?.sequence).toBe(await log.head());
  });

  it('refuses a command only when the facts it was decided on are on disk', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const log = memoryLog();
    const slow: Log = { ...log, append: (draft, expected) => held.then(() => log.append(draft, expected)) };
    const mailbox = await open(slow);
    const opened = mailbox.ask({ type: 'task-run.open', ...opening, settings }, 'spec');
    const refused = mailbox.ask({ type: 'task-run.open', ...opening, settings }, 'spec');
    const first = await Promise.race([
      refused.catch(() => 'refused'),
      new Promise((resolve) => setTimeout(resolve, 20, 'waiting')),
    ]);
    expect(first).toBe('waiting');
    release();
    await opened;
    await expect(refused).rejects.toMatchObject({ code: 'run/already-open' });
  });

  it('decides again when another writer was first, and assigns no unit twice', async () => {
    const log = memoryLog();
    const one = await launchedRun(log, 1);
    const other = await open(log);
    await one.ask(connect(ada), 'spec');
    const { facts } = await other.ask(connect(bob), 'spec');
    expect(facts[0]).toMatchObject({ data: { unitId: 'colours-1.0.1' } });
    await expect(one.ask(connect(person('cara')), 'spec')).rejects.toMatchObject({ code: 'work/none' });
  });

  it('stores a commit once when its outcome was unknown, whether it had been stored or not', async () => {
    for (const fault of ['before', 'after'] as const) {
      const log = faulty((attempt) => (attempt === 5 || attempt === 6 ? fault : undefined));
      const mailbox = await launchedRun(log);
      await mailbox.ask(connect(ada), 'spec');
      await mailbox.ask(submit(ada), 'spec');
      expect((await factsIn(log)).slice(-3)).toEqual(['agent.connected', 'unit.assigned', 'unit.submitted']);
    }
  });

  it('keeps nothing of what a full log refused, and goes on when there is room', async () => {
    const log = faulty((attempt) => (attempt === 5 ? 'full' : undefined));
    const mailbox = await launchedRun(log);
    await expect(mailbox.ask(connect(ada), 'spec')).rejects.toMatchObject({ code: 'log/full' });
    expect(mailbox.run.tally).toMatchObject({ open: 4, assigned: 0 });
    const { facts } = await mailbox.ask(connect(bob), 'spec');
    expect(facts[0]).toMatchObject({ data: { unitId: 'colours-1.0.0' } });
  });

  it('refuses commands while the log does not answer, and stores them once when it does', async () => {
    let away = false;
    let silent = 0;
    const log = faulty(() => (away && silent++ < 6 ? 'before' : undefined));
    const mailbox = await launchedRun(log);
    away = true;
    await expect(mailbox.ask(connect(ada), 'spec')).rejects.toMatchObject({ code: 'log/unavailable' });
    await expect(mailbox.ask(connect(bob), 'spec')).rejects.toMatchObject({ code: 'log/unavailable' });
    while (!mailbox.isQuiet) await new Promise((resolve) => setTimeout(resolve, 1));
    expect((await mailbox.ask(connect(ada), 'spec')).facts).toEqual([]);
    expect((await factsIn(log)).filter((type) => type === 'unit.assigned')).toHaveLength(1);
  });

  it('refuses waiting callers as soon as the log is known to be away, and stores their commands once', async () => {
    let reason: Refusal | undefined;
    let appends = 0;
    const log = faulty(() => {
      if (appends++ > 0) return undefined;
      reason = refuse('log/unavailable');
      return 'after';
    });
    const mailbox = await openRunMailbox({
      ...settingsOn(log),
      refusalNow: () => reason,
      pause: async () => {
        reason = undefined;
      },
    });
    const opened = mailbox.ask({ type: 'task-run.open', ...opening, settings }, 'spec');
    await expect(opened).rejects.toMatchObject({ code: 'log/unavailable' });
    while (!mailbox.isQuiet) await new Promise((resolve) => setTimeout(resolve, 1));
    expect([await factsIn(log), mailbox.isCutOff]).toEqual([['task-run.opened'], false]);
  });

  it('refuses with the reason why nothing can be recorded, and stores nothing of it', async () => {
    let reason: Refusal | undefined;
    const log = memoryLog();
    const mailbox = await openRunMailbox({ ...settingsOn(log), refusalNow: () => reason });
    await mailbox.ask({ type: 'task-run.open', ...opening, settings }, 'spec');
    reason = refuse('log/full');
    await expect(mailbox.ask({ type: 'task-run.stop' }, 'spec')).rejects.toBe(reason);
    expect(await factsIn(log)).toEqual(['task-run.opened']);
  });

  it('never shows less than it has stored, not even while it reads the run again', async () => {
    const log = faulty((attempt) => (attempt === 6 ? 'full' : undefined));
    let slow = false;
    const mailbox = await launchedRun({
      ...log,
      async *read(...range) {
        for await (const commit of log.read(...range)) {
          if (slow) await new Promise((resolve) => setTimeout(resolve, 5));
          yield commit;
        }
      },
    });
    const { sequence } = await mailbox.ask(connect(ada), 'spec');
    slow = true;
    await expect(mailbox.ask(connect(bob), 'spec')).rejects.toMatchObject({ code: 'log/full' });
    expect([mailbox.sequence, mailbox.run.tally.units]).toEqual([sequence, 4]);
  });

  it('goes on after a bug in one command', async () => {
    const log = memoryLog();
    const mailbox = await launchedRun(log);
    const broken = { type: 'assignment.create', items: [null] } as unknown as RunCommand;
    const [bug, fine] = await Promise.allSettled([mailbox.ask(broken, 'spec'), mailbox.ask(connect(ada), 'spec')]);
    expect([bug.status, fine.status]).toEqual(['rejected', 'fulfilled']);
    expect((await factsIn(log)).at(-1)).toBe('unit.assigned');
  });

  it('notifies of each stored commit once, in order, also after it had to read the run again', async () => {
    const log = memoryLog();
    const notified: number[] = [];
    const one = await launchedRun(log);
    const other = await open(log, ({ sequence }) => notified.push(sequence));
    await one.ask(connect(ada), 'spec');
    await other.ask(connect(bob), 'spec');
    expect(notified).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a conflict', () => {
  it('has a refusal decided again that rested on an old state', async () => {
    const log = memoryLog();
    const first = await launchedRun(log);
    await first.ask({ type: 'task-run.pause' }, 'spec');
    const second = await open(log);
    await first.ask({ type: 'task-run.resume' }, 'spec');
    const adjudicated = second.ask({ type: 'assignment.adjudicate', assignmentId: sky, answer: 1 }, 'spec');
    const arrived = second.ask(connect(ada), 'worker:ada');
    await adjudicated;
    expect((await arrived).facts.map(({ type }) => type)).toEqual(['agent.connected', 'unit.assigned']);
  });
});

const limits = { unitsPerAssignment: 3, maximumUnitsPerWorker: 2, allowedConcurrent: 1, maxNumConcurrentUnits: 2 };

describe('racing workers', () => {
  const step = fc.record({
    who: fc.nat({ max: 2 }),
    page: fc.integer({ min: 1, max: 6 }),
    does: fc.constantFrom(
      'arrive',
      'arrive',
      'arrive',
      'submit',
      'submit',
      'submit',
      'return',
      'time out',
      'pause',
      'resume',
      'extend',
      'stop',
    ),
    writer: fc.integer({ min: 0, max: 1 }),
  });

  it('never hold a unit twice and never pass a limit, and the state is what the log folds to', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 20, size: 'max' }), async (rounds) => {
        const log = memoryLog();
        const writers = [await launchedRun(log, 6, limits), await open(log)];
        for (const round of rounds) {
          await Promise.allSettled(round.map(({ writer, ...step }) => act(writers[writer] as RunMailbox, step)));
        }
        await audit(log);
        const folded = newRun();
        for await (const { facts } of log.read(runId)) for (const fact of facts) evolve(folded, read(fact));
        for (const { run, sequence } of writers)
          if (sequence === (await log.head())) expect(run.tally).toEqual(folded.tally);
      }),
      { numRuns: 300 },
    ));
});

/** What a worker does at one of two mailboxes that do not know of each other. */
function act(mailbox: RunMailbox, { who, page, does }: { who: number; page: number; does: string }): Promise<unknown> {
  const someone = person(`p${who}`, page);
  const unitId = mailbox.run.inWork.values().next().value;
  if (does === 'arrive') return mailbox.ask(connect(someone), 'spec');
  if (does === 'submit') {
    // Few pages hold a unit, so mostly one of these submits.
    const holder = unitId && page > 1 ? unitOf(mailbox.run, unitId)?.unit.context : undefined;
    return mailbox.ask({ ...submit(someone), agentId: holder?.agentId ?? someone.agentId }, 'spec');
  }
  if (does === 'return') return mailbox.ask({ type: 'agent.return', agentId: someone.agentId, now: noon }, 'spec');
  if (does === 'pause' || does === 'resume') return mailbox.ask({ type: `task-run.${does}` }, 'spec');
  if (does === 'extend') return mailbox.ask({ type: 'task-run.extend', unitsPerAssignment: 3 + page }, 'spec');
  if (does === 'stop') return page === 3 ? mailbox.ask({ type: 'task-run.stop' }, 'spec') : Promise.resolve();
  if (!unitId) return Promise.resolve();
  return mailbox.ask({ type: 'unit.time-out', unitId, now: '2099-01-01T00:00:00.000Z' }, 'clock');
}

/** Checks a log without any code of the actors: who holds what, and how much. */
async function audit(log: Log): Promise<void> {
  const held = new Set<string>();
  const answered = new Set<string>();
  const had = new Set<string>();
  /** Of each worker: how many units they hold, and how many they have submitted. */
  const active = new Map<string, number>();
  const done = new Map<string, number>();
  const count = (of: Map<string, number>, worker: string, by: number) => of.set(worker, (of.get(worker) ?? 0) + by);
  for await (const { facts } of log.read(runId)) {
    for (const { type, data } of facts) {
      const { unitId = '', assignmentId, workerId = '' } = data as Record<string, string>;
      const wasHeld = held.has(unitId);
      if (type === 'unit.assigned') {
        expect(held, `${unitId} is held already`).not.toContain(unitId);
        expect(had, `${workerId} had ${assignmentId}`).not.toContain(`${workerId} ${assignmentId}`);
        had.add(`${workerId} ${assignmentId}`);
        held.add(unitId);
        expect(held.size).toBeLessThanOrEqual(limits.maxNumConcurrentUnits);
        count(active, workerId, 1);
        const [now, before] = [active.get(workerId) ?? 0, done.get(workerId) ?? 0];
        expect(now, `${workerId} at once`).toBeLessThanOrEqual(limits.allowedConcurrent);
        expect(now + before, `${workerId} in all`).toBeLessThanOrEqual(limits.maximumUnitsPerWorker);
      } else if (type.startsWith('unit.')) {
        held.delete(unitId);
        if (wasHeld) count(active, workerId, -1);
      }
      if (type === 'unit.submitted') {
        count(done, workerId, 1);
        expect(done.get(workerId), `${workerId} has done`).toBeLessThanOrEqual(limits.maximumUnitsPerWorker);
        expect(answered, `${unitId} is answered already`).not.toContain(unitId);
        answered.add(unitId);
      }
    }
  }
}
