import { budgetKey } from '../../actors/caps.ts';
import type { Settlement } from '../../actors/payment-decide.ts';
import { todo } from '../../actors/run-todo.ts';
import type { UnitId } from '../../events/ids.ts';
import { type Life, unlessRefused } from './life.ts';
import type { Market } from './market.ts';
import type { World } from './world.ts';

const kinds = [
  ...(['drop-before', 'drop-after', 'error-500', 'error-500-after', 'html-503', 'rate-limit', 'twice'] as const),
] as const;

const [secondMs, minuteMs, hourMs, dayMs] = [1000, 60_000, 3_600_000, 86_400_000] as const;

/** Faults of an operation are ordered. */
export function breaks({ chance, markets, tell }: World): void {
  const market = chance.one(markets);
  if (!market) return;
  const operation = chance.one(market.operations);
  const kind = chance.one(kinds) ?? 'drop-after';
  market.faults.order({ kind, operation, times: chance.between(1, 3) });
  tell(`${market.name} will do ${kind} in ${operation}`);
}

/** A provider does not reply for a while, or its key does not hold, or money comes. */
export function fails({ chance, markets, figures, tell, now }: World): void {
  const market = chance.one(markets);
  if (!market) return;
  const until = now() + chance.between(1, 90) * minuteMs;
  figures.outages++;
  if (chance.is(0.5)) market.outage.downUntil = until;
  else market.outage.revokedUntil = until;
  tell(`${market.name} does not reply as it should until ${new Date(until).toISOString()}`);
}

/** Somebody raises a budget, or puts money into an account. */
export function givesMoney({ chance, markets, budgets, tell }: World): void {
  const budget = chance.one([...budgets.values()]);
  if (budget && chance.is(0.5)) {
    const capCents = (budget.capCents ?? 0) + chance.between(50, 500);
    budgets.set(budgetKey(budget), { ...budget, capCents });
    tell(`the budget of ${budget.scope} ${budget.name} is ${capCents}`);
  } else {
    chance.one(markets)?.deposit(chance.between(100, 2000));
    tell('money is put into an account');
  }
}

/** Time passes, mostly little, and units whose time is over are recorded as that. */
export async function timePasses(world: World, life: Life): Promise<void> {
  const { chance, clock } = world;
  const ms = chance.weighed([
    [6, chance.between(1, 60) * secondMs],
    [6, chance.between(1, 30) * minuteMs],
    [2, chance.between(1, 12) * hourMs],
    [0.3, chance.between(1, 22) * dayMs],
  ] as const);
  clock.advance(ms);
  world.tell(`${Math.round(ms / secondMs)} seconds have passed`);
  await timesOut(world, life);
}

/** Records which units' time is over. */
export async function timesOut(world: World, life: Life): Promise<void> {
  const now = new Date(world.now()).toISOString();
  for (const { mailbox } of life.runs)
    for (const { do: what, due = now, key } of todo(mailbox.run))
      if (what === 'time-out' && due <= now)
        await unlessRefused(() =>
          mailbox.ask({ type: 'unit.time-out', unitId: key.split('/')[0] as UnitId, now } as never, 'manyhands'),
        );
}

/** A person looks into the books of the provider for payments that nobody else can say anything of. */
export async function looksThemselves(world: World, life: Life): Promise<void> {
  for (const { mailbox } of life.runs) {
    const { run } = mailbox;
    const settlements = [...run.payments.open].flatMap((paymentId): Settlement[] => {
      const payment = run.payments.states.get(paymentId);
      if (!payment?.matches('needs_person')) return [];
      const { kind, submissionId, offerId, cents, reference } = payment.context;
      const external = run.submissions.states.get(submissionId)?.context.external ?? '';
      const provider = run.offers.get(offerId)?.context.provider;
      const market = world.markets.find(({ name }) => name === provider);
      const isThere = market !== undefined && isInBooks(world, market, { kind, external, cents, reference });
      world.tell(`a person finds ${paymentId} ${isThere ? 'paid' : 'not paid'}`);
      return isThere
        ? [{ paymentId, outcome: 'paid', how: 'by-a-person' }]
        : [{ paymentId, outcome: 'absent', reason: 'A person has looked.' }];
    });
    if (settlements.length > 0)
      await unlessRefused(() => mailbox.ask({ type: 'payments.settle', settlements }, 'owner:eve'));
  }
}

type Sought = { kind: 'pay' | 'bonus'; external: string; cents: number; reference?: string };

/** Whether the books have a payment: by its order where the provider knows that, else by there being more than were confirmed. */
function isInBooks({ life }: World, market: Market, { kind, external, cents, reference }: Sought): boolean {
  const booked = market.booked().filter((one) => one.kind === kind && one.submission === external);
  if (kind === 'pay') return booked.length > 0;
  const same = booked.filter((one) => one.cents === cents);
  if (same.some(({ order }) => order !== undefined)) return same.some(({ order }) => order === reference);
  let confirmed = 0;
  for (const { mailbox } of life.runs)
    for (const [, { state, context }] of mailbox.run.payments.states.entries()) {
      const place = mailbox.run.submissions.states.get(context.submissionId)?.context.external;
      if (state === 'confirmed' && context.kind === kind && place === external && context.cents === cents) confirmed++;
    }
  return same.length > confirmed;
}
