import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('time', () => {
  let daemon: TestDaemon;
  beforeEach(async () => {
    daemon = await openTestDaemon();
  });
  afterEach(() => daemon.end());

  const launched = (settings: Record<string, unknown>) =>
    launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'slow', [{ n: 1 }], settings));

  async function timesOut(run: string): Promise<number> {
    let count = 0;
    for await (const _ of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.unit.timed-out`)) count++;
    return count;
  }

  async function until(condition: () => Promise<boolean>) {
    while (!(await condition())) await pause(50);
  }

  it('takes a unit back at its deadline and offers it again; a late answer is kept and does not count', async () => {
    const { id } = await launched({ assignment_duration_in_seconds: 1 });
    const [ada, bob] = [openWorker(daemon.port, id, 'ada'), openWorker(daemon.port, id, 'bob')];
    const slow = (await ada.arrive()) as Work;
    expect(await bob.arrive('early')).toBeUndefined();
    await until(async () => (await timesOut(id)) === 1);
    const given = (await bob.arrive('later')) as Work;
    expect(given.data).toEqual({ n: 1 });
    await ada.submit(slow, 'too late');
    await bob.submit(given, 'in time');
    const rows: Record<string, unknown>[] = [];
    for await (const row of lines(daemon.port, 'GET', `/api/export?of=${id}`)) rows.push(row);
    expect(rows.map(({ answer, late }) => [answer, late]).sort()).toEqual([
      ['in time', false],
      ['too late', true],
    ]);
    ada.close();
    bob.close();
  });

  it('keeps deadlines over a restart, and each passes once', async () => {
    const { id } = await launched({ assignment_duration_in_seconds: 2 });
    const ada = openWorker(daemon.port, id, 'ada');
    await ada.arrive();
    ada.close();
    await daemon.stop();
    await pause(2200);
    daemon = await openTestDaemon({}, daemon.folder);
    await until(async () => (await timesOut(id)) === 1);
    daemon = await daemon.reopen();
    await pause(300);
    expect(await timesOut(id)).toBe(1);
    // The rows may still be behind the log after a start.
    await expect.poll(() => json(daemon.port, `/api/runs/${id}`)).toMatchObject({ open: 1, assigned: 0 });
  });

  it('lets a page that was open during a restart submit its work', async () => {
    const { id } = await launched({});
    const ada = openWorker(daemon.port, id, 'ada');
    const work = (await ada.arrive()) as Work;
    ada.close();
    daemon = await daemon.reopen();
    const back = openWorker(daemon.port, id, 'ada');
    expect((await back.arrive(work.registration))?.agentId).toBe(work.agentId);
    await back.submit(work, 'done');
    back.close();
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
