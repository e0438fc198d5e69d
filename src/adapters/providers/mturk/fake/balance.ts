import { z } from 'zod';
import { requestError } from './errors.ts';
import { dollarsOf } from './money.ts';
import { type Operation, operation } from './operation.ts';
import { CurrencyAmount, Nothing } from './shapes.ts';
import type { Assignment, Hit, Movement, Mturk } from './state.ts';
import { mastersIdOf } from './system-qualifications.ts';

/** What MTurk takes of each reward and bonus, in percent. */
const feePercent = 20;
/** What it takes beside that of the rewards of a HIT with so many assignments. */
const surcharge = { percent: 20, fromAssignments: 10 };
const mastersPercent = 5;
const minFeeCents = 1;

/** The fee for one assignment of a HIT. */
export function feeCents(mturk: Mturk, hit: Pick<Hit, 'type' | 'maxAssignments'>): number {
  const isForMasters = hit.type.requirements.some((one) => one.QualificationTypeId === mastersIdOf(mturk));
  const percent =
    feePercent +
    (hit.maxAssignments >= surcharge.fromAssignments ? surcharge.percent : 0) +
    (isForMasters ? mastersPercent : 0);
  return shareOf(hit.type.rewardCents, percent);
}

/** The fee for a bonus. */
export const bonusFeeCents = (cents: number) => shareOf(cents, feePercent);

const shareOf = (cents: number, percent: number) => Math.max(minFeeCents, Math.round((cents * percent) / 100));

/** What one assignment of a HIT costs. */
export const costCents = (mturk: Mturk, hit: Pick<Hit, 'type' | 'maxAssignments'>) =>
  hit.type.rewardCents + feeCents(mturk, hit);

/** What can be spent: the balance without what is on hold. */
export const availableCents = ({ balanceCents, heldCents }: Mturk) => balanceCents - heldCents;

/** Refuses to spend what is not there. The sandbox has no end of money. */
export function requireFunds(mturk: Mturk, cents: number): void {
  if (mturk.isSandbox || cents <= availableCents(mturk)) return;
  throw requestError(
    `This Requester has insufficient funds in their account to complete this transaction. The available balance is ${dollarsOf(availableCents(mturk))}.`,
    'InsufficientFunds',
  );
}

/** Puts on hold for a HIT what it can still cost, instead of what was on hold for it before. */
export function hold(mturk: Mturk, hitId: string, cents: number): void {
  mturk.heldCents += cents - (mturk.holds.get(hitId) ?? 0);
  if (cents === 0) mturk.holds.delete(hitId);
  else mturk.holds.set(hitId, cents);
}

/** Pays a worker and the fee for it. */
export function pay(mturk: Mturk, { id, hit, workerId }: Assignment, kind: 'reward' | 'bonus', cents: number): void {
  const about = { at: mturk.clock.now(), workerId, assignmentId: id, hitId: hit.id };
  const fee = kind === 'reward' ? feeCents(mturk, hit) : bonusFeeCents(cents);
  mturk.movements.push({ ...about, kind, cents });
  mturk.movements.push({ ...about, kind: kind === 'reward' ? 'fee' : 'bonus-fee', cents: fee });
  if (!mturk.isSandbox) mturk.balanceCents -= cents + fee;
}

/** All money of the account, in cents. */
export type Books = {
  balanceCents: number;
  heldCents: number;
  availableCents: number;
  holds: { hitId: string; cents: number }[];
  movements: Movement[];
};

/** The books of the account as they are now. */
export const booksOf = (mturk: Mturk): Books => ({
  balanceCents: mturk.balanceCents,
  heldCents: mturk.heldCents,
  availableCents: availableCents(mturk),
  holds: [...mturk.holds].map(([hitId, cents]) => ({ hitId, cents })),
  movements: structuredClone(mturk.movements),
});

export const balanceOperations: Record<string, Operation> = {
  GetAccountBalance: operation(
    Nothing,
    z.strictObject({ AvailableBalance: CurrencyAmount, OnHoldBalance: CurrencyAmount }),
    (mturk) =>
      mturk.isSandbox
        ? { AvailableBalance: '10000.00', OnHoldBalance: '0.00' }
        : { AvailableBalance: dollarsOf(availableCents(mturk)), OnHoldBalance: dollarsOf(mturk.heldCents) },
  ),
};
