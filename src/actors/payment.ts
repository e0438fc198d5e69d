import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { BonusId, UnitId } from '../events/ids.ts';
import { UnitBonusPaid, type UnitFact, UnitPaid } from '../events/unit.ts';
import type { Bonuses } from './bonus.ts';
import { type IdentifiedUnit, submittedWork } from './unit.ts';

/** Records that somebody paid these units and bonuses of a run by hand; `cents` is what each unit pays. */
export type PaymentCommand = {
  type: 'units.pay';
  units: readonly { unitId: UnitId; cents: number }[];
  bonuses: readonly { unitId: UnitId; bonusId: BonusId }[];
  currency: string;
  note?: string;
};

/** Records again a payment of a unit that the log had lost, whatever was decided about the unit since: the money was paid. */
export type LostPaymentCommand = { type: 'unit.recover-payment'; cents: number; currency: string; note?: string };

/** Whether a unit is accepted or soft-rejected, and not recorded as paid. */
const isDue = ({ unit }: IdentifiedUnit): boolean =>
  !unit.context.isPaid && (unit.value === 'accepted' || unit.value === 'soft_rejected');

/** One fact for each unit and bonus that is still due; those that are not any more are left out, so that nothing is recorded twice. */
export function decide(
  { units, bonuses, currency, note }: PaymentCommand,
  unitOf: (unitId: UnitId) => IdentifiedUnit,
  known: Bonuses,
): UnitFact[] {
  const written = note ? { note } : {};
  const pay = units
    .map(({ unitId, cents }) => ({ cents, named: unitOf(unitId) }))
    .filter(({ named }) => isDue(named))
    .map(({ cents, named }) => UnitPaid({ ...submittedWork(named), cents, currency, ...written }));
  const extra = bonuses
    .filter(({ bonusId }) => known.get(bonusId)?.state === 'intended')
    .map(({ unitId, bonusId }) => UnitBonusPaid({ ...submittedWork(unitOf(unitId)), bonusId, ...written }));
  return [...pay, ...extra];
}

/** The fact of a lost payment; none when the unit is recorded as paid. */
export function recover({ cents, currency, note }: LostPaymentCommand, named: IdentifiedUnit): UnitFact[] {
  const work = submittedWork(named);
  return named.unit.context.isPaid ? [] : [UnitPaid({ ...work, cents, currency, ...(note ? { note } : {}) })];
}

/** How many answers and bonuses these facts record as paid. */
export const countPayments = (facts: readonly (AnyNewFact | Fact)[]): { answers: number; bonuses: number } => ({
  answers: facts.filter(({ type }) => type === 'unit.paid').length,
  bonuses: facts.filter(({ type }) => type === 'unit.bonus-paid').length,
});
