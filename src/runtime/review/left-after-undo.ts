import { standing } from '../../actors/bonus.ts';
import { unitOf } from '../../actors/run.ts';
import { type BonusId, partsOf, UnitId } from '../../events/ids.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';

type Settings = { runtime: Pick<Runtime, 'run'> };

/** The run of a unit; throws `unit/unknown` and `run/unknown`. */
export function runOf({ runtime }: Settings, unit: string): { run: OpenRun; unitId: UnitId } {
  const unitId = UnitId.safeParse(unit).data;
  if (!unitId) throw refuse('unit/unknown', { unit });
  return { run: runtime.run(partsOf(unitId).run), unitId };
}

/** A bonus that is promised or paid. */
type StandingBonus = { unit: UnitId; bonus: BonusId; cents: number; currency: string; state: 'intended' | 'paid' };

/** What stays of units whose decisions were undone. */
export type LeftAfterUndo = {
  /** What was paid for those that wait for review again, by currency. */
  paid: { answers: number; cents: number; currency: string }[];
  /** The bonuses that stay: paid, or granted otherwise. */
  bonuses: StandingBonus[];
};

/** What was paid for these units already, and their bonuses that stay. */
export function leftAfterUndo(settings: Settings, units: readonly UnitId[]): LeftAfterUndo {
  const paid = new Map<string, { answers: number; cents: number; currency: string }>();
  const bonuses: StandingBonus[] = [];
  for (const unit of units) {
    const { run } = runOf(settings, unit);
    const named = unitOf(run.mailbox.run, unit);
    if (!named) continue;
    const { currency } = configOf(run);
    for (const { bonusId, cents, state } of standing(run.mailbox.run.bonuses, named))
      bonuses.push({ unit, bonus: bonusId, cents, currency, state });
    const { paidCents } = named.unit.context;
    if (paidCents === undefined || !named.unit.matches('completed')) continue;
    const sum = paid.get(currency) ?? { answers: 0, cents: 0, currency };
    paid.set(currency, { answers: sum.answers + 1, cents: sum.cents + paidCents, currency });
  }
  return { paid: [...paid.values()], bonuses };
}
