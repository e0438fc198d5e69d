import { isDeepStrictEqual } from 'node:util';
import { runDecider } from '../../actors/run-mailbox.ts';
import { read } from '../../events/catalog.ts';
import { plainRun } from '../../runtime/verify/verify.ts';
import type { Difference } from './books.ts';
import { offers, steers, usesSite, visits } from './requesters.ts';
import { reviews } from './reviewers.ts';
import { brokenAtTheEnd, brokenNow } from './rules.ts';
import { breaks, fails, givesMoney, looksThemselves, timePasses, timesOut } from './trouble.ts';
import { comes, works } from './workers.ts';
import { type Figures, openWorld, type World } from './world.ts';

/** What became of one seed; `broken` names the rules that did not hold, `story` what happened. */
export type Simulated = {
  seed: number;
  broken: string[];
  named: Difference[];
  figures: Figures;
  story: () => Promise<string>;
};

/** Lets one seed's world happen, settles it, and checks the rules. */
export async function simulate(seed: number): Promise<Simulated> {
  const world = await openWorld(seed);
  const { figures } = world;
  let broken: string[] = [];
  let named: Difference[] = [];
  try {
    broken = await happens(world);
    if (broken.length === 0) {
      await settles(world);
      ({ broken, named } = brokenAtTheEnd(world));
      broken.push(...(await replayed(world)));
    }
  } catch (error) {
    broken = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  for (const { mailbox } of world.life.runs)
    for (const [, { state }] of mailbox.run.payments.states.entries()) if (state === 'confirmed') figures.payments++;
  world.life.close();
  const story = await storyOf(world);
  for (const market of world.markets) await market.close();
  return { seed, broken, named, figures, story: async () => story };
}

async function happens(world: World): Promise<string[]> {
  const { chance } = world;
  let isBusy = false;
  // While a request is on its way, workers and reviewers go on.
  world.meanwhile = async () => {
    if (isBusy || !chance.is(0.04)) return;
    isBusy = true;
    if (chance.is(0.5)) await works(world, world.life);
    else await reviews(world, world.life);
    isBusy = false;
  };
  await world.act((life) => offers(world, life));
  const steps = chance.between(30, 80);
  for (let step = 0; step < steps; step++) {
    isBusy = false;
    if (chance.is(0.12)) world.life.process.killAfter(chance.between(0, 25));
    await stepOf(world);
    const broken = brokenNow(world);
    if (broken.length > 0) return broken;
  }
  world.meanwhile = async () => undefined;
  return [];
}

async function stepOf(world: World): Promise<void> {
  const { chance } = world;
  const market = chance.one(world.markets);
  const act = chance.weighed<() => Promise<void> | void>([
    [1, () => world.act((life) => offers(world, life))],
    [9, () => world.act(async (life) => market && comes(world, life, market))],
    [11, () => world.act((life) => works(world, life))],
    [8, () => world.act((life) => reviews(world, life))],
    [12, () => world.act((life) => visits(world, life))],
    [2, () => world.act((life) => visits(world, life, true))],
    [2, () => world.act((life) => steers(world, life))],
    [2, () => usesSite(world)],
    [3, () => breaks(world)],
    [0.6, () => fails(world)],
    [0.6, () => givesMoney(world)],
    [8, () => world.act((life) => timePasses(world, life))],
    [1, () => world.act((life) => looksThemselves(world, life))],
  ]);
  await act();
}

const rounds = 14;
const roundMs = 20 * 60_000;

/** The faults stop, and all that is under way comes to its end. */
async function settles(world: World): Promise<void> {
  world.tell('the faults stop');
  world.life.process.spare();
  for (const market of world.markets) {
    market.faults.clear();
    market.outage.downUntil = 0;
    market.outage.revokedUntil = 0;
    market.deposit(1_000_000);
  }
  if (world.chance.is(0.2)) world.clock.advance(22 * 86_400_000);
  for (let round = 0; round < rounds; round++) {
    world.clock.advance(roundMs);
    await world.act((life) => timesOut(world, life));
    await world.act((life) => visits(world, life, true));
    if (isAtRest(world)) break;
    if (round < rounds - 5) await world.act((life) => looksThemselves(world, life));
  }
}

const isAtRest = ({ life }: World) =>
  life.runs.every(
    ({ mailbox: { run } }) => run.payments.open.size === 0 && run.owed.units.size === 0 && run.owed.bonuses.size === 0,
  );

/** The log is JSON, so only what JSON keeps is compared. */
const asJson = (value: object): Record<string, unknown> => JSON.parse(JSON.stringify(value));

/** The log folds to what the program has in its memory. */
async function replayed({ log, life }: World): Promise<string[]> {
  const broken: string[] = [];
  for (const { runId, mailbox } of life.runs) {
    const run = runDecider.create();
    for await (const { facts } of log.read(runId)) for (const fact of facts) runDecider.evolve(run, read(fact));
    const [folded, live] = [asJson(plainRun(run)), asJson(plainRun(mailbox.run))];
    if (isDeepStrictEqual(folded, live)) continue;
    const parts = Object.keys(folded).filter((part) => !isDeepStrictEqual(folded[part], live[part]));
    broken.push(`${runId}: the log leads to another state than the program has, in ${parts.join(', ')}`);
    if (process.env.DIFF)
      for (const part of parts) console.log(part, '\n', JSON.stringify(folded[part]), '\n', JSON.stringify(live[part]));
  }
  return broken;
}

/** What happened, with the facts and the books. */
async function storyOf(world: World): Promise<string> {
  const lines = [...world.story];
  for await (const { facts } of world.log.between(0, Number.MAX_SAFE_INTEGER))
    for (const { at, type, data } of facts) lines.push(`${at} = ${type} ${JSON.stringify(data)}`);
  const order = lines.map((line, nth) => ({ line, nth }));
  order.sort((one, other) =>
    one.line.slice(0, 24) < other.line.slice(0, 24)
      ? -1
      : one.line.slice(0, 24) > other.line.slice(0, 24)
        ? 1
        : one.nth - other.nth,
  );
  const books = world.markets.flatMap((market) =>
    market.booked().map((one) => `${market.name}: ${JSON.stringify(one)} (${market.status(one.submission)})`),
  );
  return [...order.map(({ line }) => line), 'The books:', ...books].join('\n');
}
