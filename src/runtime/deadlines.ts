import { isSeat } from '../actors/conversation-at.ts';
import { Refusal } from '../actors/refusal.ts';
import { unitOf } from '../actors/run.ts';
import { todo } from '../actors/seat-ends.ts';
import type { Fact } from '../events/catalog.ts';
import type { UnitId } from '../events/ids.ts';
import type { OpenRun } from './open-run.ts';

/** How often to check the clock: a timer does not count while the machine sleeps, and does not notice a changed clock. */
const checkEveryMs = 3000;

/**
 * Watches the deadlines of a run's units, and sends `unit.time-out` for those that have passed. They are read from the run's
 * state, so deadlines that passed during a restart are recorded at once; the run records each only once. Those of seats are left out
 * while these are held: after an interruption their conversations first give everybody the time to come back.
 */
export function watchDeadlines(
  run: OpenRun,
  now: () => number,
  report: (problem?: string) => void,
  areSeatsHeld = () => false,
) {
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let closed = false;

  function scheduleAt(time: number) {
    if (closed || time >= due) return;
    due = time;
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    if (closed || due === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(check, Math.min(Math.max(due - now(), 0), checkEveryMs));
    timer.unref();
  }

  function check() {
    if (now() >= due) recordDue();
    else schedule();
  }

  function recordDue() {
    recordPassed().catch((error) => {
      report(`The deadlines of ${run.runId} could not be checked: ${error}`);
      scheduleAt(now() + 1000);
    });
  }

  async function recordPassed() {
    due = Number.POSITIVE_INFINITY;
    const waits = waitsForTime();
    const at = new Date(now()).toISOString();
    const passed = waits.filter((wait) => (wait.due ?? at) <= at);
    await Promise.all(passed.map((wait) => timeOut(wait.key.split('/')[0] as UnitId, at)));
    for (const wait of waits) if (!passed.includes(wait)) scheduleAt(Date.parse(wait.due ?? at));
  }

  /** Of the units in work alone: a run may wait for much else. */
  const waitsForTime = () =>
    [...run.mailbox.run.inWork].flatMap((unitId) => {
      if (areSeatsHeld() && isSeat(run.mailbox.run, unitId)) return [];
      const named = unitOf(run.mailbox.run, unitId);
      return named ? todo(run.mailbox.run, named) : [];
    });

  async function timeOut(unitId: UnitId, at: string) {
    try {
      await run.mailbox.ask({ type: 'unit.time-out', unitId, now: at }, 'clock');
      report();
    } catch (error) {
      // Submitted or returned at the same moment, so there is nothing to time out.
      if (error instanceof Refusal && error.code === 'unit/not-due') return;
      report(`The deadline of ${unitId} could not be recorded: ${error}`);
      scheduleAt(now() + 1000);
    }
  }

  function note(facts: readonly Fact[]) {
    for (const fact of facts) if (fact.type === 'unit.assigned') scheduleAt(Date.parse(fact.data.deadline));
  }

  recordDue();
  return {
    note,
    /** Looks what has passed, as when seats are held no more. */
    look: recordDue,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
