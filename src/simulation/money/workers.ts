import { Refusal } from '../../actors/refusal.ts';
import type { AgentId, OfferId } from '../../events/ids.ts';
import type { OpenRun } from '../../runtime/open-run.ts';
import { type Life, submissionIdOf, unlessRefused, workerIdOf } from './life.ts';
import type { Market } from './market.ts';
import type { Working, World } from './world.ts';

/** What is done at a provider; undefined if that refuses it, in words of its own. */
export function tried<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) throw error;
    return undefined;
  }
}

/** The offer by which a worker comes, as their page finds it. */
function offerOf(life: Life, id: string): { run: OpenRun; offerId: OfferId } | undefined {
  const offerId = id as OfferId;
  const run = life.runs.find(({ mailbox }) => mailbox.run.offers.get(offerId));
  return run && { run, offerId };
}

/** Somebody takes a place at a provider, new or one who came before, and opens the page here. */
export async function comes(world: World, life: Life, market: Market): Promise<void> {
  const { chance, places } = world;
  const open = chance.one(market.open());
  if (!open) return;
  const before = chance.is(0.2) ? chance.one(places.filter((one) => one.market === market))?.worker : undefined;
  const place = tried(() => market.take(open.offer, before));
  if (!place) return;
  const working: Working = { ...place, market };
  places.push(working);
  world.tell(`${place.worker} takes the place ${place.submission} of ${place.id}`);
  if (chance.is(0.95)) await opensPage(world, life, working);
}

async function opensPage(world: World, life: Life, working: Working): Promise<void> {
  const { market, submission, worker } = working;
  const found = offerOf(life, working.id);
  if (!found) return;
  const { run, offerId } = found;
  const { name: provider } = market;
  const nth = world.next();
  const agentId = `agent-${nth}` as AgentId;
  const arrival = {
    ...{ agentId, workerId: workerIdOf(provider, worker), provider, worker, registration: `page-${nth}` },
    place: { submissionId: submissionIdOf(provider, submission), offerId, external: submission },
  };
  const now = new Date(world.now()).toISOString();
  const reply = await unlessRefused(() =>
    run.mailbox.ask({ type: 'agent.connect', ...arrival, now, elsewhere: 0 }, worker),
  );
  const { codes } = run.mailbox.run.offers.get(offerId)?.context ?? {};
  working.code = codes?.completed;
  if (reply instanceof Refusal) {
    world.tell(`${worker} gets no work: ${reply.code}`);
    working.code = codes?.no_work;
  } else if (reply.facts.length > 0) Object.assign(working, { run: run.runId, agentId });
}

/** Somebody who has a place does something: hands in here, there, or both, gives it back, comes back, lets the time pass. */
export async function works(world: World, life: Life): Promise<void> {
  const { chance, places } = world;
  const working = chance.one(chance.is(0.7) ? places.slice(-6) : places);
  if (!working) return;
  const { market, submission } = working;
  const what = chance.weighed([
    [8, 'both'],
    [2, 'here'],
    [1, 'there'],
    [1, 'wrong'],
    [1, 'back'],
    [1, 'out'],
    [1, 'again'],
  ] as const);
  world.tell(`${submission}: ${what}`);
  if (what === 'both' || what === 'here') await handsIn(life, working);
  if (what === 'both' || what === 'there') tried(() => market.submit(working, working.code ?? null));
  if (what === 'wrong') tried(() => market.submit(working, chance.is(0.5) ? 'WRONG' : null));
  if (what === 'back') tried(() => market.giveBack(working));
  if (what === 'out') tried(() => market.timeOut(working));
  if (what === 'again') await opensPage(world, life, working);
}

async function handsIn(life: Life, { run: runId, agentId }: Working): Promise<void> {
  const run = life.runs.find((one) => one.runId === runId);
  if (!run || !agentId) return;
  await unlessRefused(() => run.mailbox.ask({ type: 'agent.submit', agentId, answer: agentId }, agentId));
}
