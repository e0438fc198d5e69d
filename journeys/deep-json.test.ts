import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { json, launch, lines, settled } from '../bench/api.ts';
import { openWorker, type Work, type Worker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { sendBytes } from './send-bytes.ts';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
/** One level too many, as many as stop a writer of JSON, and as many as most bodies can hold. */
const depths = [100, 6000, 400_000];

describe('JSON that is too deep', () => {
  let daemon: TestDaemon;
  let run: string;
  let ada: Worker;
  let work: Work;
  let head = 0;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const items = Array.from({ length: 5 }, (_, n) => ({ n }));
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'deep', items))).id;
    ada = openWorker(daemon.port, run, 'ada');
    await ada.submit((await ada.arrive()) as Work, { colour: 'blue' });
    work = (await ada.arrive()) as Work;
    await settled(daemon.port);
    head = await logHead();
  });
  afterAll(async () => {
    ada?.close();
    await daemon?.end();
  });

  const logHead = async () => (await json<{ log: { sequence: number } }>(daemon.port, '/health')).log.sequence;
  const worker = () => `${run}.localhost`;

  async function post(host: string, method: string, path: string, body: string, type = 'application/json') {
    const { status, body: answer } = await sendBytes(daemon.port, {
      host,
      method,
      path,
      body: Buffer.from(body),
      type,
    });
    return { status, answer: answer.toString() };
  }

  /** Sends a body at every depth, or as deep as the door takes, and sees each refused and nothing recorded. */
  async function expectRefused(
    host: string,
    method: string,
    path: string,
    bodyOf: (deep: string) => string,
    { type, most = Number.POSITIVE_INFINITY }: { type?: string; most?: number } = {},
  ) {
    for (const depth of depths.map((depth) => Math.min(depth, most))) {
      const { status, answer } = await post(host, method, path, bodyOf(nested(depth)), type);
      expect([path, status, answer]).toEqual([path, 400, expect.stringContaining('more than 100 levels deep')]);
      expect(JSON.parse(answer)).toMatchObject(
        path.startsWith('/mephisto') ? {} : { code: 'request/too-deep', message: expect.stringMatching(/^What .*\.$/) },
      );
    }
    expect(await logHead()).toBe(head);
  }

  it.each([
    ['request_agent', 'provider_data'],
    ['submit_task', 'final_data'],
    ['submit_metadata', 'metadata'],
    ['return_task', 'USED_AGENT_ID'],
    ['log_error', 'error_data'],
    ['worker_messages', 'agent_ids'],
  ])('is refused from workers at /%s, in %s or beside', async (packet, field) => {
    const most = packet === 'worker_messages' ? 15_000 : undefined;
    for (const place of [field, 'beside'])
      await expectRefused(
        worker(),
        'POST',
        `/${packet}`,
        (deep) => `{"USED_AGENT_ID":${JSON.stringify(work.agentId)},"${place}":${deep}}`,
        { most },
      );
  });

  it('is refused as text inside of JSON', () =>
    expectRefused(worker(), 'POST', '/submit_task', (deep) =>
      JSON.stringify({ USED_AGENT_ID: work.agentId, final_string_data: `[${deep}]` }),
    ));

  it.each([
    ['submit_task', 'final_string_data'],
    ['submit_task', 'final_data'],
    ['submit_metadata', 'metadata'],
    ['submit_metadata', 'data'],
  ])('is refused in a form at /%s, in the field %s', (packet, field) => {
    const part = (name: string, value: string) =>
      `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    return expectRefused(
      worker(),
      'POST',
      `/${packet}`,
      (deep) => `${part('USED_AGENT_ID', work.agentId)}${part(field, `[${deep}]`)}--x--\r\n`,
      { type: 'multipart/form-data; boundary=x' },
    );
  });

  it('is refused at every address of the API that takes JSON', async () => {
    type Operation = { requestBody?: { content: Record<string, unknown> } };
    const { paths } = await json<{ paths: Record<string, Record<string, Operation>> }>(
      daemon.port,
      '/api/openapi.json',
    );
    const doors = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { requestBody }]) => requestBody?.content['application/json'])
        .map(([method]) => ({ method: method.toUpperCase(), path: path.replace(/\{\w+\}/g, `${run}.0.0`) })),
    );
    expect(doors.length).toBeGreaterThan(20);
    // What was lost comes in a list of pieces, and may be as deep in there as it was in the log.
    const bodyAt = (path: string) => (deep: string) =>
      path === '/api/recovered' ? `{"pieces":[{"unitData":[{"a":${deep}}]}]}` : `{"units":[],"answer":${deep}}`;
    for (const { method, path } of doors) await expectRefused('localhost', method, path, bodyAt(path));
  });

  it('is not read from a socket, which stays open', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${daemon.port}/`, { headers: { host: worker() } });
    await once(socket, 'open');
    const packet = { packet_type: 'alive', subject_id: work.agentId };
    for (const depth of [100, 30_000]) socket.send(`{"packet_type":"alive","data":${nested(depth)}}`);
    socket.send(JSON.stringify(packet));
    const [status] = await once(socket, 'message');
    expect(JSON.parse(String(status))).toMatchObject({ packet_type: 'update_status' });
    socket.close();
  });

  it('makes a launch fail with the file and the line', async () => {
    const folder = writeTask(join(daemon.folder, 'other'), 'other', []);
    const launched = async (file: string, text: string) => {
      writeFileSync(join(folder, file), text);
      for await (const { error } of lines(daemon.port, 'POST', '/api/runs', { folder })) if (error) return error;
      throw new Error('It was launched.');
    };
    for (const depth of depths) {
      expect(await launched('items.jsonl', `{"a":1}\n{"a":${nested(depth)}}\n`)).toEqual({
        code: 'data/bad-row',
        message: 'items.jsonl, line 2: lists and objects stand more than 100 levels deep in each other.',
      });
    }
    for (const depth of depths) {
      const text = `task_name: x\ntask_title: x\ntask_description: x\ndata: items.jsonl\npage: page\ntask_config:\n  a: ${nested(depth)}\n`;
      expect(await launched('manyhands.yaml', text)).toEqual({
        code: 'task/bad-config',
        message: 'manyhands.yaml, line 7: lists and objects stand more than 100 levels deep in each other.',
      });
    }
    expect(await logHead()).toBe(head);
  });

  it('is refused like numbers that are written longer than they were sent', async () => {
    const answer = `[${Array(200_000).fill('1e20').join()}]`;
    const body = `{"USED_AGENT_ID":${JSON.stringify(work.agentId)},"final_data":${answer}}`;
    const refused = await post(worker(), 'POST', '/submit_task', body);
    expect([refused.status, JSON.parse(refused.answer).code]).toEqual([413, 'agent/answer-too-large']);
    expect(await logHead()).toBe(head);
  });

  it('leaves the run its answers, and workers submit without delay', async () => {
    await ada.submit(work, { colour: 'green' });
    const bob = openWorker(daemon.port, run, 'bob');
    await bob.submit((await bob.arrive()) as Work, JSON.parse(nested(99)));
    bob.close();
    const colours: unknown[] = [];
    for await (const { answer } of lines(daemon.port, 'GET', `/api/export?of=${run}`)) colours.push(answer);
    expect(colours).toEqual([{ colour: 'blue' }, { colour: 'green' }, JSON.parse(nested(99))]);
  });
});
