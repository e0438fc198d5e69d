import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { client } from '../src/api/client.ts';
import { overview } from '../src/api/runs.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';

const items = ['easy', 'easy', 'hard', 'hard'].map((level, n) => ({ n, level }));
const treatments = { key: 'condition', conditions: { control: 1, hint: 1 }, within: 'level' };

describe('a run with treatments', () => {
  let daemon: TestDaemon;
  let run: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launchItems(daemon, 'levels', items, { treatments, units_per_assignment: 10 })).id;
  });
  afterAll(() => daemon.end());

  async function giveBack(agentId: string, of: string) {
    const connection = openConnection(daemon.port, `${of}.localhost:${daemon.port}`);
    await connection.ask('POST', '/return_task', { USED_AGENT_ID: agentId });
    connection.close();
  }

  /** What a worker's page gets for their next unit, which they submit unless they leave it. */
  async function next(name: string, of = run, isSubmitted = true) {
    const worker = openWorker(daemon.port, of, name);
    const work = await worker.arrive();
    if (!work) throw new Error(`There is nothing for ${name}.`);
    if (isSubmitted) await worker.submit(work, { colour: 'blue' });
    else await giveBack(work.agentId, of);
    worker.close();
    return work.data as { condition: string; level: string; level_order: string[] };
  }

  it('assigns each worker a condition and an order of conditions, for all units, also after a restart', async () => {
    const ada = [await next('ada')];
    const bob = [await next('bob')];
    daemon = await daemon.reopen();
    for (let more = 0; more < 3; more++) {
      ada.push(await next('ada'));
      bob.push(await next('bob'));
    }
    for (const units of [ada, bob]) {
      const [{ condition, level_order: order }] = units as [(typeof units)[0]];
      expect(units.map((unit) => unit.condition)).toEqual([condition, condition, condition, condition]);
      expect(units.map(({ level }) => level)).toEqual([...order, ...order]);
    }
    expect(new Set([ada[0]?.condition, bob[0]?.condition])).toEqual(new Set(['control', 'hint']));
    expect(ada[0]?.level_order).toEqual(bob[0]?.level_order.toReversed());
  });

  it('gives the place of who left without an answer to the next, and the condition of another run again', async () => {
    const cara = await next('cara', run, false);
    const dave = await next('dave');
    const eve = await next('eve');
    expect([dave.condition, eve.condition].sort()).toEqual(['control', 'hint']);
    const second = (await launchItems(daemon, 'levels', items, { treatments })).id;
    expect((await next('cara', second)).condition).toBe(cara.condition);
    expect((await next('dave', second)).condition).toBe(dave.condition);
  });

  it('is counted in the overview, and has its treatments in exports', async () => {
    await settled(daemon.port);
    const { runs } = await client(daemon.url).call(overview, {});
    expect(runs.find(({ id }) => id === run)).toMatchObject({
      treatments: '"condition" between subjects (control 1, hint 1); "level" within subjects, counterbalanced',
      conditions: [
        { condition: 'control', workers: 2 },
        { condition: 'hint', workers: 2 },
      ],
    });
    const csv = await (await fetch(`${daemon.url}api/export?of=${run}&format=csv`)).text();
    expect(csv.split('\r\n')[0]).toContain('data.n,data.level,data.condition,data.level_order,');
    expect(csv).toMatch(/(control|hint),"\[""(easy|hard)"",""(easy|hard)""\]"/);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
