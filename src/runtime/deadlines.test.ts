import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../actors/specify.ts';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { ada, noon, opening, runId, settings } from '../events/fixtures.ts';
import type { AssignmentId } from '../events/ids.ts';
import type { RunSettings } from '../events/task-run.ts';
import { watchDeadlines } from './deadlines.ts';
import { type OpenRun, openRun } from './open-run.ts';

const hourMs = 60 * 60 * 1000;

describe('a deadline', () => {
  let clock: number;
  let run: OpenRun;
  let deadlines: ReturnType<typeof watchDeadlines> | undefined;
  let problems: (string | undefined)[];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    clock = Date.parse(noon);
    problems = [];
  });
  afterEach(() => {
    deadlines?.close();
    vi.useRealTimers();
  });

  /** Ada holds a unit for ten hours, and her deadline is watched. */
  async function aWatchedUnit(more: Partial<RunSettings> = {}, areSeatsHeld = () => false) {
    let ids = 0;
    const mailbox = {
      stamp: (by: string) => ({ id: `fact-${ids++}`, at: new Date(clock).toISOString(), by }),
      commitId: () => `commit-${ids++}`,
      pause: async () => undefined,
    };
    run = await openRun(runId, memoryLog(), mailbox, ({ facts }) => deadlines?.note(facts));
    const ask = run.mailbox.ask;
    const changed = { ...settings, assignmentDurationSeconds: 36_000, ...more };
    await ask({ type: 'task-run.open', ...opening, settings: changed }, 'x');
    await ask({ type: 'assignment.create', items: [{ shared: {} }] }, 'x');
    await ask({ type: 'task-run.end-data', assignments: 1 }, 'x');
    await ask({ type: 'task-run.launch' }, 'x');
    deadlines = watchDeadlines(
      run,
      () => clock,
      (problem) => problems.push(problem),
      areSeatsHeld,
    );
    await ask(connect(ada), 'worker:ada');
  }

  /** Advances timers and the clock by some seconds. */
  async function pass(seconds: number) {
    for (let n = 0; n < seconds * 2; n++) {
      clock += 500;
      await vi.advanceTimersByTimeAsync(500);
    }
  }
  const holds = () => run.mailbox.run.tally.assigned === 1;

  it('times out on time', async () => {
    await aWatchedUnit();
    await pass(30);
    expect(holds()).toBe(true);
    clock += 10 * hourMs - 31_000;
    await pass(4);
    expect([holds(), problems.filter(Boolean)]).toEqual([false, []]);
  });

  it('times out within seconds after the machine slept or the clock was set forward', async () => {
    await aWatchedUnit();
    clock += 11 * hourMs;
    await pass(4);
    expect(holds()).toBe(false);
  });

  it('of a seat is held until its conversation goes on, which gives the time to come back', async () => {
    const seats = { seats: 2, minimum: 2, waitSeconds: 300, afterWaiting: 'pay', confirmSeconds: 0 } as const;
    const lost = { dropout: 'end', dropoutSeconds: 60, turnSeconds: 120, settleSeconds: 90 } as const;
    let areHeld = true;
    await aWatchedUnit({ conversation: { ...seats, ...lost } }, () => areHeld);
    clock += 11 * hourMs;
    await pass(4);
    expect(holds()).toBe(true);
    const [assignmentId] = [...run.mailbox.run.conversations.states.entries()].map(([id]) => id as AssignmentId);
    const now = new Date(clock).toISOString();
    await run.mailbox.ask({ type: 'conversation.resume', assignmentId: assignmentId!, now }, 'clock');
    areHeld = false;
    deadlines?.look();
    await pass(55);
    expect([holds(), problems.filter(Boolean)]).toEqual([true, []]);
    await pass(10);
    expect(holds()).toBe(false);
  });

  it('does not time out early when the clock is set back', async () => {
    await aWatchedUnit();
    clock -= 5 * hourMs;
    await pass(30);
    expect(holds()).toBe(true);
    clock += 15 * hourMs - 30_000 - 2000;
    await pass(1);
    expect(holds()).toBe(true);
    await pass(4);
    expect(holds()).toBe(false);
  });

  it('is not watched any more after closing', async () => {
    await aWatchedUnit();
    deadlines?.close();
    clock += 11 * hourMs;
    await pass(10);
    expect([holds(), vi.getTimerCount()]).toEqual([true, 0]);
  });
});
