import { isOwed } from '../../actors/due-payments.ts';
import type { PaymentContext } from '../../actors/payment.ts';
import type { Settlement } from '../../actors/payment-decide.ts';
import { Refusal } from '../../actors/refusal.ts';
import type { PaymentId } from '../../events/ids.ts';
import type { PaymentOutcome, Prepared, ProviderPayment, PublishedOffer } from '../ports/provider-account.ts';
import { type AtWork, offerOf, publishedOf, timeOf } from './provider-work.ts';

/** How many payments one commit intends at most. */
const paymentsInCommit = 500;
/** For how long a payment is looked for before a person is asked. */
const lookForMs = 60 * 60_000;
/** After how long a payment that was refused is tried again by itself: its cause, such as an empty balance, may be gone. */
const tryAgainAfterMs = 15 * 60_000;

type Kind = ProviderPayment['kind'];
type Open = { paymentId: PaymentId; state: string; context: PaymentContext };

/** Pays what is due through one offer: what is in doubt is looked for first. With `isAtOnce`, whatever is owed is due. */
export async function pay(at: AtWork, { isAtOnce = false }: { isAtOnce?: boolean } = {}): Promise<void> {
  if (!publishedOf(offerOf(at))) return;
  await lookForUncertain(at);
  await intend(at, isAtOnce);
  for (const kind of ['pay', 'bonus'] as const) await sendAll(at, kind);
}

/** The open payments of the offer in these states. */
function openIn({ run, offerId }: AtWork, ...states: string[]): Open[] {
  const { payments } = run.state();
  return [...payments.open].flatMap((paymentId) => {
    const known = payments.states.get(paymentId);
    if (!known || known.context.offerId !== offerId || !states.includes(known.value as string)) return [];
    return [{ paymentId, state: known.value as string, context: known.context }];
  });
}

/** Records which payments are due, some hundreds at a time. */
async function intend({ run, work }: AtWork, isAtOnce: boolean): Promise<void> {
  for (;;) {
    const { facts } = await run.ask({ type: 'payments.intend', now: timeOf(work), isAtOnce, most: paymentsInCommit });
    if (facts.length < paymentsInCommit) return;
  }
}

/** What was sent by a process that ended, and what could not be found yet. No payment of this process is `sent` here: each waits for its outcome. */
async function lookForUncertain(at: AtWork): Promise<void> {
  const { run } = at;
  const cutShort = openIn(at, 'sent').map(({ paymentId }) => ({
    ...{ paymentId, outcome: 'uncertain' as const },
    reason: 'The process ended before the provider had replied.',
  }));
  if (cutShort.length > 0) await run.ask({ type: 'payments.settle', settlements: cutShort });
  const inDoubt = openIn(at, 'uncertain', 'needs_person');
  const published = publishedOf(offerOf(at));
  if (inDoubt.length === 0 || !published) return;
  const now = timeOf(at.work);
  const sent = inDoubt.map((one) => ({
    ...paymentOf(at, one),
    ...{ reference: one.context.reference ?? '', sentAt: one.context.sentAt ?? now },
    ...(one.context.found === undefined ? {} : { note: one.context.found }),
  }));
  const found = await at.account.find(published, sent, now);
  const settlements = inDoubt.flatMap((one) => {
    const finding = found.get(one.paymentId) ?? 'unknown';
    return settlementOf(one, finding, at.work.now());
  });
  if (settlements.length > 0) await run.ask({ type: 'payments.settle', settlements });
}

function settlementOf({ paymentId, state, context }: Open, finding: string, nowMs: number): Settlement[] {
  if (finding === 'paid') return [{ paymentId, outcome: 'paid', how: 'found' }];
  if (finding === 'absent')
    return [{ paymentId, outcome: 'absent', reason: 'It is certain that the provider has not made it.' }];
  const isLong = nowMs - Date.parse(context.sentAt ?? '') > lookForMs;
  if (!isLong || state === 'needs_person') return [];
  const reason = `${context.problem ?? ''} It was looked for at the provider for an hour and not found.`.trim();
  return [{ paymentId, outcome: 'needs-person', reason }];
}

async function sendAll(at: AtWork, kind: Kind): Promise<void> {
  await tryRefusedAgain(at, kind);
  if (kind === 'pay') await refuseOver(at);
  const waiting = openIn(at, 'intended', 'prepared').filter((one) => one.context.kind === kind && !isAwaited(at, one));
  const most = at.account.maxTogether[kind];
  for (let from = 0; from < waiting.length; from += most) await sendSome(at, waiting.slice(from, from + most));
}

const placeOf = ({ run }: AtWork, { context }: Open) =>
  run.state().submissions.states.get(context.submissionId)?.value as string | undefined;

const overReasons: Readonly<Record<string, string>> = {
  returned: 'The worker gave the place back at the provider',
  timed_out: 'The time of the place ran out at the provider',
  screened_out: 'The provider has the worker as screened out',
};

/** Why the provider pays nothing for a place, in words for people; undefined if it may. */
function overReason(at: AtWork, one: Open): string | undefined {
  const reason = one.context.kind === 'pay' ? overReasons[placeOf(at, one) ?? ''] : undefined;
  return reason && `${reason}, so that it does not pay for it. Pay by hand, or undo the decision.`;
}

/** What the provider would take and never carry out is not sent. */
async function refuseOver(at: AtWork): Promise<void> {
  const settlements = openIn(at, 'intended', 'prepared').flatMap((one): Settlement[] => {
    const reason = overReason(at, one);
    return reason === undefined ? [] : [{ paymentId: one.paymentId, outcome: 'refused', reason }];
  });
  if (settlements.length > 0) await at.run.ask({ type: 'payments.settle', settlements });
}

/** Whether the worker is still expected to go back to the provider, which pays nobody before. */
function isAwaited(at: AtWork, one: Open): boolean {
  const { kind, unitId } = one.context;
  if (kind !== 'pay' || unitId === undefined || placeOf(at, one) !== 'active') return false;
  const owedMs = at.work.now() - Date.parse(at.run.state().owed.units.get(unitId) ?? '');
  return owedMs < offerOf(at).context.secondsPerPlace * 1000 + lookForMs;
}

async function tryRefusedAgain(at: AtWork, kind: Kind): Promise<void> {
  for (const { paymentId, context } of openIn(at, 'refused')) {
    const isDue = at.work.now() - Date.parse(context.refusedAt ?? '') >= tryAgainAfterMs;
    const one = { paymentId, state: 'refused', context };
    const isInVain = overReason(at, one) !== undefined && isOwed(at.run.state(), context);
    if (context.kind === kind && isDue && !isInVain) await at.run.ask({ type: 'payment.retry', paymentId });
  }
}

/** Prepares payments, records that they go out, sends them once, and records what became of them. */
async function sendSome(at: AtWork, some: readonly Open[]): Promise<void> {
  const { run, account } = at;
  const published = publishedOf(offerOf(at)) as PublishedOffer;
  const prepared = await prepare(at, published, some);
  if (!prepared) return;
  const { reference, notes = {} } = prepared;
  const payments = some.map(({ paymentId }) => ({
    ...{ paymentId, reference },
    ...(notes[paymentId] === undefined ? {} : { found: notes[paymentId] }),
  }));
  await run.ask({ type: 'payments.prepare', payments });
  const { facts } = await run.ask({ type: 'payments.send', paymentIds: some.map(({ paymentId }) => paymentId) });
  const going = new Set(facts.flatMap((fact) => (fact.type === 'payment.sent' ? [fact.data.paymentId] : [])));
  // The provider would pay all that was prepared. What is no longer owed must not be among it.
  if (going.size < some.length && reference !== '') return takeBack(at, [...going]);
  const sent = some.filter(({ paymentId }) => going.has(paymentId));
  if (sent.length === 0) return;
  const outcomes = await account.send(
    published,
    sent.map((one) => paymentOf(at, one)),
    prepared,
  );
  await run.ask({ type: 'payments.settle', settlements: sent.map((one) => outcomeOf(one, outcomes)) });
}

/** Nothing was asked of the provider yet, so that these are certainly not made; they are prepared anew. */
const takeBack = async ({ run }: AtWork, paymentIds: readonly PaymentId[]): Promise<void> => {
  const reason = 'Another payment of its list was withdrawn before the list was sent.';
  const settlements = paymentIds.map((paymentId) => ({ paymentId, outcome: 'absent' as const, reason }));
  if (settlements.length > 0) await run.ask({ type: 'payments.settle', settlements });
};

/** What the provider prepared; where it refuses all of several, each is prepared alone, so that one does not hold up the others. */
async function prepare(at: AtWork, published: PublishedOffer, some: readonly Open[]): Promise<Prepared | undefined> {
  try {
    return await at.account.prepare(
      published,
      some.map((one) => paymentOf(at, one)),
    );
  } catch (error) {
    if (!(error instanceof Refusal) || error.status >= 500 || error.status === 429) throw error;
    if (some.length > 1) {
      for (const one of some) await sendSome(at, [one]);
      return undefined;
    }
    const settlements = some.map(({ paymentId }) => ({
      paymentId,
      outcome: 'refused' as const,
      reason: error.message,
    }));
    await at.run.ask({ type: 'payments.settle', settlements });
    return undefined;
  }
}

function outcomeOf({ paymentId }: Open, outcomes: readonly PaymentOutcome[]): Settlement {
  const one = outcomes.find(({ id }) => id === paymentId);
  if (!one) return { paymentId, outcome: 'uncertain', reason: 'The provider said nothing about it.' };
  if (one.outcome === 'paid') return { paymentId, outcome: 'paid', how: 'replied' };
  if (!('reason' in one))
    return { paymentId, outcome: 'uncertain', reason: 'The provider took it, and carries it out later.' };
  const { outcome, reason } = one;
  return { paymentId, outcome: outcome === 'refused' ? 'refused' : 'uncertain', reason };
}

function paymentOf({ run }: AtWork, { paymentId, context }: Open): ProviderPayment {
  const { kind, submissionId, cents, reason } = context;
  const submission = run.state().submissions.states.get(submissionId)?.context;
  const { external = '', worker = '' } = submission ?? {};
  return { id: paymentId, kind, submission: external, worker, cents, reason: reason ?? '' };
}
