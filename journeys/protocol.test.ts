import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { json, launch, settled } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { overJson } from '../src/runtime/over-json.ts';
import type { DaemonSettings } from '../src/startup/daemon.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { visit } from './visitor.ts';

/** The small print of the worker protocol, as pages built for Mephisto read it. */
describe.each<[string, Partial<DaemonSettings>]>([
  ['in the process of the runtime', {}],
  ['that asks the runtime over JSON', { transport: overJson }],
])('a run’s own origin, at a gateway %s,', (_, settings) => {
  let daemon: TestDaemon;
  let run: string;
  let connection: ReturnType<typeof openConnection>;
  beforeAll(async () => {
    daemon = await openTestDaemon(settings);
    const keys = { auto_submit_before_expiration_sec: 60, block_mobile: true, task_config: { colour: 'red' } };
    run = (
      await launch(
        daemon.port,
        writeTask(join(daemon.folder, 'task'), 'colours', [{ text: 'the sky' }, { text: 'the sea' }], keys),
      )
    ).id;
    connection = openConnection(daemon.port, `${run}.localhost:${daemon.port}`);
  });
  afterAll(async () => {
    connection.close();
    await daemon.end();
  });

  it('replies that it is alive, and with the time in ms', async () => {
    expect((await connection.ask('GET', '/is_alive')).body).toEqual({ status: 'Alive!' });
    const { timestamp } = (await connection.ask('GET', '/get_timestamp')).body as { timestamp: number };
    expect(Math.abs(timestamp - Date.now())).toBeLessThan(5000);
  });

  it('gives a page its config, and echoes its version', async () => {
    const asked = await connection.ask('GET', '/task_config.json?mephisto_task_version=2.0.3');
    expect(asked.body).toMatchObject({
      colour: 'red',
      block_mobile: true,
      provider_type: 'inhouse',
      mephisto_task_version: '2.0.3',
      mephisto_core_version: '2.0.3',
    });
  });

  it('replies to an arrival with the whole packet, deadlines in seconds', async () => {
    const provider_data = {
      worker_name: 'ada',
      agent_registration_id: '1-ada',
      assignment_id: '1',
      provider_type: 'inhouse',
    };
    const { body } = await connection.ask('POST', '/request_agent', { provider_data, client_timestamp: 12.5 });
    const { data, ...envelope } = body as { data: Record<string, number | string> };
    expect(envelope).toMatchObject({
      packet_type: 'agent_details',
      subject_id: data.request_id,
      client_timestamp: 12.5,
    });
    expect(data).toMatchObject({ init_task_data: { text: 'the sky' }, failure_reason: null });
    expect(Number(data.deadline_utc) - Number(data.submission_deadline_utc)).toBeCloseTo(60);
    expect(Number(data.deadline_utc) * 1000).toBeGreaterThan(Date.now());
  });

  it('takes a returned unit back, and gives it to the next worker', async () => {
    const bob = openWorker(daemon.port, run, 'bob');
    const { agentId, data } = (await bob.arrive()) as Work;
    expect((await connection.ask('POST', '/return_task', { USED_AGENT_ID: agentId })).body).toEqual({
      status: 'Returned!',
    });
    expect(await connection.ask('POST', '/return_task', { USED_AGENT_ID: agentId })).toMatchObject({
      status: 409,
      body: { code: 'agent/nothing-to-return' },
    });
    const cara = openWorker(daemon.port, run, 'cara');
    expect((await cara.arrive())?.data).toEqual(data);
    bob.close();
    cara.close();
  });

  it('says why where there is no work, in the words pages know', async () => {
    const provider_data = { worker_name: 'dan', agent_registration_id: '1-dan' };
    const { body } = await connection.ask('POST', '/request_agent', { provider_data });
    const reason = 'There is currently no available work, please try again later...';
    expect(body).toMatchObject({ data: { agent_id: null, init_task_data: null, failure_reason: reason } });
  });

  it('takes an error report of a page that has no agent yet', async () => {
    const report = { USED_AGENT_ID: null, error_data: { message: 'oops' } };
    expect((await connection.ask('POST', '/log_error', report)).body).toEqual({ status: 'Error log sent!' });
  });

  it('replies to a heartbeat with the page’s own time and the agent’s status, and sends the status when it changes', async () => {
    const eve = openWorker(daemon.port, run, 'ada');
    const { agentId } = (await eve.arrive('1-ada')) as Work;
    const socket = new WebSocket(`ws://127.0.0.1:${daemon.port}/`, {
      headers: { host: `${run}.localhost` },
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ packet_type: 'alive', subject_id: agentId }));
    const [status] = await once(socket, 'message');
    expect(JSON.parse(String(status))).toMatchObject({ packet_type: 'update_status', data: { status: 'in task' } });
    socket.send(JSON.stringify({ packet_type: 'heartbeat', subject_id: agentId, client_timestamp: 1000 }));
    const [beat] = await once(socket, 'message');
    expect(JSON.parse(String(beat)).data).toEqual({ last_mephisto_ping: 1_000_000, status: 'in task' });
    const told = once(socket, 'message');
    const text = 'so blue '.repeat(65_536);
    await eve.submit({ agentId, data: {} } as Work, { text });
    const [change] = await told;
    expect(JSON.parse(String(change))).toMatchObject({
      packet_type: 'update_status',
      subject_id: agentId,
      data: { status: 'completed' },
    });
    socket.close();
    eve.close();
  });

  it('takes an answer of half a megabyte', async () => {
    const text = 'so blue '.repeat(65_536);
    await settled(daemon.port);
    expect(await json(daemon.port, `/api/units/${run}.0.0`)).toMatchObject({ status: 'completed', answer: { text } });
  });

  it('serves its page at the addresses pages know, and nothing of it at the app', async () => {
    const here = (path: string) => visit(daemon.port, path, { host: `${run}.localhost` });
    for (const path of ['/', '/task_index', '/index.html']) {
      const got = await here(path);
      expect([path, got.status, got.headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(got.text).toContain('<title>Bench</title>');
    }
    const welcome = await here('/welcome');
    expect([welcome.status, welcome.text.includes('name="worker_id"')]).toEqual([200, true]);
    const script = await here('/wrap_crowd_source.js');
    expect([script.status, script.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(script.text).toContain('getWorkerName');
    const app = (await visit(daemon.port, '/')).text;
    expect(app).toContain('<title>Manyhands</title>');
    for (const path of ['/task_config.json', '/wrap_crowd_source.js', '/index.html', '/welcome']) {
      expect([path, (await visit(daemon.port, path)).text]).toEqual([path, app]);
    }
  });
});
