import type { RefusedUnit } from '../../events/verdict.ts';
import { toRefusal } from '../refusals/to-refusal.ts';

/** Units decided concurrently; those of one run share a commit. */
const maxConcurrentUnits = 50;
const reportEveryMs = 200;
/** The most refusals that a fact lists. */
const maxListedRefusals = 100;

export type Progress = { done: number; total: number };
export type OnProgress = (progress: Progress) => void;

/** The results of a command to many units: how many it changed, how many were as they should be, and which refused. */
export type Outcomes = { done: number; unchanged: number; refused: RefusedUnit[] };

/**
 * Calls `act` for each unit, which resolves to whether the unit was changed; refused units are listed. Throws the first
 * refusal with a status of 500 or more, since then nothing more can be stored.
 */
export async function eachUnit(
  units: readonly string[],
  act: (unit: string) => Promise<boolean>,
  report: OnProgress,
): Promise<Outcomes> {
  const outcomes: Outcomes = { done: 0, unchanged: 0, refused: [] };
  const remaining = units.values();
  let finished = 0;
  let reportedAt = 0;
  let isBroken = false;

  async function one(unitId: string) {
    try {
      if (await act(unitId)) outcomes.done++;
      else outcomes.unchanged++;
    } catch (error) {
      const refusal = toRefusal(error);
      if (!refusal || refusal.status >= 500) {
        isBroken = true;
        throw error;
      }
      outcomes.refused.push({ unitId, code: refusal.code, message: refusal.message });
    }
    finished++;
    if (performance.now() - reportedAt < reportEveryMs) return;
    reportedAt = performance.now();
    report({ done: finished, total: units.length });
  }

  async function work() {
    for (const unit of remaining) {
      if (isBroken) return;
      await one(unit);
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: maxConcurrentUnits }, work));
  const broken = workers.find((worker) => worker.status === 'rejected');
  if (broken) throw broken.reason;
  return outcomes;
}

/** Refusals as a fact has them: their number, and the first hundred. */
export const counted = (refused: readonly RefusedUnit[]) => ({
  refused: refused.length,
  firstRefused: refused.slice(0, maxListedRefusals),
});
