import type {
  Finding,
  PaymentOutcome,
  ProviderPayment,
  PublishedOffer,
  SentPayment,
} from '../../../runtime/ports/provider-account.ts';
import { forEachOf, type MturkCalls } from './calls.ts';
import { codeOf, isProcessed, isThrottled, isTooEarly, isUncertain, reasonOf, saysOf } from './failures.ts';
import { dollarsOf } from './money.ts';
import { assignmentOf } from './submissions.ts';
import { isId } from './visitor.ts';

/** How many payments leave before what became of them is known. */
const paymentsAtOnce = 4;
/** How late a bonus may appear in the list of bonuses. */
const settleMs = 10 * 60_000;
const maxFeedbackChars = 1024;

/** What stands in the reason of a bonus, so that it can be found for ever: MTurk has no other place for it. */
const markOf = (id: string) => `(${id})`;

/** Pays each of these once. */
export async function send(
  calls: MturkCalls,
  offer: PublishedOffer,
  payments: readonly ProviderPayment[],
): Promise<PaymentOutcome[]> {
  const outcomes: PaymentOutcome[] = [];
  await forEachOf(
    payments,
    async (payment) => {
      outcomes.push(await (payment.kind === 'pay' ? sendPay(calls, offer, payment) : sendBonus(calls, payment)));
    },
    paymentsAtOnce,
  );
  return outcomes;
}

/** MTurk pays for a piece of work when it is approved, and what it pays is the reward of its HIT. */
async function sendPay(calls: MturkCalls, offer: PublishedOffer, payment: ProviderPayment): Promise<PaymentOutcome> {
  const { id, submission: AssignmentId, cents, reason } = payment;
  if (cents !== offer.payCents) {
    const [reward, asked] = [dollarsOf(offer.payCents), dollarsOf(cents)];
    return {
      id,
      outcome: 'refused',
      reason: `MTurk pays the reward of the HIT, which is $${reward} and not $${asked}.`,
    };
  }
  try {
    await calls.change((mturk) =>
      mturk.approveAssignment({
        AssignmentId,
        ...(reason === '' ? {} : { RequesterFeedback: reason.slice(0, maxFeedbackChars) }),
        OverrideRejection: true,
      }),
    );
    return { id, outcome: 'paid' };
  } catch (error) {
    if (isTooEarly(error)) return { id, outcome: 'unknown', reason: 'MTurk does not show this work yet.' };
    if (codeOf(error) === 'InvalidAssignmentState' && (await isApproved(calls, AssignmentId)))
      return { id, outcome: 'paid' };
    return outcomeOf(id, error);
  }
}

/** Whether work is approved; false also where nobody can say. */
const isApproved = (calls: MturkCalls, id: string) =>
  assignmentOf(calls, id).then(
    (found) => found?.Assignment?.AssignmentStatus === 'Approved',
    () => false,
  );

async function sendBonus(calls: MturkCalls, payment: ProviderPayment): Promise<PaymentOutcome> {
  const { id, submission, worker, cents, reason } = payment;
  try {
    await calls.change((mturk) =>
      mturk.sendBonus({
        WorkerId: worker,
        AssignmentId: submission,
        BonusAmount: dollarsOf(cents),
        Reason: `${reason} ${markOf(id)}`.trim(),
        UniqueRequestToken: id,
      }),
    );
    return { id, outcome: 'paid' };
  } catch (error) {
    return isProcessed(error) ? { id, outcome: 'paid' } : outcomeOf(id, error);
  }
}

/** What MTurk refuses in words was not done; anything else may have been. */
const outcomeOf = (id: string, error: unknown): PaymentOutcome =>
  isUncertain(error) || isThrottled(error)
    ? { id, outcome: 'unknown', reason: `MTurk cannot be reached: ${reasonOf(error)}.` }
    : { id, outcome: 'refused', reason: saysOf(error) };

/** Looks for payments in the books of MTurk. */
export async function find(
  calls: MturkCalls,
  payments: readonly SentPayment[],
  now: string,
): Promise<ReadonlyMap<string, Finding>> {
  const found = new Map<string, Finding>();
  const bonusesOf = new Map<string, SentPayment[]>();
  for (const one of payments)
    if (one.kind === 'bonus') bonusesOf.set(one.submission, [...(bonusesOf.get(one.submission) ?? []), one]);
  await forEachOf(
    payments.filter(({ kind }) => kind === 'pay'),
    async ({ id, submission }) => void found.set(id, await findPay(calls, submission)),
  );
  await forEachOf(bonusesOf, async ([submission, bonuses]) => {
    const reasons = await bonusReasons(calls, submission);
    for (const one of bonuses) found.set(one.id, findBonus(one, reasons, now));
  });
  return found;
}

/** Approving work a second time pays nothing, so that what is not approved may be approved again at any time. */
async function findPay(calls: MturkCalls, submission: string): Promise<Finding> {
  const status = (await assignmentOf(calls, submission))?.Assignment?.AssignmentStatus;
  if (status === undefined) return 'unknown';
  return status === 'Approved' ? 'paid' : 'absent';
}

/** The reasons of all bonuses for a piece of work; undefined where MTurk knows nothing of it any more. */
async function bonusReasons(calls: MturkCalls, AssignmentId: string): Promise<string[] | undefined> {
  if (!isId(AssignmentId)) return undefined;
  const reasons: string[] = [];
  try {
    for await (const { BonusPayments = [] } of calls.pages((mturk, page) =>
      mturk.listBonusPayments({ AssignmentId, ...page }),
    ))
      for (const { Reason } of BonusPayments) reasons.push(Reason ?? '');
    return reasons;
  } catch (error) {
    if (codeOf(error) === 'AssignmentDoesNotExist') return undefined;
    throw error;
  }
}

/**
 * A bonus that is not in the list some minutes after it was sent was not made. Even if the list were late, it could not be paid twice:
 * MTurk refuses its token for a day, and a list that is late by a day is no list.
 */
function findBonus({ id, sentAt }: SentPayment, reasons: readonly string[] | undefined, now: string): Finding {
  if (reasons?.some((reason) => reason.endsWith(markOf(id)))) return 'paid';
  if (reasons === undefined) return 'unknown';
  return Date.parse(now) - Date.parse(sentAt) >= settleMs ? 'absent' : 'unknown';
}
