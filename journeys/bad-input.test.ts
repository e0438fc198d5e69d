import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { visit } from './visitor.ts';

type Fault = { code: string; message: string };

describe('bad input gets one sentence and a code, and leaves no fact', () => {
  let daemon: TestDaemon;
  let run: string;
  let head = 0;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const folder = writeTask(join(daemon.folder, 'task'), 'colours', [{ text: 'the sky' }, { text: 'the sea' }], {
      max_answer_bytes: 2000,
    });
    run = (await launch(daemon.port, folder)).id;
    head = await logHead();
  });
  afterAll(() => daemon.end());

  const logHead = async () => (await json<{ log: { sequence: number } }>(daemon.port, '/health')).log.sequence;

  /** Sends bytes as they are, from a client that keeps to no rules. */
  async function raw(host: string, head: string, body = ''): Promise<{ status: number; fault: Fault }> {
    const socket = connect(daemon.port, '127.0.0.1');
    socket.write(
      `${head}\r\nhost: ${host}:${daemon.port}\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    await once(socket, 'close');
    return {
      status: Number(text.slice(9, 12)),
      fault: JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)),
    };
  }

  async function post(host: string, path: string, body: unknown) {
    const connection = openConnection(daemon.port, `${host}:${daemon.port}`);
    const { status, body: fault } = await connection.ask('POST', path, body);
    connection.close();
    return { status, fault: fault as Fault };
  }

  const worker = () => `${run}.localhost`;
  const sentence = expect.stringMatching(/^\S.*[.…]$/);

  async function expectRefused(answer: Promise<{ status: number; fault: Fault }>, status: number, code: string) {
    expect(await answer).toEqual({ status, fault: { code, message: sentence } });
    expect(await logHead()).toBe(head);
  }

  it('an unknown run', async () => {
    await expectRefused(
      post('nothing-1.localhost', '/request_agent', {
        provider_data: { worker_name: 'a', agent_registration_id: 'b' },
      }),
      404,
      'run/unknown',
    );
    await expectRefused(raw('nothing-1.localhost', 'GET / HTTP/1.1'), 404, 'run/unknown');
    await expectRefused(post('localhost', '/api/runs/nothing-1/stop', {}), 404, 'run/unknown');
  });
  it('a foreign agent id', () =>
    expectRefused(
      post(worker(), '/submit_task', { USED_AGENT_ID: 'somebody-else', final_data: {} }),
      404,
      'agent/unknown',
    ));
  it('an oversized answer, with or without a length', async () => {
    const big = { USED_AGENT_ID: 'x', final_data: 'x'.repeat(100_000) };
    await expectRefused(post(worker(), '/submit_task', big), 413, 'request/too-large');
    const chunk = JSON.stringify(big);
    const chunked = `POST /submit_task HTTP/1.1\r\nhost: ${worker()}:${daemon.port}\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`;
    const socket = connect(daemon.port, '127.0.0.1');
    socket.write(chunked);
    const [answer] = await once(socket.setEncoding('utf8'), 'data');
    socket.destroy();
    expect(String(answer)).toContain('413');
  });
  it('broken JSON, and what is not JSON', async () => {
    await expectRefused(
      raw(worker(), 'POST /submit_task HTTP/1.1\r\ncontent-type: application/json', '{"a":'),
      400,
      'request/not-json',
    );
    await expectRefused(
      raw(worker(), 'POST /submit_task HTTP/1.1\r\ncontent-type: text/plain', 'hello'),
      400,
      'request/not-json',
    );
    await expectRefused(
      raw(worker(), 'POST /submit_task HTTP/1.1\r\ncontent-type: application/json', '{"__proto__":{"a":1}}'),
      400,
      'request/not-storable',
    );
  });
  it('a request of another shape', () =>
    expectRefused(post(worker(), '/request_agent', { provider_data: { worker_name: 7 } }), 400, 'request/bad-shape'));
  it('a host that is neither the app nor a run', () =>
    expectRefused(raw('evil.example', 'GET / HTTP/1.1'), 404, 'request/unknown-path'));
  it('a path around the host', async () => {
    await expectRefused(raw('localhost', `GET /@run/${run}/task_config.json HTTP/1.1`), 404, 'request/unknown-path');
    await expectRefused(raw(worker(), 'GET /@app/api/runs HTTP/1.1'), 404, 'request/unknown-path');
    await expectRefused(raw(worker(), 'GET /api/runs HTTP/1.1'), 404, 'request/unknown-path');
    await expectRefused(raw(worker(), 'GET /../../layout.json HTTP/1.1'), 404, 'request/unknown-path');
    await expectRefused(raw(worker(), 'GET /%2e%2e/%2e%2e/layout.json HTTP/1.1'), 404, 'request/unknown-path');
  });
  it('a command from another site’s page', async () => {
    const stop = (headers: string) => raw('localhost', `POST /api/runs/${run}/stop HTTP/1.1\r\n${headers}`);
    await expectRefused(stop(`origin: http://${worker()}:${daemon.port}`), 403, 'request/foreign-origin');
    await expectRefused(stop('sec-fetch-site: same-site'), 403, 'request/foreign-origin');
  });
  it('a list with a key, a cursor or a filter that it does not take', async () => {
    await expectRefused(raw('localhost', 'GET /api/units?lmit=3 HTTP/1.1'), 400, 'request/unknown-key');
    await expectRefused(raw('localhost', 'GET /api/units?cursor=1e3 HTTP/1.1'), 400, 'request/bad-shape');
    await expectRefused(
      raw('localhost', 'GET /api/events?filter=facts.*.unit.done HTTP/1.1'),
      400,
      'request/bad-filter',
    );
    await expectRefused(raw('localhost', 'DELETE /api/runs HTTP/1.1'), 405, 'request/wrong-method');
    await expectRefused(raw(worker(), 'OPTIONS /submit_task HTTP/1.1'), 405, 'request/wrong-method');
  });
  it('a list of a run or task that is not there, and a filter without a value', async () => {
    type Parameter = { name: string; in: string; required: boolean };
    const { paths } = (await visit(daemon.port, '/api/openapi.json')).json<{
      paths: Record<string, { get?: { parameters?: Parameter[] } }>;
    }>();
    const scoped = Object.entries(paths).flatMap(([path, { get }]) => {
      const query = (get?.parameters ?? []).filter((one) => one.in === 'query');
      if (!['run', 'task'].every((name) => query.some((one) => one.name === name))) return [];
      return [path + query.reduce((rest, { name, required }) => (required ? `${rest}${name}=x&` : rest), '?')];
    });
    expect(scoped.length).toBeGreaterThan(8);
    for (const path of scoped) {
      await expectRefused(raw('localhost', `GET ${path}run=nosuch HTTP/1.1`), 404, 'run/unknown');
      await expectRefused(raw('localhost', `GET ${path}task=nosuch HTTP/1.1`), 404, 'task/unknown');
      await expectRefused(raw('localhost', `GET ${path}run= HTTP/1.1`), 400, 'request/empty-value');
    }
    await expectRefused(raw('localhost', 'GET /api/units?status=, HTTP/1.1'), 400, 'request/bad-shape');
    const ofWorker = { decision: 'accepted', worker: 'w1' };
    await expectRefused(post('localhost', '/api/verdicts', { ...ofWorker, run: 'nosuch' }), 404, 'run/unknown');
    await expectRefused(post('localhost', '/api/verdicts', { ...ofWorker, worker: 'nosuch' }), 404, 'worker/unknown');
    await expectRefused(post('localhost', '/api/verdicts', { ...ofWorker, run: '' }), 400, 'request/bad-shape');
  });
  it('an unknown unit, agent, task or file', async () => {
    await expectRefused(post('localhost', '/api/units/nobody/accept', {}), 404, 'unit/unknown');
    await expectRefused(raw('localhost', 'GET /api/replay/nobody HTTP/1.1'), 404, 'replay/unknown');
    await expectRefused(raw('localhost', 'GET /api/export?of=nobody HTTP/1.1'), 404, 'export/unknown');
    await expectRefused(raw('localhost', 'GET /api/files/nobody HTTP/1.1'), 404, 'file/unknown');
  });

  it('JSON that is nested too deeply', async () => {
    const eve = openWorker(daemon.port, run, 'eve');
    const { agentId } = (await eve.arrive()) as Work;
    eve.close();
    head = await logHead();
    const deep = '['.repeat(900) + ']'.repeat(900);
    const answer = (path: string, body: string) =>
      raw(worker(), `POST ${path} HTTP/1.1\r\ncontent-type: application/json`, body);
    const submission = `{"USED_AGENT_ID":"${agentId}","final_data":${deep}}`;
    await expectRefused(answer('/submit_task', submission), 400, 'request/too-deep');
    const metadata = `{"USED_AGENT_ID":"${agentId}","metadata":${deep}}`;
    await expectRefused(answer('/submit_metadata', metadata), 400, 'request/too-deep');
    await post(worker(), '/return_task', { USED_AGENT_ID: agentId });
    head = await logHead();
  });
  it('a second submission gets the same reply and leaves no second fact', async () => {
    const ada = openWorker(daemon.port, run, 'ada');
    const work = (await ada.arrive()) as Work;
    await ada.submit(work, { colour: 'blue' });
    head = await logHead();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        post(worker(), '/submit_task', { USED_AGENT_ID: work.agentId, final_data: { colour: 'blue' } }),
      ),
    ).then((answers) => {
      expect(answers).toEqual(Array(20).fill({ status: 200, fault: { status: 'Submitted!' } }));
    });
    const another = { USED_AGENT_ID: work.agentId, final_data: { colour: 'red' } };
    await expectRefused(post(worker(), '/submit_task', another), 409, 'agent/already-submitted');
    expect(await logHead()).toBe(head);
    ada.close();
  });

  describe('when a task folder is launched', () => {
    async function launched(folder: string): Promise<Fault> {
      for await (const { error } of lines(daemon.port, 'POST', '/api/runs', { folder }))
        if (error) return error as Fault;
      throw new Error('It was launched.');
    }
    const folderWith = (name: string, files: Record<string, string>) => {
      const folder = join(daemon.folder, name);
      mkdirSync(folder, { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
      return folder;
    };
    const config = 'task_name: x\ntask_title: x\ntask_description: x\npage: .\n';

    it('without a config', async () => {
      expect(await launched(folderWith('bare', {}))).toEqual({ code: 'task/no-config', message: sentence });
      expect(await launched(join(daemon.folder, 'nowhere'))).toEqual({ code: 'task/no-folder', message: sentence });
    });
    it('with a bad row in its data: the file, the line and the reason', async () => {
      const folder = writeTask(join(daemon.folder, 'bad-row'), 'bad-row', []);
      writeFileSync(join(folder, 'items.jsonl'), '{"a":1}\n{"a":2}\n{"a":\n');
      const fault = await launched(folder);
      expect(fault.code).toBe('data/bad-row');
      expect(fault.message).toMatch(/items\.jsonl.*line 3/);
    });
    it('with a key that does not exist', async () => {
      const fault = await launched(folderWith('typo', { 'manyhands.yaml': `${config}units_per_asignment: 3\n` }));
      expect(fault.message).toContain('units_per_assignment');
    });
    it('leaves no run behind', async () => {
      const { runs } = await json<{ runs: unknown[] }>(daemon.port, '/api/runs');
      expect(runs).toHaveLength(1);
      expect(await logHead()).toBe(head);
    });
  });
});

describe('a daemon that cannot start says why', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    daemon = await openTestDaemon();
  });
  afterAll(() => daemon.end());

  it('when its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(openTestDaemon({ port })).rejects.toMatchObject({
      code: 'port/in-use',
      message: expect.stringContaining(String(port)),
    });
    other.close();
  });
  it('when its data folder is in use, which stays whole', async () => {
    await expect(openTestDaemon({}, daemon.folder)).rejects.toMatchObject({ code: 'data/in-use' });
    expect(await json(daemon.port, '/health')).toMatchObject({ ok: true });
  });
  it('when its data folder has another version', async () => {
    const folder = join(daemon.folder, 'older');
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, 'data/layout.json'), '{"layout":0}');
    await expect(openTestDaemon({}, folder)).rejects.toMatchObject({ code: 'data/other-version' });
  });
});

describe('a full log', () => {
  it('refuses with a sentence, keeps what it acknowledged, and loses nothing', async () => {
    const daemon = await openTestDaemon({ storeLimitBytes: 6 * 1024 * 1024 });
    try {
      const folder = writeTask(
        join(daemon.folder, 'task'),
        'full',
        Array.from({ length: 40 }, (_, n) => ({ n })),
      );
      const { id } = await launch(daemon.port, folder);
      const ada = openWorker(daemon.port, id, 'ada');
      let safe = 0;
      let fault = '';
      const onePiece = async () => {
        const work = (await ada.arrive()) as Work;
        await ada.submit(work, { text: 'x'.repeat(500_000) });
      };
      while (!fault && safe < 40) {
        await onePiece().then(
          () => safe++,
          (error) => {
            fault = error.message;
          },
        );
      }
      expect(fault).toContain('507');
      expect(fault).toContain('log/full');
      const ready = await visit(daemon.port, '/ready');
      expect([ready.status, ready.json()]).toEqual([503, expect.objectContaining({ code: 'log/full' })]);
      const rows: unknown[] = [];
      for await (const row of lines(daemon.port, 'GET', `/api/export?of=${id}`)) rows.push(row);
      expect(rows).toHaveLength(safe);
      ada.close();
    } finally {
      await daemon.end();
    }
  });
});
