import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import type { Recovered } from '../src/api/recovery.ts';
import { readSettings } from '../src/startup/config.ts';
import { inspectDataFolder } from '../src/startup/inspect.ts';
import { recoverLost } from '../src/startup/recover.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

type Health = { ok: boolean; problems: string[]; damages?: { code: string; from: number }[] };

const items = Array.from({ length: 8 }, (_, n) => ({ n }));
const pay = { task_reward: 0.5, currency: 'EUR' };
const quiet = () => undefined;

let daemon: TestDaemon;
let run: string;
beforeEach(async () => {
  daemon = await openTestDaemon();
  run = (await launchItems(daemon, 'colours', items, { units_per_assignment: 2, ...pay })).id;
});
afterEach(() => daemon?.end());

const data = (...names: string[]) => join(daemon.folder, 'data', ...names);
const settings = () => ({
  dataFolder: data(),
  cacheFolder: readSettings(process.env).cacheFolder,
  notify: quiet,
  signal: new AbortController().signal,
});

/** The answers in the export, by agent. */
async function exported(): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for await (const row of lines(daemon.port, 'GET', `/api/export?of=${run}&format=jsonl`))
    if (row.answer !== undefined && row.answer !== null) found.set(String(row.agent), row.answer);
  return found;
}

/** Ada hands in what a copy of the store has, Bob what it has not; then the copy is put in the store's place. `also` happens to Bob's first unit. */
async function loseTheEnd(
  also = async (_unit: string): Promise<void> => undefined,
): Promise<{ kept: string[]; lost: string[] }> {
  const kept = await submitAnswers(daemon, run, 'ada', ['blue', 'red']);
  await settled(daemon.port);
  await daemon.stop();
  cpSync(data('nats'), join(daemon.folder, 'older'), { recursive: true });
  daemon = await daemon.reopen();
  const lost = await submitAnswers(daemon, run, 'bob', ['green', 'grey', 'black']);
  await settled(daemon.port);
  const unit = await unitOf(lost[0] as string);
  expect(
    (await visit(daemon.port, `/api/units/${unit}/accept`, { method: 'POST', body: { note: 'Well seen.' } })).status,
  ).toBe(202);
  await settled(daemon.port);
  await also(unit);
  await settled(daemon.port);
  await daemon.stop();
  rmSync(data('nats'), { recursive: true });
  cpSync(join(daemon.folder, 'older'), data('nats'), { recursive: true });
  return { kept, lost };
}

async function unitOf(agent: string): Promise<string> {
  await settled(daemon.port);
  const { units } = await json<{ units: { id: string; agent: string }[] }>(daemon.port, '/api/units?limit=100');
  return units.find((unit) => unit.agent === agent)?.id as string;
}

async function found(): Promise<Recovered[]> {
  const pieces: Recovered[] = [];
  await recoverLost({ ...settings(), report: quiet, write: async (piece) => void pieces.push(piece) });
  return pieces;
}

describe('a log that has lost its end', () => {
  it('closes the server for work, which says what is missing from which position on, and keeps everything', async () => {
    const { lost } = await loseTheEnd();
    const rows = readdirSync(data('read-model'));
    daemon = await daemon.reopen();
    const { ok, damages, problems } = await json<Health>(daemon.port, '/health');
    expect([ok, damages?.map(({ code }) => code)]).toEqual([false, ['log/behind']]);
    expect(problems).toContainEqual(
      expect.stringMatching(/^The log ends at position \d+, and .+ from position \d+ on are missing/),
    );
    expect(problems.at(-1)).toContain('manyhands recover');
    expect((await visit(daemon.port, '/ready')).status).toBe(503);
    expect((await visit(daemon.port, '/')).status).toBe(503);
    const worker = openWorker(daemon.port, run, 'carol');
    await expect(worker.arrive()).rejects.toThrow('log/damaged');
    worker.close();
    expect(await json<Health>(daemon.port, '/api/verify')).toMatchObject({
      ok: false,
      damages: [{ code: 'log/behind' }],
    });
    await daemon.stop();
    expect(readdirSync(data('read-model'))).toEqual(rows);
    expect((await inspectDataFolder(settings())).damages).toMatchObject([{ code: 'log/behind' }]);
    expect((await found()).filter(({ kind }) => kind === 'answer')).toHaveLength(lost.length);
  });

  it('is recovered from the facts if the rows cannot be read, and says which file that is', async () => {
    const lost = await submitAnswers(daemon, run, 'ada', ['blue', 'red', 'grey']);
    await settled(daemon.port);
    await daemon.stop();
    rmSync(data('nats/store/jetstream/LOG/streams/MANYHANDS_LOG'), { recursive: true });
    truncateSync(data('read-model/1.db'), 5000);
    rmSync(data('read-model/1.db-wal'), { force: true });
    daemon = await daemon.reopen();
    expect(await json<Health>(daemon.port, '/health')).toMatchObject({ damages: [{ code: 'log/empty' }] });
    await daemon.stop();
    const agents: string[] = [];
    const write = async (piece: Recovered) => void (piece.kind === 'answer' && agents.push(piece.agentId));
    const { unreadable } = await recoverLost({ ...settings(), report: quiet, write });
    expect(agents.sort()).toEqual([...lost].sort());
    expect(unreadable).toContainEqual(expect.stringMatching(/^Not every answer in .+1\.db could be read: .+\.$/));
    daemon = await daemon.reopen();
  });

  it('opens again unchanged once the newer copy is back', async () => {
    const kept = await submitAnswers(daemon, run, 'ada', ['blue', 'red']);
    await settled(daemon.port);
    await daemon.stop();
    cpSync(data('nats'), join(daemon.folder, 'newer'), { recursive: true });
    rmSync(data('nats', 'store'), { recursive: true });
    daemon = await daemon.reopen();
    expect(await json<Health>(daemon.port, '/health')).toMatchObject({ damages: [{ code: 'log/empty', from: 1 }] });
    await daemon.stop();
    rmSync(data('nats'), { recursive: true });
    cpSync(join(daemon.folder, 'newer'), data('nats'), { recursive: true });
    daemon = await daemon.reopen();
    expect(daemon.damages()).toEqual([]);
    expect([...(await exported()).keys()].sort()).toEqual([...kept].sort());
  });

  it('continues after the loss is accepted, and recovers what the rows still have', async () => {
    const { kept, lost } = await loseTheEnd();
    const pieces = await found();
    daemon = await openTestDaemon({ acceptLoss: true }, daemon.folder);
    expect(daemon.damages()).toEqual([]);
    expect([...(await exported()).keys()].sort()).toEqual([...kept].sort());
    const [folder = ''] = readdirSync(data('kept'));
    expect(readdirSync(data('kept', folder)).sort()).toEqual(['facts.jsonl', 'head.json', 'read-model']);

    const sent = { method: 'POST', body: { pieces } } as const;
    const back = (await visit(daemon.port, '/api/recovered', sent)).json();
    expect(back).toMatchObject({ recorded: pieces.length, known: 0, refused: [] });
    expect((await visit(daemon.port, '/api/recovered', sent)).json()).toMatchObject({
      recorded: 0,
      known: pieces.length,
    });
    await settled(daemon.port);
    const answers = await exported();
    expect([...answers.keys()].sort()).toEqual([...kept, ...lost].sort());
    expect(lost.map((agent) => answers.get(agent))).toEqual(['green', 'grey', 'black']);
    expect(await json<Health>(daemon.port, '/api/verify')).toMatchObject({ ok: true, damages: [] });
    const { units } = await json<{ units: { status: string; note: string }[] }>(
      daemon.port,
      '/api/units?status=accepted',
    );
    expect(units).toMatchObject([{ status: 'accepted', note: 'Well seen.' }]);
    const events: Record<string, unknown>[] = [];
    for await (const fact of lines(daemon.port, 'GET', '/api/events?filter=facts.*.agent.work-recovered'))
      events.push(fact);
    expect(events.map(({ data }) => (data as { source: string }).source)).toContainEqual(
      expect.stringMatching(/rows|published/),
    );

    daemon = await daemon.reopen();
    expect(daemon.damages()).toEqual([]);
    await daemon.stop();
    expect(await found()).toEqual([]);
    daemon = await daemon.reopen();
  });

  it('is recovered with payments and comments: nobody is paid twice, and what was removed stays removed', async () => {
    const ask = async (method: string, path: string, body?: unknown) => {
      const got = await visit(daemon.port, path, { method, body });
      expect(got.status).toBe(202);
      return got.json<{ comment: string }>();
    };
    const thread = async (unit: string) =>
      (await json<{ thread: { text: string; reply_to: string | null }[] }>(daemon.port, `/api/units/${unit}`)).thread;
    const payouts = (state: string) =>
      json<{ payouts: { total: string; answers: number }[]; sequence: number }>(
        daemon.port,
        `/api/payouts?state=${state}`,
      );
    let unit = '';
    await loseTheEnd(async (bobs) => {
      unit = bobs;
      const path = `/api/units/${unit}/comments`;
      const { comment } = await ask('POST', path, { text: 'Blue?' });
      await ask('POST', path, { text: 'Yes.', reply_to: comment });
      await ask('PATCH', `${path}/${comment}`, { text: 'Green?' });
      const other = await ask('POST', path, { text: 'A slip.' });
      await ask('DELETE', `${path}/${other.comment}`);
      await ask('POST', '/api/payouts/paid', { upto: (await payouts('due')).sequence, note: 'Transfer 7' });
    });
    const pieces = await found();
    expect(pieces.filter(({ kind }) => kind === 'payment')).toMatchObject([{ cents: 50, currency: 'EUR' }]);
    expect(pieces.filter(({ kind }) => kind === 'comment')).toMatchObject([{ text: 'Green?' }, { text: 'Yes.' }]);

    daemon = await openTestDaemon({ acceptLoss: true }, daemon.folder);
    for (const outcome of [
      { recorded: pieces.length, known: 0 },
      { recorded: 0, known: pieces.length },
    ]) {
      const back = await visit(daemon.port, '/api/recovered', { method: 'POST', body: { pieces } });
      expect(back.json()).toMatchObject({ ...outcome, refused: [] });
      await settled(daemon.port);
    }
    expect((await payouts('due')).payouts).toEqual([]);
    expect((await payouts('paid')).payouts).toMatchObject([{ total: '0.50', answers: 1 }]);
    const comments = await thread(unit);
    expect(comments.map(({ text }) => text)).toEqual(['Green?', 'Yes.']);
    expect(comments[1]?.reply_to).toBeTruthy();
    expect(await json<Health>(daemon.port, '/api/verify')).toMatchObject({ ok: true, damages: [] });
    await daemon.stop();
    expect(await found()).toEqual([]);
    daemon = await daemon.reopen();
  });

  it('continues also if only a full reading has found the damage', async () => {
    await submitAnswers(daemon, run, 'ada', ['blue', 'red']);
    await settled(daemon.port);
    await daemon.stop();
    new Sqlite(data('read-model/1.db')).exec(`update answers set answer = '"grey"'`).close();
    daemon = await daemon.reopen();
    expect(await json<Health>(daemon.port, '/health')).toMatchObject({ damages: [{ code: 'rows/other' }] });
    await daemon.stop();
    daemon = await openTestDaemon({ acceptLoss: true }, daemon.folder);
    expect(await json<Health>(daemon.port, '/health')).toMatchObject({ ok: true });
    expect([...(await exported()).values()].sort()).toEqual(['blue', 'red']);
  });

  it('is replaced by new runs if nothing of it is left, with what the rows still have', async () => {
    const agents = await submitAnswers(daemon, run, 'ada', ['blue', 'red']);
    await settled(daemon.port);
    const unit = await unitOf(agents[0] as string);
    for (const decision of ['accept', 'undo', 'reject'])
      await visit(daemon.port, `/api/units/${unit}/${decision}`, { method: 'POST', body: { note: 'Look again.' } });
    await settled(daemon.port);
    await daemon.stop();
    // The facts are still there, and know of each decision.
    rmSync(data('nats', 'store', 'jetstream', 'LOG'), { recursive: true });
    const pieces = await found();
    expect(pieces.filter(({ kind }) => kind === 'run' || kind === 'item')).toHaveLength(1 + items.length);
    expect(pieces.filter(({ kind }) => kind === 'review')).toMatchObject([{ decision: 'rejected' }]);

    daemon = await openTestDaemon({ acceptLoss: true }, daemon.folder);
    const back = (await visit(daemon.port, '/api/recovered', { method: 'POST', body: { pieces } })).json();
    const now = `${run}-recovered`;
    expect(back).toMatchObject({ recorded: pieces.length, refused: [], runs: [{ run, now }] });
    await settled(daemon.port);
    expect(await json(daemon.port, `/api/runs/${now}`)).toMatchObject({
      id: now,
      status: 'paused',
      assignments: items.length,
      units: 2 * items.length,
      completed: 2,
      rejected: 1,
    });
    run = now;
    expect([...(await exported()).entries()].sort()).toEqual(
      [...agents.map((id, n) => [`${id}-recovered`, ['blue', 'red'][n]])].sort(),
    );
    expect(await json<Health>(daemon.port, '/api/verify')).toMatchObject({ ok: true, damages: [] });
    daemon = await daemon.reopen();
    expect(await json(daemon.port, `/api/runs/${now}`)).toMatchObject({ status: 'paused', completed: 2 });
    const again = (await visit(daemon.port, '/api/recovered', { method: 'POST', body: { pieces } })).json();
    expect(again).toMatchObject({ recorded: 0, known: pieces.length, refused: [] });
  });

  it('is detected also without rows, by the record of its end', async () => {
    await loseTheEnd();
    rmSync(data('read-model'), { recursive: true });
    daemon = await daemon.reopen();
    expect(await json<Health>(daemon.port, '/health')).toMatchObject({ damages: [{ code: 'log/behind' }] });
  });
});

describe('a log of which one bit has changed when the server and its nats-server were killed', () => {
  const block = 'jetstream/LOG/streams/MANYHANDS_LOG/msgs/1.blk';
  const store = (...names: string[]) => data('nats', 'store', ...names);
  const before = (time: string) => data('kept', time, 'nats-before-start');
  let size: number;
  let agents: string[];

  /** Changes one bit; doing it twice mends it. */
  function flip(file: string) {
    const bytes = readFileSync(file);
    const at = Math.floor(bytes.length / 4);
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(file, bytes);
  }

  beforeEach(async () => {
    agents = await submitAnswers(daemon, run, 'ada', ['blue', 'red', 'grey']);
    await settled(daemon.port);
    // As it is while it is open: a kill leaves no time to close it.
    cpSync(data(), join(daemon.folder, 'killed'), { recursive: true });
    await daemon.stop();
    rmSync(data(), { recursive: true });
    renameSync(join(daemon.folder, 'killed'), data());
    flip(store(block));
    size = statSync(store(block)).size;
  });

  it('is closed, keeps the whole block, and has everything again once the repaired block is back', async () => {
    daemon = await daemon.reopen();
    expect(statSync(store(block)).size).toBeLessThan(size);
    const { ok, problems } = await json<Health>(daemon.port, '/health');
    const [time = ''] = readdirSync(data('kept'));
    expect(ok).toBe(false);
    expect(problems).toContainEqual(expect.stringMatching(`^nats-server cut \\d+ bytes off .+ ${before(time)}\\.`));
    expect([readdirSync(data('kept')).length, statSync(join(before(time), block)).size]).toEqual([1, size]);
    expect(readdirSync(data('nats')).filter((name) => name.startsWith('nats-before'))).toEqual([]);

    await daemon.stop();
    renameSync(store(), join(daemon.folder, 'cut'));
    cpSync(before(time), store(), { recursive: true });
    flip(store(block));
    daemon = await daemon.reopen();
    expect(daemon.damages()).toEqual([]);
    await settled(daemon.port);
    expect([...(await exported()).keys()].sort()).toEqual([...agents].sort());
    expect(await json<Health>(daemon.port, '/api/verify')).toMatchObject({ ok: true, damages: [] });
    expect(readdirSync(data('nats')).filter((name) => name.startsWith('nats-before'))).toEqual([]);
  });

  it('is kept whole also when other commands read it first, and when the loss is accepted', async () => {
    await found();
    expect((await inspectDataFolder(settings())).damages.map(({ code }) => code)).not.toEqual([]);
    expect(statSync(data('nats', 'nats-before-start', block)).size).toBe(size);
    daemon = await openTestDaemon({ acceptLoss: true }, daemon.folder);
    expect(await json<Health>(daemon.port, '/health')).toMatchObject({ ok: true });
    const copies = readdirSync(data('kept')).filter((time) => existsSync(before(time)));
    expect(copies.map((time) => statSync(join(before(time), block)).size)).toEqual([size]);
  });
});

describe('a nats-server that is killed while the server works', () => {
  it('is detected when it comes back with less than it had, and what it had is kept', async () => {
    await submitAnswers(daemon, run, 'ada', ['blue', 'red', 'grey']);
    await settled(daemon.port);
    const block = data('nats/store/jetstream/LOG/streams/MANYHANDS_LOG/msgs/1.blk');
    const bytes = readFileSync(block);
    bytes[bytes.length >> 2] = (bytes[bytes.length >> 2] as number) ^ 1;
    writeFileSync(block, bytes);
    const { server } = JSON.parse(readFileSync(data('nats/nats.pid'), 'utf8')) as { server: number };
    process.kill(server, 'SIGKILL');
    await expect.poll(() => daemon.damages().length, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(() => existsSync(data('kept'))).toBe(true);
    const [time = ''] = readdirSync(data('kept'));
    const kept = data('kept', time, 'nats-before-start/jetstream/LOG/streams/MANYHANDS_LOG/msgs/1.blk');
    await expect.poll(() => existsSync(kept) && statSync(kept).size).toBe(bytes.length);
  });

  it('leaves no copy of a store that was whole', async () => {
    await submitAnswers(daemon, run, 'ada', ['blue']);
    await settled(daemon.port);
    const { server } = JSON.parse(readFileSync(data('nats/nats.pid'), 'utf8')) as { server: number };
    process.kill(server, 'SIGKILL');
    const copy = data('nats/nats-before-start');
    const pidNow = () => (JSON.parse(readFileSync(data('nats/nats.pid'), 'utf8')) as { server: number }).server;
    await expect.poll(pidNow, { timeout: 20_000 }).not.toBe(server);
    await expect.poll(() => existsSync(copy), { timeout: 20_000 }).toBe(false);
    expect([daemon.damages(), existsSync(data('kept'))]).toEqual([[], false]);
  });
});

describe('rows that are not what the log says', () => {
  it('are rebuilt if another version made them, or if they are missing', async () => {
    await submitAnswers(daemon, run, 'ada', ['blue']);
    await daemon.stop();
    rmSync(data('read-model'), { recursive: true });
    daemon = await daemon.reopen();
    expect(daemon.damages()).toEqual([]);
    expect((await exported()).size).toBe(1);
    expect(existsSync(data('kept'))).toBe(false);
  });
});

describe('a second daemon on one NATS server', () => {
  it('does not start, and names the first', async () => {
    const { nats } = {
      nats: JSON.parse(readFileSync(data('nats', 'credentials.json'), 'utf8')) as Record<string, string>,
    };
    const { port } = JSON.parse(readFileSync(data('nats', 'nats.conf'), 'utf8')) as { port: number };
    const natsUrl = `nats://runtime:${nats.runtime}@127.0.0.1:${port}`;
    const factsUrl = `nats://broadcaster:${nats.broadcaster}@127.0.0.1:${port}`;
    await expect(openTestDaemon({ natsUrl, factsUrl })).rejects.toMatchObject({
      code: 'log/leased',
      message: expect.stringContaining(data()),
    });
    expect((await visit(daemon.port, '/ready')).status).toBe(200);
  });
});

describe('a start', () => {
  it.each(['nats-server', 'Reading the log.'])('can be interrupted after "%s"', async (moment) => {
    await submitAnswers(daemon, run, 'ada', ['blue']);
    await daemon.stop();
    const ended = new AbortController();
    const notify = (sentence: string) => {
      if (sentence.startsWith(moment)) ended.abort(new Error('Somebody pressed Ctrl-C.'));
    };
    await expect(openTestDaemon({ signal: ended.signal, notify }, daemon.folder)).rejects.toThrow('Ctrl-C');
    daemon = await daemon.reopen();
    expect((await exported()).size).toBe(1);
  });
});
