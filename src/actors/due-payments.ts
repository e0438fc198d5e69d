import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { AgentId, BonusId, UnitId } from '../events/ids.ts';
import { PaymentIntended } from '../events/payment.ts';
import { UnitBonusPaid, UnitPaid } from '../events/unit.ts';
import { costOfPlace, type Offer } from './offer.ts';
import { bonusPaymentOf, payOf } from './owed.ts';
import { isNew, isUnderWay, type PaymentContext, statusOf } from './payment.ts';
import { refuse } from './refusals.ts';
import { type Run, unitOf } from './run.ts';
import { submittedWork } from './unit.ts';

/** The submission in which an agent works, with its offer, if it came from one. */
export function placeOf(run: Run, agentId: AgentId | undefined) {
  const submissionId = agentId && run.submissions.ofAgent.get(agentId);
  const submission = submissionId && run.submissions.states.get(submissionId);
  const offer = submission && run.offers.get(submission.context.offerId);
  return submission && offer ? { submissionId, submission, offer } : undefined;
}

/** Takes in what a fact about a unit changes of what is owed. */
export function noteOwed(run: Run, fact: Fact | AnyNewFact): void {
  if (run.submissions.ofAgent.size === 0 || !('unitId' in fact.data) || fact.data.unitId === undefined) return;
  const { unitId } = fact.data;
  const unit = unitOf(run, unitId)?.unit;
  const place = placeOf(run, unit?.context.agentId);
  if (!unit || !place) return;
  const since = 'at' in fact ? fact.at : '';
  const isAccepted = unit.matches('accepted') || unit.matches('soft_rejected');
  const isUnpaid = unit.context.paidCents === undefined && place.offer.context.payCents > 0;
  if (!isAccepted || !isUnpaid) run.owed.units.delete(unitId);
  else if (!run.owed.units.has(unitId)) run.owed.units.set(unitId, since);
  if (!unit.matches('rejected')) run.owed.rejections.delete(unitId);
  else if (!run.owed.rejections.has(unitId)) run.owed.rejections.set(unitId, since);
  if (!('bonusId' in fact.data) || !fact.type.startsWith('unit.bonus-')) return;
  const { bonusId } = fact.data as { bonusId: BonusId };
  if (run.bonuses.get(bonusId)?.state !== 'intended') run.owed.bonuses.delete(bonusId);
  else run.owed.bonuses.set(bonusId, { unitId, since });
}

/** Whether a payment that was not sent is still to be made. */
export function isOwed(run: Run, { unitId, bonusId }: Pick<PaymentContext, 'unitId' | 'bonusId'>): boolean {
  // A compensation has no unit, and is owed from its promise on.
  if (unitId === undefined) return true;
  return bonusId ? run.owed.bonuses.has(bonusId) : run.owed.units.has(unitId);
}

/** Whether the pay of a unit, or a bonus of it, is on its way through a provider. */
export function isPaidThroughProvider(run: Run, { unitId, bonusId }: { unitId: UnitId; bonusId?: BonusId }): boolean {
  const place = placeOf(run, unitOf(run, unitId)?.unit.context.agentId);
  return place !== undefined && isUnderWay(run.payments, bonusId ? bonusPaymentOf(bonusId) : payOf(place.submissionId));
}

/** Throws `bonus/through-provider` for a bonus that a provider pays or has paid; one that was not sent yet can be withdrawn. */
export function requireByHand(
  run: Run,
  { type, unitId, bonusId }: { type: string; unitId: UnitId; bonusId: BonusId },
): void {
  if (!isPaidThroughProvider(run, { unitId, bonusId })) return;
  const status = statusOf(run.payments, bonusPaymentOf(bonusId)) ?? '';
  const isUnsent = status === 'intended' || status === 'prepared';
  if (type === 'unit.withdraw-bonus' && isUnsent) return;
  throw refuse('bonus/through-provider', { bonus: bonusId, isPaid: status === 'confirmed' });
}

/** Intends the payments that are due: all, or those decided on long enough ago. */
export type IntendCommand = {
  type: 'payments.intend';
  /** ISO 8601. */
  now: string;
  /** Whether they are due whenever they were decided on. */
  isAtOnce?: boolean;
  most: number;
};

/** One fact for each payment that is due and not under way; and for what is owed although its payment was made. */
export function intended(run: Run, { now, isAtOnce = false, most }: IntendCommand): AnyNewFact[] {
  const facts: AnyNewFact[] = [];
  const isDue = (offer: Offer, since: string) => {
    const { payAfterSeconds } = offer.context;
    if (isAtOnce) return true;
    return payAfterSeconds !== null && Date.parse(since) + payAfterSeconds * 1000 <= Date.parse(now);
  };
  for (const [unitId, since] of run.owed.units) {
    if (facts.length >= most) return facts;
    const named = unitOf(run, unitId);
    const place = placeOf(run, named?.unit.context.agentId);
    if (!named || !place || !isDue(place.offer, since)) continue;
    const paymentId = payOf(place.submissionId);
    if (isNew(run.payments, paymentId)) facts.push(payFact(run, unitId, place));
    // The provider had paid for the place before the work was handed in here.
    else if (statusOf(run.payments, paymentId) === 'confirmed') {
      const { payCents: cents, currency } = place.offer.context;
      facts.push(UnitPaid({ ...submittedWork(named), cents, currency }));
    }
  }
  for (const [bonusId, { unitId, since }] of run.owed.bonuses) {
    if (facts.length >= most) return facts;
    const named = unitOf(run, unitId);
    const place = placeOf(run, named?.unit.context.agentId);
    if (!named || !place || !isDue(place.offer, since)) continue;
    const paymentId = bonusPaymentOf(bonusId);
    if (isNew(run.payments, paymentId)) facts.push(bonusFact(run, { bonusId, unitId }, place));
    else if (statusOf(run.payments, paymentId) === 'confirmed')
      facts.push(UnitBonusPaid({ ...submittedWork(named), bonusId }));
  }
  return facts;
}

type Place = NonNullable<ReturnType<typeof placeOf>>;

/** The fact that the pay of a submission is to be paid, for this unit or, where the provider paid by itself, for none. */
export function payFact(run: Run, unitId: UnitId | undefined, { submissionId, submission, offer }: Place): AnyNewFact {
  const { offerId, payCents, currency } = offer.context;
  const feeCents = Math.round((costOfPlace(offer.context) - payCents) * 100) / 100;
  return PaymentIntended({
    ...{ runId: run.taskRun.context.runId, paymentId: payOf(submissionId), kind: 'pay', offerId, submissionId },
    ...(unitId ? { unitId } : {}),
    ...{ workerId: submission.context.workerId, cents: payCents, feeCents: Math.max(0, feeCents), currency },
  });
}

/** The fee that the provider takes on a bonus, in cents, rounded up. */
export const bonusFee = ({ context }: Offer, cents: number): number =>
  // Rounded first: 100 × 0.2 must not become 20.000000000000004 and then 21.
  Math.ceil(Math.round(cents * context.bonusFeeShare * 1e6) / 1e6);

function bonusFact(run: Run, { bonusId, unitId }: { bonusId: BonusId; unitId: UnitId }, place: Place): AnyNewFact {
  const { submissionId, submission, offer } = place;
  const { cents = 0, reason } = run.bonuses.get(bonusId) ?? {};
  const { offerId, currency } = offer.context;
  return PaymentIntended({
    ...{ runId: run.taskRun.context.runId, paymentId: bonusPaymentOf(bonusId), kind: 'bonus', offerId, submissionId },
    ...{ unitId, workerId: submission.context.workerId, cents, feeCents: bonusFee(offer, cents), currency, bonusId },
    ...(reason ? { reason } : {}),
  });
}
