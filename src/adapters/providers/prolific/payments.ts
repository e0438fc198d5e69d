import { z } from 'zod';
import type {
  Finding,
  PaymentOutcome,
  Prepared,
  ProviderPayment,
  PublishedOffer,
  SentPayment,
} from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { asOftenAsNeeded, isRefused, patiently, type Session } from './certain.ts';
import { readSubmissions } from './submissions.ts';

/** How many payments one request takes. */
export const maxTogether = { pay: 1000, bonus: 200 } as const;

const Draft = z.object({ id: z.string(), amount: z.int() });

/** An amount in pounds or dollars, to the cent. */
export const inMajorUnits = (cents: number): string =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** How many bonuses of this amount a submission has. */
const countOf = (bonuses: readonly number[] | null | undefined, cents: number) =>
  (bonuses ?? []).filter((one) => one === cents).length;

/** The submissions that payments are for, by their ids. */
async function paidFor(session: Session, offer: PublishedOffer, payments: readonly ProviderPayment[]) {
  const ids = payments.map(({ submission }) => submission);
  return new Map((await readSubmissions(session, offer, ids)).map((one) => [one.id, one]));
}

/** Prepares payments: bonuses are drawn up in a list, which costs nothing until it is paid. Pay needs nothing. */
export async function prepare(
  session: Session,
  offer: PublishedOffer,
  payments: readonly ProviderPayment[],
): Promise<Prepared> {
  const bonuses = payments.filter(({ kind }) => kind === 'bonus');
  if (bonuses.length === 0) return { reference: '' };
  const before = await paidFor(session, offer, bonuses);
  const csv = bonuses.map(({ submission, cents }) => `${submission},${inMajorUnits(cents)}`).join('\n');
  const body = { study_id: offer.external, csv_bonuses: csv };
  const { id, amount } = await asOftenAsNeeded(() =>
    session.api.send('POST', 'submissions/bonus-payments/', body, Draft),
  );
  const expected = bonuses.reduce((sum, { cents }) => sum + cents, 0);
  if (amount !== expected) {
    const says = `its list comes to ${inMajorUnits(amount)}, and ${inMajorUnits(expected)} was asked for.`;
    throw refuse('provider/refused', { provider: 'Prolific', says });
  }
  const notes = bonuses.map((one) => [one.id, String(countOf(before.get(one.submission)?.bonus_payments, one.cents))]);
  return { reference: id, notes: Object.fromEntries(notes) };
}

/** Sends payments of one kind. What comes of them shows later: Prolific only says that it took them. */
export function send(
  session: Session,
  offer: PublishedOffer,
  payments: readonly ProviderPayment[],
  { reference }: Prepared,
): Promise<readonly PaymentOutcome[]> {
  if (payments.length === 0) return Promise.resolve([]);
  return session.inTurn('money', () =>
    payments[0]?.kind === 'bonus' ? payList(session, payments, reference) : approve(session, offer, payments),
  );
}

const underway = (payments: readonly ProviderPayment[]): PaymentOutcome[] =>
  payments.map(({ id }) => ({ id, outcome: 'underway' }));

/** What an error says of the payments that it is about: refused only if Prolific did nothing, or never heard of them. */
function failed(payments: readonly ProviderPayment[], error: unknown): PaymentOutcome[] {
  const outcome = isRefused(error) || isRefused(error, 'provider/unavailable') ? 'refused' : 'unknown';
  return payments.map(({ id }) => ({ id, outcome, reason: (error as Error).message }));
}

/** Pays a list of bonuses. A second request would pay it a second time, so there is one. */
async function payList(session: Session, payments: readonly ProviderPayment[], reference: string) {
  const path = `bulk-bonus-payments/${encodeURIComponent(reference)}/pay/`;
  try {
    await patiently(session, () => session.api.send('POST', path, undefined, z.unknown()));
    return underway(payments);
  } catch (error) {
    return failed(payments, error);
  }
}

/** Approves submissions. One that Prolific does not know makes it refuse all of them, so the others are sent again then. */
async function approve(
  session: Session,
  offer: PublishedOffer,
  payments: readonly ProviderPayment[],
): Promise<readonly PaymentOutcome[]> {
  const body = { submission_ids: payments.map(({ submission }) => submission) };
  try {
    await patiently(session, () => session.api.send('POST', 'submissions/bulk-approve/', body, z.unknown()));
    return underway(payments);
  } catch (error) {
    const known = isRefused(error, 'provider/refused', 'provider/not-found')
      ? await paidFor(session, offer, payments).catch(() => undefined)
      : undefined;
    const [there, missing] = [true, false].map((is) => payments.filter((one) => known?.has(one.submission) === is));
    if (!there?.length || !missing?.length) return failed(payments, error);
    const outcomes = [...(await approve(session, offer, there)), ...failed(missing, error)];
    return payments.flatMap(({ id }) => outcomes.filter((one) => one.id === id));
  }
}

/** Looks for payments: pay shows in the status of its submission, a bonus among the bonuses that it has. */
export async function find(
  session: Session,
  offer: PublishedOffer,
  payments: readonly SentPayment[],
): Promise<ReadonlyMap<string, Finding>> {
  const submissions = await paidFor(session, offer, payments);
  const bonuses = payments.filter(({ kind }) => kind === 'bonus');
  return new Map(
    payments.map((payment) => {
      const submission = submissions.get(payment.submission);
      if (payment.kind === 'pay') return [payment.id, payFindings[submission?.status ?? ''] ?? 'unknown'];
      const count = countOf(submission?.bonus_payments, payment.cents);
      return [payment.id, isCertain(payment, count, bonuses) ? 'paid' : 'unknown'];
    }),
  );
}

/** Approving again is harmless, so what still awaits its review can be sent again. */
const payFindings: Readonly<Record<string, Finding>> = { APPROVED: 'paid', 'AWAITING REVIEW': 'absent' };

/** How many bonuses of the same amount were there before; one without a note is never found. */
const before = ({ note }: SentPayment) => (note === undefined ? Number.POSITIVE_INFINITY : Number(note));

/**
 * Whether a bonus was made: since it was prepared, there have come more of its amount than the others that are looked for can account
 * for. That is so now, or it was so when one of the others was prepared. Nothing says that it was not made: it may still come.
 */
function isCertain(payment: SentPayment, count: number, bonuses: readonly SentPayment[]): boolean {
  const mine = before(payment);
  const others = bonuses
    .filter(
      ({ id, submission, cents }) => id !== payment.id && submission === payment.submission && cents === payment.cents,
    )
    .map(before)
    .filter((theirs) => theirs >= mine);
  const isMore = (seen: number) => seen - mine > others.filter((theirs) => theirs < seen).length;
  return isMore(count) || others.some((theirs) => theirs <= count && isMore(theirs));
}
