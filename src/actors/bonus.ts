import type { BonusId, UnitId } from '../events/ids.ts';
import {
  UnitBonusGranted,
  UnitBonusPaid,
  UnitBonusPaymentUndone,
  UnitBonusWithdrawn,
  type UnitFact,
} from '../events/unit.ts';
import type { BudgetNow } from './caps.ts';
import { bonusText } from './money.ts';
import { refuse } from './refusals.ts';
import { type IdentifiedUnit, submittedWork } from './unit.ts';

/** The bonuses of a run: for which unit, how much and why, and whether each is still to be paid. */
export type Bonuses = Map<BonusId, Bonus>;
type Bonus = Pick<BonusGrant, 'cents' | 'reason'> & {
  unitId: UnitId;
  state: 'intended' | 'paid' | 'withdrawn';
  /** Whether the verdict that promised it was undone while it was paid. */
  isUnpromised?: true;
};

type BonusFact = Extract<UnitFact, { type: `unit.bonus-${string}` }>;

const stateAfter = {
  'unit.bonus-granted': 'intended',
  'unit.bonus-paid': 'paid',
  'unit.bonus-payment-undone': 'intended',
  'unit.bonus-withdrawn': 'withdrawn',
} as const satisfies Record<BonusFact['type'], Bonus['state']>;

/** Takes in what happened to a bonus. */
export function noteBonus(bonuses: Bonuses, { type, data }: BonusFact): void {
  const { bonusId, unitId } = data;
  const before = bonuses.get(bonusId);
  const { cents, reason } = 'cents' in data ? data : (before ?? { cents: 0, reason: undefined });
  const promise = before?.isUnpromised ? { isUnpromised: true as const } : {};
  bonuses.set(bonusId, { unitId, cents, reason, ...promise, state: stateAfter[type] });
}

/** Takes in that the verdict was undone which promised a paid bonus. */
export function noteUndonePromise(bonuses: Bonuses, { data }: UnitFact): void {
  const bonus = 'paidBonusId' in data && data.paidBonusId ? bonuses.get(data.paidBonusId) : undefined;
  if (bonus) bonus.isUnpromised = true;
}

/** The facts by which a bonus was not paid after all; it is withdrawn where the verdict that promised it was undone. */
export function paymentUndone(
  bonuses: Bonuses,
  { bonusId, note }: { bonusId: BonusId; note: string },
  work: ReturnType<typeof submittedWork>,
): UnitFact[] {
  const bonus = bonuses.get(bonusId);
  if (bonus?.state !== 'paid') return [];
  const undone = UnitBonusPaymentUndone({ ...work, bonusId, note });
  return bonus.isUnpromised ? [undone, UnitBonusWithdrawn({ ...work, bonusId, note })] : [undone];
}

/** The bonuses of a unit that are promised or paid. */
export const standing = (
  bonuses: Bonuses,
  { unit }: Pick<IdentifiedUnit, 'unit'>,
): (Bonus & { bonusId: BonusId; state: 'intended' | 'paid' })[] =>
  (unit.context.bonuses ?? []).flatMap((bonusId) => {
    const bonus = bonuses.get(bonusId);
    return bonus && bonus.state !== 'withdrawn' ? [{ ...bonus, bonusId, state: bonus.state }] : [];
  });

/** Whether the unit has a bonus of this amount that is promised or paid, with this reason if one is given. */
export const hasBonus = (
  bonuses: Bonuses,
  named: IdentifiedUnit,
  { cents, reason }: Pick<BonusGrant, 'cents' | 'reason'>,
): boolean => standing(bonuses, named).some((bonus) => bonus.cents === cents && (!reason || bonus.reason === reason));

/** Throws `bonus/another` if the unit has a bonus and another one beside it was not asked for. */
export function assertOnlyBonus(bonuses: Bonuses, named: IdentifiedUnit, { beside, currency }: BonusGrant): void {
  const [before] = standing(bonuses, named);
  if (!before || beside) return;
  throw refuse('bonus/another', { unit: named.unitId, amount: bonusText(before.cents, currency), state: before.state });
}

// ── Commands ─────────────────────────────────────────────────────────────────

/** A bonus as it is promised: its id is new and random, the amount in hundredths of the currency; `beside` others of the same unit, if there are any. */
export type BonusGrant = {
  bonusId: BonusId;
  cents: number;
  currency: string;
  reason?: string;
  beside?: boolean;
  /** What may be spent, where there is a budget. */
  budget?: BudgetNow;
};

/** Promises a bonus, records that it was paid or withdrawn, or takes back that it was paid. */
export type BonusCommand = { bonusId: BonusId } & (
  | ({ type: 'unit.grant-bonus' } & BonusGrant)
  | { type: 'unit.pay-bonus' | 'unit.withdraw-bonus' | 'unit.undo-bonus-payment'; note?: string }
);

/** Returns an empty list when the bonus exists already; throws once it is paid or withdrawn. */
export function decide(command: BonusCommand, named: IdentifiedUnit, bonuses: Bonuses): UnitFact[] {
  const { bonusId } = command;
  const bonus = bonuses.get(bonusId);
  const work = submittedWork(named);
  if (command.type === 'unit.grant-bonus') {
    if (bonus) return [];
    assertOnlyBonus(bonuses, named, command);
    return [granted(command, work)];
  }
  if (!bonus) throw refuse('bonus/unknown', { bonus: bonusId });
  if (command.type === 'unit.undo-bonus-payment') {
    if (bonus.state === 'withdrawn') throw refuse('bonus/settled', { bonus: bonusId, state: bonus.state });
    return paymentUndone(bonuses, { bonusId, note: command.note ?? '' }, work);
  }
  if (bonus.state !== 'intended') throw refuse('bonus/settled', { bonus: bonusId, state: bonus.state });
  const settled = { ...work, bonusId, ...(command.note ? { note: command.note } : {}) };
  return [command.type === 'unit.pay-bonus' ? UnitBonusPaid(settled) : UnitBonusWithdrawn(settled)];
}

/** The fact that promises a bonus. */
export function granted(bonus: BonusGrant, work: ReturnType<typeof submittedWork>): UnitFact {
  const { bonusId, cents, currency, reason } = bonus;
  return UnitBonusGranted({ ...work, bonusId, cents, currency, ...(reason ? { reason } : {}) });
}
