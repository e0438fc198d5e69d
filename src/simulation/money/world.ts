import type { Budgets } from '../../actors/caps.ts';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import { type FakeClock, openFakeClock } from '../../adapters/providers/fakes/clock.ts';
import { type Faults, openFaults } from '../../adapters/providers/fakes/faults.ts';
import type { AgentId, RunId } from '../../events/ids.ts';
import type { OpenRun } from '../../runtime/open-run.ts';
import { type Chance, openChance } from './chance.ts';
import { type Life, type Outside, openLife, setBudget } from './life.ts';
import type { Market, MarketPlace } from './market.ts';
import { openMturkMarket } from './mturk-market.ts';
import { Killed } from './process.ts';
import { openProlificMarket } from './prolific-market.ts';

/** A place that a worker took, and who they are here. */
export type Working = MarketPlace & { market: Market; run?: string; agentId?: AgentId; code?: string };

/** What a seed did, for figures. */
export type Figures = { faults: Record<string, number>; crashes: number; outages: number; payments: number };

/** A simulated world of one seed. */
export type World = Outside & {
  chance: Chance;
  clock: FakeClock;
  life: Life;
  places: Working[];
  story: string[];
  figures: Figures;
  tell(line: string): void;
  /** Lets the program do something; opens it again if its process is killed on the way. */
  act(work: (life: Life) => Promise<unknown>): Promise<void>;
  /** What happens while requests are on their way; nothing by default. */
  meanwhile: () => Promise<void>;
};

const startMs = Date.UTC(2026, 0, 5, 12);

/** Opens the world of a seed: runs, providers, and budgets that may be tight. */
export async function openWorld(seed: number): Promise<World> {
  const chance = openChance(seed);
  const clock = openFakeClock({ startMs, isReal: false });
  const figures: Figures = { faults: {}, crashes: 0, outages: 0, payments: 0 };
  const runIds = ['colours-1', 'colours-2'].slice(0, chance.between(1, 2)) as RunId[];
  const markets: Market[] = [];
  const budgets: Budgets = new Map();
  let count = 0;
  const outside: Outside = {
    ...{ log: memoryLog(), runIds, budgets, markets, verdicts: new Map(), ended: new Set(), revived: new Map() },
    now: () => Math.floor(clock.now()),
    next: () => ++count,
  };
  const world = {
    ...{ ...outside, chance, clock, figures },
    places: [] as Working[],
    story: [] as string[],
    meanwhile: async () => undefined,
  } as unknown as World;
  world.tell = (line) => void world.story.push(`${new Date(clock.now()).toISOString()} ${line}`);
  world.act = (work) => act(world, work);
  const settings = () => ({
    ...{ chance, clock, faults: counted(openFaults(chance.random), figures) },
    balanceCents: chance.is(0.3) ? chance.between(500, 2000) : 100_000,
    meanwhile: () => world.meanwhile(),
  });
  const which = chance.weighed([
    [6, 'prolific'],
    [1, 'mturk'],
    [1, 'both'],
  ] as const);
  if (which !== 'mturk') markets.push(await openProlificMarket(settings()));
  if (which !== 'prolific') markets.push(await openMturkMarket(settings()));
  for (const runId of runIds) if (chance.is(0.4)) setBudget(budgets, 'run', runId, chance.between(100, 2000));
  if (chance.is(0.3)) setBudget(budgets, 'task', 'colours', chance.between(300, 3000));
  if (chance.is(0.3)) setBudget(budgets, 'requester', markets[0]?.requester ?? '', chance.between(300, 3000));
  world.life = await openLife(outside);
  for (const run of world.life.runs) await openTheRun(world, run);
  return world;
}

async function openTheRun({ chance }: World, { runId, mailbox }: OpenRun): Promise<void> {
  const by = 'owner:eve';
  const payCents = chance.between(70, 160);
  const settings = {
    ...{ unitsPerAssignment: chance.between(1, 2), assignmentDurationSeconds: chance.between(600, 3600) },
    ...{ maximumUnitsPerWorker: 0, allowedConcurrent: 0, maxNumConcurrentUnits: 0 },
  };
  const config = {
    ...{ task: 'colours', task_title: 'Colours', task_description: 'Name colours.', task_tags: [], currency: 'USD' },
    task_reward: payCents / 100,
  };
  const opening = { task: 'colours', title: 'Colours', lazy: false, launched: { folder: '/colours' }, config };
  await mailbox.ask({ type: 'task-run.open', ...opening, runId, settings }, by);
  const items = Array.from({ length: chance.between(1, 5) }, (_, nth) => ({ shared: { nth } }));
  await mailbox.ask({ type: 'assignment.create', items }, by);
  await mailbox.ask({ type: 'task-run.end-data', assignments: items.length }, by);
  await mailbox.ask({ type: 'task-run.launch' }, by);
}

function counted(faults: Faults, figures: Figures): Faults {
  return {
    ...faults,
    take(operation) {
      const fault = faults.take(operation);
      if (fault) figures.faults[fault.kind] = (figures.faults[fault.kind] ?? 0) + 1;
      return fault;
    },
  };
}

async function act(world: World, work: (life: Life) => Promise<unknown>): Promise<void> {
  const { life } = world;
  try {
    await life.process.during(() => work(life));
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    world.figures.crashes++;
    world.tell('the process is killed, and the log is opened again');
    life.close();
    world.life = await openLife(world);
  }
  life.process.spare();
}
