import { Refusal } from '../actors/refusal.ts';
import { todo } from '../actors/run-decide.ts';
import type { Fact } from '../events/catalog.ts';
import type { UnitId } from '../events/ids.ts';
import type { OpenRun } from './open-run.ts';

/** How often to look at the clock: a timer does not count the time in which the machine slept, nor notice a clock that is set. */
const lookEveryMs = 3000;

/**
 * Waits for the deadlines of a run's units and asks the run to record those that have passed. What to wait for is read from the run's
 * state, so nothing is forgotten over a restart, and what passed meanwhile is reported at once; the run records it once.
 */
export function watchDeadlines(run: OpenRun, now: () => number, report: (problem?: string) => void) {
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let closed = false;

  function wakeAt(time: number) {
    if (closed || time >= due) return;
    due = time;
    sleep();
  }

  function sleep() {
    clearTimeout(timer);
    if (closed || due === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(look, Math.min(Math.max(due - now(), 0), lookEveryMs));
    timer.unref();
  }

  function look() {
    if (now() >= due) ring();
    else sleep();
  }

  function ring() {
    recordPassed().catch((error) => {
      report(`The deadlines of ${run.runId} could not be looked at: ${error}`);
      wakeAt(now() + 1000);
    });
  }

  async function recordPassed() {
    due = Number.POSITIVE_INFINITY;
    const waits = todo(run.mailbox.run).filter((wait) => wait.do === 'time-out' && wait.due);
    const at = new Date(now()).toISOString();
    const passed = waits.filter((wait) => (wait.due ?? at) <= at);
    await Promise.all(passed.map((wait) => timeOut(wait.key.split('/')[0] as UnitId, at)));
    for (const wait of waits) if (!passed.includes(wait)) wakeAt(Date.parse(wait.due ?? at));
  }

  async function timeOut(unitId: UnitId, at: string) {
    try {
      await run.mailbox.ask({ type: 'unit.time-out', unitId, now: at }, 'clock');
      report();
    } catch (error) {
      // Submitted or returned in the same moment: then there is nothing left to time out.
      if (error instanceof Refusal && error.code === 'unit/not-due') return;
      report(`The deadline of ${unitId} could not be recorded: ${error}`);
      wakeAt(now() + 1000);
    }
  }

  function note(facts: readonly Fact[]) {
    for (const fact of facts) if (fact.type === 'unit.assigned') wakeAt(Date.parse(fact.data.deadline));
  }

  ring();
  return {
    note,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
