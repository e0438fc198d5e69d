import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { BonusId, UnitId } from '../events/ids.ts';
import { UnitBonusPaid, type UnitFact, UnitPaid, UnitPaymentUndone } from '../events/unit.ts';
import { type Bonuses, paymentUndone } from './bonus.ts';
import { type IdentifiedUnit, submittedWork } from './unit.ts';

/** Records that somebody paid these units and bonuses of a run by hand, or takes that back; `cents` is what each unit pays. */
export type PaymentCommand = {
  units: readonly { unitId: UnitId; cents: number }[];
  bonuses: readonly { unitId: UnitId; bonusId: BonusId }[];
  currency: string;
} & ({ type: 'units.pay'; note?: string } | { type: 'units.undo-payments'; note: string });

/**
 * Records again a payment of a unit that the log had lost, whatever was decided about the unit since: the money was paid. Or that it was
 * taken back.
 */
export type LostPaymentCommand = {
  type: 'unit.recover-payment';
  cents: number;
  currency: string;
  note?: string;
  isUndone?: boolean;
};

const isPaid = ({ unit }: IdentifiedUnit): boolean => unit.context.paidCents !== undefined;

/** Whether a unit is accepted or soft-rejected, and not recorded as paid. */
const isDue = ({ unit }: IdentifiedUnit): boolean =>
  unit.context.paidCents === undefined && (unit.value === 'accepted' || unit.value === 'soft_rejected');

type UnitOf = (unitId: UnitId) => IdentifiedUnit;

/**
 * One fact for each unit and bonus that is still due, or still recorded as paid; those that are not any more are left out, so that nothing
 * is recorded twice.
 */
export const decide = (
  command: PaymentCommand,
  unitOf: UnitOf,
  known: Bonuses,
  isElsewhere: IsElsewhere,
): UnitFact[] =>
  command.type === 'units.pay' ? pay(command, unitOf, known, isElsewhere) : undo(command, unitOf, known, isElsewhere);

/**
 * Whether a unit, or a bonus of it, is paid or being paid through a provider: paying it by hand as well would pay twice, and what the provider paid
 * is no mistake of ours to take back.
 */
type IsElsewhere = (of: { unitId: UnitId; bonusId?: BonusId }) => boolean;

type Paying = Extract<PaymentCommand, { type: 'units.pay' }>;
type Undoing = Extract<PaymentCommand, { type: 'units.undo-payments' }>;

function undo(
  { units, bonuses, currency, note }: Undoing,
  unitOf: UnitOf,
  known: Bonuses,
  isElsewhere: IsElsewhere,
): UnitFact[] {
  const pay = units
    .filter((of) => !isElsewhere(of))
    .map(({ unitId, cents }) => ({ cents, named: unitOf(unitId) }))
    .filter(({ named }) => isPaid(named))
    .map(({ cents, named }) => UnitPaymentUndone({ ...submittedWork(named), cents, currency, note }));
  const extra = bonuses
    .filter((of) => !isElsewhere(of))
    .flatMap(({ unitId, bonusId }) => paymentUndone(known, { bonusId, note }, submittedWork(unitOf(unitId))));
  return [...pay, ...extra];
}

function pay(
  { units, bonuses, currency, note }: Paying,
  unitOf: UnitOf,
  known: Bonuses,
  isElsewhere: IsElsewhere,
): UnitFact[] {
  const written = note ? { note } : {};
  const pay = units
    .filter((of) => !isElsewhere(of))
    .map(({ unitId, cents }) => ({ cents, named: unitOf(unitId) }))
    .filter(({ named }) => isDue(named))
    .map(({ cents, named }) => UnitPaid({ ...submittedWork(named), cents, currency, ...written }));
  const extra = bonuses
    .filter((of) => known.get(of.bonusId)?.state === 'intended' && !isElsewhere(of))
    .map(({ unitId, bonusId }) => UnitBonusPaid({ ...submittedWork(unitOf(unitId)), bonusId, ...written }));
  return [...pay, ...extra];
}

/** The fact of a lost payment; none when the unit is recorded as paid. */
export function recover({ cents, currency, note, isUndone }: LostPaymentCommand, named: IdentifiedUnit): UnitFact[] {
  const work = submittedWork(named);
  if (isUndone) return isPaid(named) ? [UnitPaymentUndone({ ...work, cents, currency, note: note ?? '' })] : [];
  return isPaid(named) ? [] : [UnitPaid({ ...work, cents, currency, ...(note ? { note } : {}) })];
}

/** How many answers and bonuses, of those that these facts take back as not paid, are not owed now. */
export function countNotOwed(
  facts: readonly (AnyNewFact | Fact)[],
  unitOf: (unitId: UnitId) => IdentifiedUnit | undefined,
): number {
  const isOwed = (unitId: UnitId) => {
    const named = unitOf(unitId);
    return named !== undefined && isDue(named);
  };
  return facts.filter((fact) =>
    fact.type === 'unit.payment-undone' ? !isOwed(fact.data.unitId) : fact.type === 'unit.bonus-withdrawn',
  ).length;
}

/** How many answers and bonuses these facts record as paid, or as not paid after all. */
export const countPayments = (facts: readonly (AnyNewFact | Fact)[]): { answers: number; bonuses: number } => ({
  answers: facts.filter(({ type }) => type === 'unit.paid' || type === 'unit.payment-undone').length,
  bonuses: facts.filter(({ type }) => type === 'unit.bonus-paid' || type === 'unit.bonus-payment-undone').length,
});
