import type { UnitId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { isOfCode } from './failing.ts';

/** Units on which the task's code did not answer. Each has ended a host, and with it the calls about other units, so it is tried ever more rarely. */
export type HeldBack = {
  /** Why the unit is not tried at present; undefined if it may be. */
  reason(run: OpenRun, unitId: UnitId): Error | undefined;
  /** Judges the unit, unless it is held back; rejects with the reason if it is, or with how it failed. */
  during(run: OpenRun, unitId: UnitId, judge: () => Promise<void>): Promise<void>;
  /** Lets all units of a run be tried at once, such as by new code. */
  forget(run: OpenRun): void;
  close(): void;
};

const minDelayMs = 5000;
const maxDelayMs = 10 * 60_000;

type Held = { error: Error; failures: number; timer?: NodeJS.Timeout };

/** Holds back in memory; `wake` is called when a unit of the run may be tried again. */
export function openHeldBack(wake: (run: OpenRun) => void): HeldBack {
  const known = new Map<string, Map<UnitId, Held>>();

  function hold(run: OpenRun, unitId: UnitId, error: Error): void {
    const ofRun = known.get(run.runId) ?? new Map<UnitId, Held>();
    known.set(run.runId, ofRun);
    const failures = (ofRun.get(unitId)?.failures ?? 0) + 1;
    const held: Held = { error, failures };
    const delayMs = Math.min(minDelayMs * 2 ** (failures - 1), maxDelayMs);
    held.timer = setTimeout(() => {
      held.timer = undefined;
      wake(run);
    }, delayMs).unref();
    ofRun.set(unitId, held);
  }
  const end = (ofRun: Map<UnitId, Held> | undefined) => {
    for (const { timer } of ofRun?.values() ?? []) clearTimeout(timer);
  };

  const heldBack: HeldBack = {
    reason(run, unitId) {
      const held = known.get(run.runId)?.get(unitId);
      return held?.timer && held.error;
    },
    async during(run, unitId, judge) {
      const reason = heldBack.reason(run, unitId);
      if (reason) throw reason;
      try {
        await judge();
      } catch (error) {
        if (isOfCode(error) && error.code === 'task/not-answering') hold(run, unitId, error);
        throw error;
      }
      known.get(run.runId)?.delete(unitId);
    },
    forget({ runId }) {
      end(known.get(runId));
      known.delete(runId);
    },
    close() {
      for (const ofRun of known.values()) end(ofRun);
    },
  };
  return heldBack;
}
