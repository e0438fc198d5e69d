import { followKey } from '../../actors/follow-up.ts';
import { unitOf } from '../../actors/run.ts';
import { decide } from '../../actors/run-decide.ts';
import type { VerdictId } from '../../events/ids.ts';
import { refuse } from '../refusals/refusals.ts';
import { toRefusal } from '../refusals/to-refusal.ts';
import { runOf } from './left-after-undo.ts';
import { commandFor, undoCommandFor, type Verdict } from './verdict-request.ts';
import type { Reviewed, VerdictSettings } from './verdicts.ts';

/** What a verdict would do now: the units that it decides, those that have the same decision already, and those that refuse. */
export type Plan = { deciding: string[]; unchanged: string[]; refused: Reviewed['refused'] };

/** Plans a verdict on units; nothing is recorded. */
export function planVerdict(
  settings: Pick<VerdictSettings, 'runtime' | 'claims'>,
  units: readonly string[],
  verdict: Verdict,
): Plan {
  const plan: Plan = { deciding: [], unchanged: [], refused: [] };
  for (const unit of units) {
    try {
      const { run, unitId } = runOf(settings, unit);
      settings.claims.assertUnclaimed(unit, verdict.by);
      const facts = decide(commandFor(verdict, unitId, run), run.mailbox.run);
      (facts.length > 0 ? plan.deciding : plan.unchanged).push(unit);
    } catch (error) {
      plan.refused.push({ unitId: unit, ...reasonOf(error) });
    }
  }
  return plan;
}

/** Throws the refusal of the first unit if the undo of a verdict would change nothing, neither a unit nor what followed for a worker. */
export function assertUndoable(
  settings: Pick<VerdictSettings, 'runtime'>,
  units: readonly string[],
  verdictId: VerdictId,
): void {
  let first: unknown;
  for (const unit of units) {
    try {
      const { run, unitId } = runOf(settings, unit);
      const worker = unitOf(run.mailbox.run, unitId)?.unit.context.workerId;
      if (worker && run.mailbox.run.followUps.known.has(followKey(verdictId, worker))) return;
      if (decide(undoCommandFor(verdictId, unitId), run.mailbox.run).length > 0) return;
    } catch (error) {
      reasonOf(error);
      first ??= error;
    }
  }
  throw first ?? refuse('verdict/undone', { verdict: verdictId });
}

/** The refusal that was thrown; anything else is thrown again. */
export function reasonOf(error: unknown): { code: string; message: string } {
  const refusal = toRefusal(error);
  if (!refusal || refusal.status >= 500) throw error;
  return { code: refusal.code, message: refusal.message };
}
