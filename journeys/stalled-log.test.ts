import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch } from '../bench/api.ts';
import { openWorker, type Work, type Worker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { visit } from './visitor.ts';

// Windows has no way to stop a process for a while.
describe.skipIf(process.platform === 'win32')('a stopped nats-server', () => {
  let daemon: TestDaemon;
  let run: string;
  let ada: Worker;
  let stopped: number | undefined;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'colours', [{ n: 1 }, { n: 2 }]))).id;
    ada = openWorker(daemon.port, run, 'ada');
  });
  afterAll(async () => {
    goOn();
    ada?.close();
    await daemon?.end();
  });

  const ready = () => visit(daemon.port, '/ready');
  const stopNats = () => {
    stopped = JSON.parse(readFileSync(join(daemon.folder, 'data/nats/nats.pid'), 'utf8')).server as number;
    process.kill(stopped, 'SIGSTOP');
  };
  const goOn = () => {
    if (stopped) process.kill(stopped, 'SIGCONT');
    stopped = undefined;
  };

  it('is reported as not ready, submissions get a reply, and each answer is stored once', async () => {
    const work = (await ada.arrive()) as Work;
    stopNats();
    const rebuilding = visit(daemon.port, '/api/rebuild', { method: 'POST' });
    const early = ada.submit(work, { colour: 'blue' }).then(
      () => 'saved',
      (error: Error) => error.message,
    );
    await expect.poll(async () => (await ready()).status, { timeout: 60_000 }).toBe(503);
    expect((await ready()).json()).toMatchObject({ ready: false, code: 'log/unavailable' });
    expect(await early).toMatch(/503.*log\/unavailable/);
    const late = await ada.submit(work, { colour: 'blue' }).catch((error: Error) => error.message);
    expect(late).toMatch(/503.*log\/unavailable/);
    expect((await rebuilding).text).toMatch(/"error":\{"code":"log\/unavailable"/);
    expect((await visit(daemon.port, '/api/audit')).text).toMatch(/"error":\{"code":"log\/unavailable"/);
    expect((await visit(daemon.port, '/api/verify')).code).toBe('log/unavailable');
    expect(stopped).toBeDefined();

    goOn();
    await expect.poll(async () => (await ready()).status, { timeout: 60_000 }).toBe(200);
    await ada.submit(work, { colour: 'blue' });
    const second = (await ada.arrive('second')) as Work;
    await ada.submit(second, { colour: 'red' });
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    expect(await json(daemon.port, `/api/runs/${run}?after=${log.sequence}`)).toMatchObject({ completed: 2 });
    const facts = (await visit(daemon.port, '/api/events')).text.split('\n');
    expect(facts.filter((line) => line.includes('"unit.submitted"'))).toHaveLength(2);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
