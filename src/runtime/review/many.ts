import { refuse } from '../refusals/refusals.ts';
import { toRefusal } from '../refusals/to-refusal.ts';
import type { Desk, Ruling } from './desk.ts';

/** So many decisions are under way at once; those of one run go to disk together. */
const atOnce = 50;
const everyMs = 200;

export type Reviewed = {
  reviewed: number;
  refused: { unit: string; code: string; message: string }[];
  sequence: number;
};

/** Decides units one after the other as far as askers see it; what is refused is listed, and the others go on. */
export async function ruleMany(
  desk: Desk,
  { units, ruling, by }: { units: readonly string[]; ruling: Ruling; by: string },
  report: (progress: { done: number; total: number }) => void,
): Promise<Reviewed> {
  const reviewed: Reviewed = { reviewed: 0, refused: [], sequence: 0 };
  const left = units.values();
  let done = 0;
  let told = 0;

  async function one(unit: string) {
    try {
      const { sequence } = await desk.rule(unit, ruling, by);
      reviewed.reviewed++;
      reviewed.sequence = Math.max(reviewed.sequence, sequence);
    } catch (error) {
      const refusal = toRefusal(error);
      if (!refusal) throw error;
      // Nothing more can be stored, so it is said once rather than for each of what is left.
      if (refusal.status >= 500) throw error;
      reviewed.refused.push({ unit, code: refusal.code, message: refusal.message });
    }
    done++;
    if (performance.now() - told < everyMs) return;
    told = performance.now();
    report({ done, total: units.length });
  }

  async function work() {
    for (const unit of left) await one(unit);
  }
  const workers = await Promise.allSettled(Array.from({ length: atOnce }, work));
  const broken = workers.find((worker) => worker.status === 'rejected');
  if (broken) throw broken.reason ?? refuse('house/bug');
  return reviewed;
}
