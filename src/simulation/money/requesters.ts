import { placeOf } from '../../actors/due-payments.ts';
import { Refusal } from '../../actors/refusal.ts';
import { unitOf } from '../../actors/run.ts';
import type { OfferId, PaymentId, UnitId } from '../../events/ids.ts';
import type { OpenRun } from '../../runtime/open-run.ts';
import { type Life, unlessRefused } from './life.ts';
import { tried } from './workers.ts';
import type { World } from './world.ts';

const by = 'owner:eve';

/** All offers of all runs. */
export const offersOf = (life: Life): { run: OpenRun; offerId: OfferId; external?: string; requester: string }[] =>
  life.runs.flatMap((run) =>
    [...run.mailbox.run.offers.entries()].map(([id, { context }]) => ({
      ...{ run, offerId: id as OfferId, requester: context.requester },
      ...(context.external === undefined ? {} : { external: context.external }),
    })),
  );

/** An offer is planned, and confirmed at the price that was read. */
export async function offers(world: World, life: Life): Promise<void> {
  const { chance, markets } = world;
  const run = chance.one(life.runs);
  const market = chance.one(markets);
  if (!run || !market) return;
  const request = {
    ...{ requester: market.requester, places: chance.between(1, 8), options: market.options() },
    payAfterSeconds: chance.one([0, 60, 600, 600, null]) as number | null,
  };
  const reply = await unlessRefused(async () => {
    const { totalCents } = await life.offering.plan(run, request);
    return life.offering.confirm(run, { ...request, totalCents }, by);
  });
  world.tell(
    `offer of ${run.runId} at ${market.name} for ${request.places} places, paid after ${request.payAfterSeconds}: ${reply instanceof Refusal ? reply.message : `${reply.offerId} for ${reply.plan.totalCents}`}`,
  );
}

/** All that is due for every offer is done, as the loop does it. */
export async function visits(world: World, life: Life, isAtOnce = false): Promise<void> {
  for (const { run, offerId } of offersOf(life)) {
    try {
      await life.visit(life.offered(run), offerId, isAtOnce);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      world.tell(`visit of ${offerId}: ${error.message}`);
    }
  }
}

/** Somebody steers a run, an offer or a payment. */
export async function steers(world: World, life: Life): Promise<void> {
  const { chance } = world;
  const run = chance.one(life.runs);
  if (!run) return;
  const { mailbox } = run;
  const one = chance.one(offersOf(life).filter((offer) => offer.run === run));
  const what = chance.weighed([
    [2, 'pause'],
    [3, 'resume'],
    [1, 'stop'],
    [2, 'extend'],
    [2, 'withdraw offer'],
    [3, 'more places'],
    [3, 'payment'],
    [1, 'by hand'],
  ] as const);
  world.tell(`${by}: ${what} in ${run.runId}`);
  await unlessRefused(async () => {
    switch (what) {
      case 'pause':
      case 'resume':
      case 'stop':
        return mailbox.ask({ type: `task-run.${what}` }, by);
      case 'extend': {
        const unitsPerAssignment = mailbox.run.taskRun.context.settings.unitsPerAssignment + 1;
        return unitsPerAssignment < 5 && mailbox.ask({ type: 'task-run.extend', unitsPerAssignment }, by);
      }
      case 'withdraw offer':
        return one && mailbox.ask({ type: 'offer.withdraw', offerId: one.offerId }, by);
      case 'more places':
        return one && morePlaces(life, run, one.offerId);
      case 'payment': {
        const paymentId = chance.one([...mailbox.run.payments.open]) as PaymentId | undefined;
        const type = chance.is(0.7) ? 'payment.retry' : 'payment.withdraw';
        return paymentId && mailbox.ask({ type, paymentId }, by);
      }
      case 'by hand':
        return paysByHand(run, chance.one([...mailbox.run.owed.units.keys()]));
    }
  });
}

async function morePlaces(life: Life, { mailbox }: OpenRun, offerId: OfferId): Promise<unknown> {
  const { places = 0, requester = '', currency = '' } = mailbox.run.offers.get(offerId)?.context ?? {};
  if (places === 0 || places > 12) return undefined;
  return life.withinBudget({ run: mailbox.run, currency, requester }, (budget) =>
    mailbox.ask({ type: 'offer.raise-places', offerId, places: places + 1, ...(budget ? { budget } : {}) }, by),
  );
}

async function paysByHand({ mailbox }: OpenRun, unitId: UnitId | undefined): Promise<unknown> {
  const place = unitId && placeOf(mailbox.run, unitOf(mailbox.run, unitId)?.unit.context.agentId);
  if (!unitId || !place) return undefined;
  const { payCents: cents, currency } = place.offer.context;
  return mailbox.ask({ type: 'units.pay', units: [{ unitId, cents }], bonuses: [], currency }, by);
}

/** Somebody decides, or steers a study, in the provider's own site. */
export async function usesSite(world: World): Promise<void> {
  const { chance, markets, places } = world;
  const market = chance.one(markets);
  const place = chance.one(places.filter((one) => one.market === market));
  if (!market || !place) return;
  if (chance.is(0.7)) {
    const how = chance.one(['approve', 'approve', 'reject', 'take-back'] as const) ?? 'approve';
    const isDone = await market.decide(place.submission, how).then(
      () => true,
      () => false,
    );
    if (isDone) world.tell(`at ${market.name}'s own site: ${how} ${place.submission}`);
  } else {
    const how = chance.one(['pause', 'start', 'start', 'stop'] as const) ?? 'start';
    const isDone = tried(() => market.move(place.offer, how) ?? true);
    if (isDone) world.tell(`at ${market.name}'s own site: ${how} ${place.offer}`);
  }
}
