import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, lines, settled } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { jetStreamFiles } from '../src/adapters/nats/files/files.ts';
import { connectTo } from '../src/adapters/nats/nats.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type Part, postForm } from './forms.ts';

const limits = { max_answer_bytes: 20_000, max_upload_bytes: 200_000, max_upload_bytes_in_all: 500_000 };
const items = Array.from({ length: 10 }, (_, n) => ({ n }));

/** How much a folder holds, in bytes. */
function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

const file = (bytes: Buffer): Part => ({ name: 'f', file: 'f.bin', type: 'a/b', bytes });
const field = (name: string, value: string): Part => ({ name, value });

describe('a worker’s page that sends without end', () => {
  let daemon: TestDaemon;
  let run: string;
  let eve: Work;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'flood', items, limits))).id;
    eve = await workOf('eve');
  });
  afterAll(() => daemon?.end());

  async function workOf(name: string): Promise<Work> {
    const worker = openWorker(daemon.port, run, name);
    const work = (await worker.arrive()) as Work;
    worker.close();
    return work;
  }
  const host = () => `${run}.localhost:${daemon.port}`;
  async function post(path: string, body: unknown) {
    const connection = openConnection(daemon.port, host());
    const answer = await connection.ask('POST', path, body);
    connection.close();
    return answer;
  }
  const form = ({ agentId }: Work, path: string, ...parts: Part[]) =>
    postForm(daemon.port, host(), path, [field('USED_AGENT_ID', agentId), ...parts]);
  async function factsOf(type: string) {
    const data: Record<string, unknown>[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.agent.${type}`))
      data.push(fact.data as Record<string, unknown>);
    return data;
  }

  /** Everything a page can send, a lot of it; gives what was answered. */
  async function flood() {
    const statuses = { errors: new Set<number>(), metadata: new Set<number>(), uploads: new Set<number>() };
    const error = { USED_AGENT_ID: eve.agentId, error_data: { message: 'oops', text: 'x'.repeat(300_000) } };
    for (let n = 0; n < 60; n++) statuses.errors.add((await post('/log_error', error)).status);
    for (let n = 0; n < 8; n++) {
      const together = Array.from({ length: 4 }, () =>
        form(eve, '/submit_metadata', field('metadata', '{}'), file(randomBytes(150_000))),
      );
      for (const status of await Promise.all(together)) statuses.uploads.add(status);
    }
    const metadata = { USED_AGENT_ID: eve.agentId, metadata: { text: 'x'.repeat(15_000) } };
    for (let n = 0; n < 110; n++) statuses.metadata.add((await post('/submit_metadata', metadata)).status);
    await settled(daemon.port);
    return statuses;
  }

  it('is stopped at its limits, and takes no more disk space', async () => {
    const first = await flood();
    expect([...first.errors]).toEqual([200]);
    expect([...first.metadata].sort()).toEqual([200, 409]);
    expect([...first.uploads].sort()).toEqual([200, 413]);
    const folder = join(daemon.folder, 'data');
    const { log: before } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    const bytes = bytesIn(folder);

    const second = await flood();
    expect([second.errors, second.metadata, second.uploads].map((set) => [...set])).toEqual([[200], [409], [413]]);
    const { log: after } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    expect(after.sequence).toBe(before.sequence);
    // The server's own log and checkpoints may grow a little; what was sent is some 25 MB.
    expect(bytesIn(folder) - bytes).toBeLessThan(1_000_000);
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });
  it('leaves what its limits allow: fifty cut reports, and as many files as allowed', async () => {
    const errors = await factsOf('error-logged');
    expect(errors).toHaveLength(50);
    for (const { error } of errors)
      expect(error).toEqual({
        cut: true,
        text: expect.stringMatching(/^\{"message":"oops","text":"x{15000}/),
      });
    const sizes = (await factsOf('metadata-submitted')).flatMap(({ files = [] }) =>
      (files as { size: number }[]).map(({ size }) => size),
    );
    expect(sizes).toEqual([150_000, 150_000, 150_000]);
  });
  it('can still submit its answer, and so can others', async () => {
    expect((await post('/submit_task', { USED_AGENT_ID: eve.agentId, final_data: {} })).status).toBe(200);
    const bob = await workOf('bob');
    expect(await form(bob, '/submit_task', field('final_data', '{}'), file(randomBytes(200_000)))).toBe(200);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
  it('leaves nothing when it asks for work again and again, nor do new names without work', async () => {
    const { id } = await launch(daemon.port, writeTask(join(daemon.folder, 'small'), 'small', [{ n: 0 }], limits));
    const connection = openConnection(daemon.port, `${id}.localhost:${daemon.port}`);
    const arrive = (worker: string) =>
      connection.ask('POST', '/request_agent', {
        provider_data: { worker_name: worker, agent_registration_id: `page-of-${worker}` },
      });
    await arrive('ada');
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    for (let n = 0; n < 500; n++)
      for (const name of ['ada', `stranger-${n}`]) expect((await arrive(name)).status).toBe(200);
    connection.close();
    expect(await json(daemon.port, '/health')).toMatchObject({ log });
  });
  it('keeps no file when it hands in twice', async () => {
    const bytes = randomBytes(1000);
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect(await form(eve, '/submit_task', field('final_data', '{}'), file(bytes))).toBe(409);
    expect(await json(daemon.port, `/api/files/${hash}`)).toMatchObject({ code: 'file/unknown' });
  });
});

describe('an address elsewhere, behind a proxy', () => {
  let daemon: TestDaemon;
  let run: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'far', items, limits))).id;
    const connection = openConnection(daemon.port, `localhost:${daemon.port}`);
    await connection.ask('POST', '/api/users', { name: 'anna', role: 'owner', password: 'correct horse battery' });
    connection.close();
    await daemon.stop();
    daemon = await openTestDaemon({ publicUrl: 'https://study.example.org' }, daemon.folder);
  });
  afterAll(() => daemon?.end());

  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const from = (address: string, path: string, body: unknown) => {
    const headers = {
      host: `${run}.study.example.org`,
      'content-type': 'application/json',
      'x-forwarded-for': `10.1.1.1, ${address}`,
    };
    return new Promise<{ status?: number; retryAfter?: string; body: Record<string, unknown> }>((resolve, reject) => {
      request({ port: daemon.port, host: '127.0.0.1', method: 'POST', path, headers, agent }, async (it) => {
        const text = (await it.setEncoding('utf8').toArray()).join('');
        resolve({ status: it.statusCode, retryAfter: it.headers['retry-after'], body: JSON.parse(text) });
      })
        .on('error', reject)
        .end(JSON.stringify(body));
    });
  };

  it('has to wait after too many error reports, while others report and all submit', async () => {
    const provider_data = { worker_name: 'ada', agent_registration_id: 'page-1' };
    const arrived = await from('203.0.113.5', '/request_agent', { provider_data });
    const { agent_id: agentId } = arrived.body.data as { agent_id: string };
    for (let n = 0; n < 600; n++)
      expect((await from('203.0.113.5', '/log_error', { error_data: 'oops' })).status).toBe(200);
    const refused = await from('203.0.113.5', '/log_error', { error_data: 'oops' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'request/too-often' } });
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect((await from('203.0.113.6', '/log_error', { error_data: 'oops' })).status).toBe(200);
    const answer = { USED_AGENT_ID: agentId, final_data: {} };
    expect((await from('203.0.113.5', '/submit_task', answer)).status).toBe(200);
    agent.destroy();
  });
});

describe('a daemon that is killed in the middle of an upload', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const data = join(folder, 'data');
  let daemon: ChildProcess | undefined;
  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
  });
  afterAll(async () => {
    if (daemon && daemon.exitCode === null) {
      const gone = once(daemon, 'exit');
      daemon.send('stop');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<number> {
    daemon = fork(join(packageFolder, 'dist/bench/daemon.js'), [folder], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    const [{ port }] = (await once(daemon, 'message')) as [{ port: number }];
    return port;
  }
  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  /** The files of the running daemon, as its log's user sees them. */
  async function filesOf() {
    const { host } = new URL(readFileSync(join(data, 'facts.url'), 'utf8').trim());
    const { runtime } = JSON.parse(readFileSync(join(data, 'nats/credentials.json'), 'utf8'));
    const connection = await connectTo(`nats://runtime:${runtime}@${host}`, 'spec');
    return { files: await jetStreamFiles(connection), connection };
  }

  it('leaves half-sent files and files without a fact, which the next start removes; named files stay', async () => {
    let port = await start();
    const { id: run } = await launch(port, writeTask(join(folder, 'task'), 'killed', items, limits));
    const worker = openWorker(port, run, 'ada');
    const [first, second] = [(await worker.arrive()) as Work, (await worker.arrive()) as Work];
    worker.close();
    const named = randomBytes(100_000);
    const parts = ({ agentId }: Work, bytes: Buffer) => [field('USED_AGENT_ID', agentId), file(bytes)];
    expect(await postForm(port, `${run}.localhost:${port}`, '/submit_task', parts(first, named))).toBe(200);

    // Its file is stored, and its fact not yet: as it is between the two.
    const { files, connection } = await filesOf();
    const orphan = await files.put(randomBytes(100_000), files.hold());
    await connection.jetstream().publish('$O.MANYHANDS_FILES.C.halfstored', randomBytes(100_000));
    await connection.close();
    const half = connect(port, '127.0.0.1');
    half.on('error', () => undefined);
    half.write(
      `POST /submit_task HTTP/1.1\r\nhost: ${run}.localhost:${port}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 200000\r\n\r\n--x\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\n${'x'.repeat(100_000)}`,
    );
    await until(() => bytesIn(join(data, 'uploads')) > 0);
    mkdirSync(join(data, 'imports/half'), { recursive: true });
    const gone = once(daemon!, 'exit');
    daemon!.kill('SIGKILL');
    await gone;
    half.destroy();
    expect(readdirSync(join(data, 'uploads'))).toHaveLength(1);

    port = await start();
    const after = await filesOf();
    await until(async () => (await after.files.get(orphan)) === undefined);
    const hash = createHash('sha256').update(named).digest('hex');
    expect(Buffer.from((await after.files.get(hash))!).equals(named)).toBe(true);
    const pieces = async () => {
      const { streams } = await after.connection.jetstreamManager();
      const { state } = await streams.info('OBJ_MANYHANDS_FILES', { subjects_filter: '$O.MANYHANDS_FILES.C.*' });
      return Object.keys(state.subjects ?? {});
    };
    await until(async () => (await pieces()).length === 1);
    await until(() => readdirSync(join(data, 'uploads')).length === 0 && !existsSync(join(data, 'imports/half')));
    await after.connection.close();
    // An interrupted sender tries again.
    expect(await postForm(port, `${run}.localhost:${port}`, '/submit_task', parts(second, randomBytes(9000)))).toBe(
      200,
    );
  });
});
