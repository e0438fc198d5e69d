import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { sentences, writeTask } from '../bench/task.ts';
import { openTestHouse, type TestHouse } from './house.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('data that comes as it is needed', () => {
  let house: TestHouse;
  beforeEach(async () => {
    house = await openTestHouse();
  });
  afterEach(() => house.end());

  function taskWith(code: string): string {
    const folder = writeTask(join(house.folder, 'task'), 'endless', [], { data: 'data.mjs' });
    writeFileSync(join(folder, 'data.mjs'), code);
    return folder;
  }

  async function work(run: string, name: string, units: number): Promise<number[]> {
    const worker = openWorker(house.port, run, name);
    const seen: number[] = [];
    while (seen.length < units) {
      const given = await worker.arrive();
      if (!given) await pause(20);
      else {
        seen.push(given.data.n as number);
        await worker.submit(given as Work, 'done');
      }
    }
    worker.close();
    return seen;
  }

  const oneTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

  it('never ends for an endless generator, stays a little ahead, and goes on after a restart where it was', async () => {
    const { id } = await launch(
      house.port,
      taskWith('export async function* data() { for (let n = 1; ; n++) yield { n }; }'),
    );
    const { units } = await json<{ units: number }>(house.port, `/api/runs/${id}`);
    expect(units).toBeGreaterThanOrEqual(50);
    expect(units).toBeLessThan(2000);
    const before = await work(id, 'ada', units + 30);
    house = await house.reopen();
    const made = (await json<{ units: number }>(house.port, `/api/runs/${id}`)).units;
    const after = await work(id, 'bob', made + 60);
    // Each does every item once, in order, whoever was there when it was made.
    expect(before).toEqual(oneTo(before.length));
    expect(new Set(after).size).toBe(after.length);
    expect(Math.max(...after)).toBeLessThanOrEqual(before.length + after.length);
    expect(await json(house.port, '/api/verify')).toMatchObject({ ok: true });
  });

  it('ends with the generator, and the run with its last unit', async () => {
    const { id } = await launch(
      house.port,
      taskWith('export function* data() { for (let n = 1; n <= 3; n++) yield { n }; }'),
    );
    expect(await work(id, 'ada', 3)).toEqual([1, 2, 3]);
    const { log } = await json<{ log: { sequence: number } }>(house.port, '/health');
    expect(await json(house.port, `/api/runs/${id}?after=${log.sequence}`)).toMatchObject({
      status: 'completed',
      completed: 3,
    });
  });

  it('says what broke, and goes on with what there is', async () => {
    const { id } = await launch(
      house.port,
      taskWith('export function* data() { yield { n: 1 }; throw new Error("The well is dry."); }'),
    );
    expect(await work(id, 'ada', 1)).toEqual([1]);
    const broke: Record<string, unknown>[] = [];
    for await (const fact of lines(house.port, 'GET', `/api/events?filter=facts.${id}.task-run.data-failed`))
      broke.push(fact);
    expect(broke).toMatchObject([{ data: { assignments: 1, reason: expect.stringContaining('The well is dry') } }]);
  });

  it('goes on with a launch that was cut off in the middle', async () => {
    const folder = writeTask(join(house.folder, 'large'), 'large', sentences(30_000));
    const launching = launch(house.port, folder).catch(() => undefined);
    for (;;) {
      const { runs } = await json<{ runs: { units: number }[] }>(house.port, '/api/runs');
      if ((runs[0]?.units ?? 0) > 0) break;
    }
    house = await house.reopen();
    await launching;
    for (;;) {
      const { runs } = await json<{ runs: { status: string; units: number }[] }>(house.port, '/api/runs');
      if (runs[0]?.status === 'launched') {
        expect(runs[0].units).toBe(30_000);
        break;
      }
      await pause(100);
    }
    expect(await json(house.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
