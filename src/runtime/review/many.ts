import type { RefusedUnit } from '../../events/verdict.ts';
import { toRefusal } from '../refusals/to-refusal.ts';

/** Units under way at once; those of one run go to disk together. */
const unitsAtOnce = 50;
const reportEveryMs = 200;
/** Refusals that a fact lists, of all there were. */
const maxListed = 100;

export type Progress = { done: number; total: number };
export type OnProgress = (progress: Progress) => void;

/** What came of units that were asked one after the other: how many did it, and which refused. */
export type Outcomes = { done: number; refused: RefusedUnit[] };

/**
 * Does something to each unit; one that refuses is listed, and the others go on. Throws the first refusal with a status of 500
 * or more, since then nothing more can be stored.
 */
export async function eachUnit(
  units: readonly string[],
  act: (unit: string) => Promise<unknown>,
  report: OnProgress,
): Promise<Outcomes> {
  const outcomes: Outcomes = { done: 0, refused: [] };
  const left = units.values();
  let finished = 0;
  let reportedAt = 0;
  let isBroken = false;

  async function one(unitId: string) {
    try {
      await act(unitId);
      outcomes.done++;
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
    for (const unit of left) {
      if (isBroken) return;
      await one(unit);
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: unitsAtOnce }, work));
  const broken = workers.find((worker) => worker.status === 'rejected');
  if (broken) throw broken.reason;
  return outcomes;
}

/** Refusals as a fact holds them: how many, and the first hundred. */
export const counted = (refused: readonly RefusedUnit[]) => ({
  refused: refused.length,
  firstRefused: refused.slice(0, maxListed),
});
