import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { hang, hangUp, openReceiver, type Reply, replyWith } from '../src/adapters/webhooks/for-tests.ts';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';
import { steadyPort } from './ports.ts';
import { spawnDaemon } from './spawned-daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';

type Receiver = Awaited<ReturnType<typeof openReceiver>>;

const wanted =
  /^(unit\.(submitted|accepted|soft-rejected|rejected|review-undone|review-supplemented|bonus-.*)|task-run\.(completed|stopped))$/;

/** The ids of all facts of a run that a webhook is told of, in the order of the log. */
async function factsOf(port: number, run: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { id, type } of lines(port, 'GET', `/api/events?filter=facts.${run}.%3E`))
    if (wanted.test(String(type))) found.push(String(id));
  return found;
}

const run = (words: string[], folder: string) => command(words, { dataFolder: join(folder, 'data') });

async function add(receiver: Pick<Receiver, 'url'>, folder: string): Promise<{ id: string; secret: string }> {
  const { out, err } = await run(['webhook', 'add', receiver.url, '--json'], folder);
  expect(err).toBe('');
  return JSON.parse(out);
}

/** Replies after a while, as a busy program does. */
const slow: Reply = (response, request) => {
  setTimeout(() => replyWith(200)(response, request), 3000);
};

describe('a receiver that fails in turns', () => {
  let daemon: TestDaemon;
  let receiver: Receiver;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    receiver = await openReceiver();
  });
  afterAll(async () => {
    await daemon.end();
    await receiver.close();
  });

  it('gets every event in the order of the log, and repeats under the same id', async () => {
    const { id } = await add(receiver, daemon.folder);
    receiver.next(replyWith(500), hang, hangUp, replyWith(307, { location: 'http://127.0.0.1:1/' }), slow);
    const { id: run } = await launchItems(daemon, 'films', [{ n: 1 }, { n: 2 }, { n: 3 }]);
    await submitAnswers(daemon, run, 'ada', ['a', 'b', 'c']);
    const decided = await fetch(`${daemon.url}api/verdicts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'accepted', units: [`${run}.0.0`, `${run}.1.0`], bonus_cents: 50 }),
    });
    expect(await decided.text()).toContain('"reviewed":2');
    const expected = await factsOf(daemon.port, run);
    expect(expected).toHaveLength(3 + 2 + 2 + 1);
    const received = await receiver.has(expected.length + 4);
    const ids = received.map((one) => one.id);
    expect(ids.slice(0, 5)).toEqual(Array(5).fill(expected[0]));
    expect([...new Set(ids)]).toEqual(expected);
    await expect
      .poll(async () => JSON.parse((await command(['webhook', 'show', id, '--json'], at())).out), { timeout: 20_000 })
      .toMatchObject({ state: 'active', lag: 0, delivered: expected.length, failing_since: null });
  }, 120_000);

  it('gets everything again from a position, and nothing once it is removed', async () => {
    const [first] = JSON.parse((await command(['webhook', 'list', '--json'], at())).out);
    const before = receiver.received.length;
    await command(['webhook', 'replay', first.id, '--from', '1'], at());
    const received = await receiver.has(before + 8);
    expect(received.slice(before).map(({ id }) => id)).toEqual([...new Set(received.map(({ id }) => id))]);
    expect((await command(['webhook', 'remove', first.id], at())).code).toBe(0);
    expect((await command(['webhook', 'show', first.id], at())).err).toContain('webhook/unknown');
  }, 60_000);

  const at = () => ({ dataFolder: join(daemon.folder, 'data') });
});

describe('the receiver of the documentation', () => {
  it('takes what is signed, and nothing else', async () => {
    const daemon = await openTestDaemon();
    const page = readFileSync(join(packageFolder, 'docs/webhooks.md'), 'utf8');
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    const file = join(daemon.folder, 'receiver.mjs');
    writeFileSync(file, code);
    const port = await steadyPort();
    const url = `http://127.0.0.1:${port}/`;
    const { id, secret } = await add({ url }, daemon.folder);
    const env = { ...process.env, PORT: String(port), WEBHOOK_SECRET: secret };
    const receiver = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    receiver.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    try {
      await expect
        .poll(
          () =>
            fetch(url).then(
              ({ status }) => status,
              () => 0,
            ),
          { timeout: 20_000 },
        )
        .toBe(401);
      const outcome = await run(['webhook', 'test', id], daemon.folder);
      expect([outcome.out, outcome.code]).toEqual(['The receiver took it.\n', 0]);
      await run(['webhook', 'rotate', id], daemon.folder);
      expect((await run(['webhook', 'test', id], daemon.folder)).code).toBe(0);
      await expect.poll(() => printed.match(/"type":"webhook\.test"/g)?.length).toBe(2);
    } finally {
      receiver.kill();
      await daemon.end();
    }
  }, 60_000);
});

describe('a daemon that is killed between a delivery and the note of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  let receiver: Receiver;
  let spawned: { process: ChildProcess; port: number };
  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    receiver = await openReceiver();
  }, 600_000);
  afterAll(async () => {
    spawned?.process.kill('SIGTERM');
    await receiver.close();
    if (spawned) await once(spawned.process, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  it('sends that event once more under the same id, and loses none', async () => {
    spawned = await spawnDaemon(folder);
    const { id } = await add(receiver, folder);
    mkdirSync(join(folder, 'task'));
    const items = Array.from({ length: 12 }, (_, n) => ({ n }));
    const { id: runId } = await launchWith(spawned.port, writeTask(join(folder, 'task'), 'films', items));
    const killed: string[] = [];
    // Before the reply is on its way, or just after it.
    for (const [round, isReplied] of [false, true, true].entries()) {
      const dying = spawned.process;
      const gone = once(dying, 'exit');
      // From the second time on the receiver fails before.
      const failing = [hangUp, replyWith(503)].slice(2 - round, 3 - round);
      receiver.next(replyWith(204), ...failing, (response, request) => {
        killed.push(String(request.headers['webhook-id']));
        if (isReplied) replyWith(204)(response, request);
        dying.kill('SIGKILL');
      });
      const worker = openWorker(spawned.port, runId, 'ada');
      for (let count = 0; count < 4; count++) {
        const work = await worker.arrive().catch(() => undefined);
        if (!work) break;
        await worker.submit(work, 'a').catch(() => undefined);
      }
      worker.close();
      await gone;
      spawned = await spawnDaemon(folder);
    }
    const worker = openWorker(spawned.port, runId, 'ada');
    for (let work = await worker.arrive(); work; work = await worker.arrive()) await worker.submit(work, 'a');
    worker.close();
    const expected = await factsOf(spawned.port, runId);
    expect(expected).toHaveLength(12 + 1);
    const ids = () => receiver.received.map((one) => one.id);
    await expect.poll(() => [...new Set(ids())], { timeout: 60_000 }).toEqual(expected);
    expect(killed).toHaveLength(3);
    const { out } = await run(['webhook', 'show', id, '--json'], folder);
    expect(JSON.parse(out)).toMatchObject({ state: 'active', lag: 0 });
    // What was not replied to must have come again; what was, may have.
    expect(ids().filter((one) => one === killed[0]).length).toBe(2);
    for (const one of expected) expect(ids().filter((each) => each === one).length).toBeLessThanOrEqual(3);
  }, 300_000);
});
