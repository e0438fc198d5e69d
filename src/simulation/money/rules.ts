import { committedCents } from '../../actors/budget.ts';
import { placeOf } from '../../actors/due-payments.ts';
import { costOfPlace } from '../../actors/offer.ts';
import { bonusPaymentOf, payOf } from '../../actors/owed.ts';
import { type Run, unitOf } from '../../actors/run.ts';
import type { OfferId, PaymentId, UnitId } from '../../events/ids.ts';
import { requestersOf } from '../../runtime/budgets.ts';
import { type Difference, differences } from './books.ts';
import { submissionIdOf } from './life.ts';
import type { World } from './world.ts';

/**
 * What the provider itself commits beyond a budget, in cents: places that were given back or rejected and that it takes as handed in or approved
 * later, and orders that it carried out twice.
 */
function byProviderItself(world: World, run: Run): number {
  let cents = 0;
  for (const { submissionId, offerId } of world.revived.values()) {
    const offer = run.offers.get(offerId);
    if (offer && run.submissions.states.get(submissionId)) cents += costOfPlace(offer.context);
  }
  // More can hand in than there are places.
  for (const [, { context }] of run.offers.entries()) {
    const { handedIn = 0, rejected = 0 } = run.submissions.counts.get(context.offerId) ?? {};
    cents = Math.max(cents, costOfPlace(context) * (handedIn - context.places + rejected));
  }
  // Of some places it is not heard yet that they are over.
  for (const [, { state, context }] of run.submissions.states.entries()) {
    const market = world.markets.find(({ name }) => name === context.provider);
    const offer = run.offers.get(context.offerId);
    const isOver = /RETURNED|TIMED-OUT|REJECTED|none/.test(market?.status(context.external) ?? '');
    if (offer && isOver && counted.has(state)) cents += costOfPlace(offer.context);
  }
  return cents;
}

/** What the provider has paid of which the run has not heard yet, or carried out twice; in cents. */
function unheardCents({ markets }: World, run: Run): number {
  let cents = 0;
  for (const market of markets) {
    const repeated = [...market.repeated()];
    for (const { kind, offer, submission, cents: net, feeCents, order } of market.booked()) {
      if (!run.offers.get(offer as OfferId)) continue;
      const known = run.submissions.states.get(submissionIdOf(market.name, submission))?.value;
      if (kind === 'pay' && !['submitted', 'approved', 'screened_out'].includes(known as string))
        cents += net + feeCents;
      if (kind === 'bonus' && order !== undefined && repeated.includes(order)) cents += net + feeCents;
    }
  }
  return cents;
}
const counted = new Set(['active', 'submitted', 'approved', 'screened_out']);

/** What was spent for a run by the books of all providers, in cents with fees. */
export function spentCents({ markets }: Pick<World, 'markets'>, run: Run): number {
  let cents = 0;
  for (const market of markets)
    for (const booked of market.booked())
      if (run.offers.get(booked.offer as OfferId)) cents += booked.cents + booked.feeCents;
  return cents;
}

/** What holds at every moment: nothing is spent that was not committed, and nothing committed beyond a budget. */
export function brokenNow(world: World): string[] {
  const broken: string[] = [];
  const runs = world.life.runs.map(({ mailbox }) => mailbox.run);
  for (const run of runs) {
    const { runId } = run.taskRun.context;
    const [spent, committed] = [spentCents(world, run), committedCents(run)];
    const unheard = unheardCents(world, run);
    if (spent > committed + unheard + 1e-6)
      broken.push(`${runId}: ${spent} are spent, ${committed} committed, ${unheard} by the provider itself`);
  }
  for (const { scope, name, capCents } of world.budgets.values()) {
    if (capCents === null) continue;
    const inScope = runs.filter((run) => {
      const { runId, task } = run.taskRun.context;
      return scope === 'run' ? runId === name : scope === 'task' ? task === name : requestersOf(run).has(name);
    });
    const committed = inScope.reduce((sum, run) => sum + committedCents(run), 0);
    const excess = inScope.reduce((sum, run) => sum + byProviderItself(world, run), 0);
    if (committed > capCents + excess + 1e-6)
      broken.push(`${scope} ${name}: ${committed} are committed of ${capCents}, ${excess} by the provider itself`);
  }
  return broken;
}

/** Whether a person sees that a payment stands, and why. */
function isSeen({ payments }: Run, paymentId: PaymentId): boolean {
  const payment = payments.states.get(paymentId);
  return (payment?.matches('refused') || payment?.matches('needs_person') || false) && !!payment?.context.problem;
}

function forgotten(run: Run): string[] {
  const found: string[] = [];
  for (const [id, { state, context }] of run.units.entries()) {
    if (state !== 'accepted' && state !== 'soft_rejected') continue;
    const place = placeOf(run, context.agentId);
    if (!place || place.offer.context.payCents === 0 || context.paidCents !== undefined) continue;
    if (!isSeen(run, payOf(place.submissionId))) found.push(`the pay of ${id} is owed and forgotten`);
  }
  for (const [bonusId, { state, unitId }] of run.bonuses) {
    if (state !== 'intended' || !placeOf(run, unitOf(run, unitId as UnitId)?.unit.context.agentId)) continue;
    if (!isSeen(run, bonusPaymentOf(bonusId))) found.push(`the bonus ${bonusId} is owed and forgotten`);
  }
  for (const paymentId of run.payments.open)
    if (!isSeen(run, paymentId))
      found.push(`${paymentId} is still ${run.payments.states.get(paymentId)?.value as string}`);
  return found;
}

/** What holds once all is settled, and the differences to the books that have a name. */
export function brokenAtTheEnd(world: World): { broken: string[]; named: Difference[] } {
  const broken = brokenNow(world);
  const named: Difference[] = [];
  for (const { mailbox } of world.life.runs) broken.push(...forgotten(mailbox.run));
  for (const market of world.markets) {
    const paid = new Map<string, number>();
    for (const { kind, submission } of market.booked())
      if (kind === 'pay') paid.set(submission, (paid.get(submission) ?? 0) + 1);
    for (const [submission, count] of paid) if (count > 1) broken.push(`${submission} was paid ${count} times`);
    for (const one of differences(world.life.runs, market)) {
      if (one.what === 'paid-twice-by-provider' || one.what === 'fee-rounding') named.push(one);
      else broken.push(`${one.what}: ${one.about}, ${one.cents} cents`);
    }
  }
  return { broken, named };
}
