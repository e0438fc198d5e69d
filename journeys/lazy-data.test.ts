import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { sentences, writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('data that is made as it is needed', () => {
  let daemon: TestDaemon;
  beforeEach(async () => {
    daemon = await openTestDaemon();
  });
  afterEach(() => daemon.end());

  function taskWith(code: string): string {
    const folder = writeTask(join(daemon.folder, 'task'), 'endless', [], { data: 'data.mjs' });
    writeFileSync(join(folder, 'data.mjs'), code);
    return folder;
  }

  async function work(run: string, name: string, units: number): Promise<number[]> {
    const worker = openWorker(daemon.port, run, name);
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

  it('never ends for an endless generator, stays a little ahead, and continues after a restart', async () => {
    const { id } = await launch(
      daemon.port,
      taskWith('export async function* data() { for (let n = 1; ; n++) yield { n }; }'),
    );
    const { units } = await json<{ units: number }>(daemon.port, `/api/runs/${id}`);
    expect(units).toBeGreaterThanOrEqual(50);
    expect(units).toBeLessThan(2000);
    const before = await work(id, 'ada', units + 30);
    daemon = await daemon.reopen();
    const made = (await json<{ units: number }>(daemon.port, `/api/runs/${id}`)).units;
    const after = await work(id, 'bob', made + 60);
    // Each worker does every item once, in order.
    expect(before).toEqual(oneTo(before.length));
    expect(new Set(after).size).toBe(after.length);
    expect(Math.max(...after)).toBeLessThanOrEqual(before.length + after.length);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });

  it('ends with the generator, and the run with its last unit', async () => {
    const { id } = await launch(
      daemon.port,
      taskWith('export function* data() { for (let n = 1; n <= 3; n++) yield { n }; }'),
    );
    expect(await work(id, 'ada', 3)).toEqual([1, 2, 3]);
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    expect(await json(daemon.port, `/api/runs/${id}?after=${log.sequence}`)).toMatchObject({
      status: 'completed',
      completed: 3,
    });
  });

  it('reports the error, and continues with the items so far', async () => {
    const { id } = await launch(
      daemon.port,
      taskWith('export function* data() { yield { n: 1 }; throw new Error("The well is dry."); }'),
    );
    expect(await work(id, 'ada', 1)).toEqual([1]);
    const broke: Record<string, unknown>[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${id}.task-run.data-failed`))
      broke.push(fact);
    expect(broke).toMatchObject([{ data: { assignments: 1, reason: expect.stringContaining('The well is dry') } }]);
  });

  it('continues a launch that was interrupted', async () => {
    const folder = writeTask(join(daemon.folder, 'large'), 'large', sentences(30_000));
    const launching = launch(daemon.port, folder).catch(() => undefined);
    for (;;) {
      const { runs } = await json<{ runs: { units: number }[] }>(daemon.port, '/api/runs');
      if ((runs[0]?.units ?? 0) > 0) break;
    }
    daemon = await daemon.reopen();
    await launching;
    for (;;) {
      const { runs } = await json<{ runs: { status: string; units: number }[] }>(daemon.port, '/api/runs');
      if (runs[0]?.status === 'launched') {
        expect(runs[0].units).toBe(30_000);
        break;
      }
      await pause(100);
    }
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
