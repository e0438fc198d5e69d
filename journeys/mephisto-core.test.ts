import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { launch, lines } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { sendBytes } from './send-bytes.ts';

type Values = Record<string, unknown>;
type Received = { packet_type: string; subject_id: string; client_timestamp: unknown; data: Values };

const code = `import { defineTask } from 'manyhands/task';
export default defineTask({ procedures: { handle_with_model: ({ arg3 }) => ({ update: 'this was request ' + (arg3 + 1) }) } });
`;
/** Seconds since 1970, as mephisto-core's `getNowTimeSec` has it. */
const pageTime = 1_795_943_653.6;
const isNear = (seconds: unknown) => Math.abs(Number(seconds) - Date.now() / 1000) < 60;
/** 1 × 1 pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The packets of a page that is built with mephisto-core, where they are not those of npm's mephisto-task. */
describe('a page built with mephisto-core', () => {
  let daemon: TestDaemon;
  const sockets: WebSocket[] = [];
  beforeAll(async () => {
    daemon = await openTestDaemon();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.terminate();
    await daemon?.end();
  });

  async function givenRun(name: string, settings: Values = {}): Promise<string> {
    const items = [{ text: 'the sky' }, { text: 'the sea' }];
    const task = writeTask(join(daemon.folder, name), name, items, settings);
    writeFileSync(join(task, 'task.mjs'), code);
    return (await launch(daemon.port, task)).id;
  }
  const givenProcedures = (name: string) => givenRun(name, { blueprint: 'remote_procedure', code: 'task.mjs' });

  async function send(run: string, method: string, path: string, body?: Buffer, type?: string) {
    const { status, body: reply } = await sendBytes(daemon.port, {
      host: `${run}.localhost`,
      method,
      path,
      body,
      type,
    });
    return { status, body: JSON.parse(String(reply)) as Values };
  }
  const sendJson = (run: string, path: string, packet: Values) =>
    send(run, 'POST', path, Buffer.from(JSON.stringify(packet)), 'application/json');
  async function sendForm(run: string, path: string, parts: [string, string | File][]) {
    const form = new FormData();
    for (const [name, value] of parts) form.append(name, value);
    const sent = new Response(form);
    const type = String(sent.headers.get('content-type'));
    return send(run, 'POST', path, Buffer.from(await sent.arrayBuffer()), type);
  }

  const registration = (name: string) => ({
    worker_name: name,
    assignment_id: `assignment-${name}`,
    agent_registration_id: `assignment-${name}-${name}`,
    provider_type: 'inhouse',
  });
  async function requestAgent(run: string, name: string) {
    const packet = { provider_data: registration(name), client_timestamp: pageTime };
    const { status, body } = await sendJson(run, '/request_agent', packet);
    expect(status).toBe(200);
    return body as { data: Values } & Values;
  }
  const agentOf = async (run: string, name: string) => String((await requestAgent(run, name)).data.agent_id);

  async function facts(run: string, kind: string): Promise<{ type: string; data: Values }[]> {
    const found: { type: string; data: Values }[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.${kind}`)) {
      found.push(fact as { type: string; data: Values });
    }
    return found;
  }

  async function openSocket(run: string, agent: string) {
    const socket = new WebSocket(`ws://127.0.0.1:${daemon.port}/`, { headers: { host: `${run}.localhost` } });
    sockets.push(socket);
    const packets: Received[] = [];
    socket.on('message', (text) => packets.push(JSON.parse(String(text)) as Received));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const say = (packet_type: string, data?: Values) =>
      socket.send(JSON.stringify({ packet_type, subject_id: agent, client_timestamp: pageTime, data }));
    const of = (type: string) => packets.filter(({ packet_type }) => packet_type === type);
    const until = (type: string, count = 1) =>
      vi.waitFor(() => expect(of(type)).toHaveLength(count), { timeout: 20_000 });
    return { say, of, until, packets };
  }
  const callOf = (request_id: string, arg3: number) => ({
    ...{ request_id, target: 'handle_with_model', update_id: `update-${request_id}` },
    args: JSON.stringify({ arg1: 'hello', arg2: 'goodbye', arg3 }),
  });

  it.each([
    ['mephisto_task_version', '1.5.1'],
    ['mephisto_core_version', '1.6.0'],
  ])('reads its own version in the config where it sends %s', async (key, version) => {
    const run = await givenRun(`versions-${version.replaceAll('.', '-')}`);
    const { status, body } = await send(run, 'GET', `/task_config.json?${key}=${version}`);
    expect([status, body[key]]).toEqual([200, version]);
    expect(body).toMatchObject({ block_mobile: expect.any(Boolean), provider_type: 'inhouse' });
  });

  it('gets its agent with times in seconds, and a deadline that is a number or null', async () => {
    const asks = { auto_submit_before_expiration_sec: 60, assignment_duration_in_seconds: 600 };
    const [with_, without] = [await givenRun('deadline', asks), await givenRun('no-deadline')];
    const { data, ...envelope } = await requestAgent(with_, 'ada');
    expect(envelope).toMatchObject({
      packet_type: 'agent_details',
      subject_id: expect.any(String),
      client_timestamp: pageTime,
    });
    for (const key of ['router_incoming_timestamp', 'router_outgoing_timestamp', 'server_timestamp'])
      expect([key, isNear(envelope[key])]).toEqual([key, true]);
    expect(Number(envelope.router_incoming_timestamp)).toBeLessThanOrEqual(Number(envelope.router_outgoing_timestamp));
    expect(data).toMatchObject({ init_task_data: { text: 'the sky' }, failure_reason: null });
    const left = Number(data.submission_deadline_utc) - Date.now() / 1000;
    expect(left > 480 && left <= 540).toBe(true);
    expect((await requestAgent(without, 'ada')).data.submission_deadline_utc).toBeNull();
  });

  it('gets the same agent where the form for opinions asks a second time', async () => {
    const run = await givenRun('opinion-form');
    const first = await requestAgent(run, 'ada');
    const second = await requestAgent(run, 'ada');
    const isSame = ['agent_id', 'worker_id', 'init_task_data', 'deadline_utc'];
    for (const key of isSame) expect([key, second.data[key]]).toEqual([key, first.data[key]]);
    expect(await facts(run, 'agent.connected')).toHaveLength(1);
    const packet = { USED_AGENT_ID: first.data.agent_id, final_data: { tone: 'good' }, client_timestamp: pageTime };
    expect(await sendJson(run, '/submit_task', packet)).toEqual({ status: 200, body: { status: 'Submitted!' } });
  });

  it('submits a form with files, of which the text with JSON counts', async () => {
    const run = await givenRun('form');
    const agent = await agentOf(run, 'ada');
    const reply = await sendForm(run, '/submit_task', [
      ['picture', new File([png], 'sky.png', { type: 'image/png' })],
      ['final_data', '[object Object]'],
      ['final_string_data', JSON.stringify({ tone: 'good' })],
      ['USED_AGENT_ID', agent],
      ['client_timestamp', String(pageTime)],
    ]);
    expect(reply).toEqual({ status: 200, body: { status: 'Submitted!' } });
    const [fact] = await facts(run, 'unit.submitted');
    const file = { originalname: 'sky.png', mimetype: 'image/png', size: png.length };
    expect(fact?.data.answer).toMatchObject({
      tone: 'good',
      files: [{ ...file, fieldname: 'picture' }],
      filesByFields: { picture: [file] },
    });
  });

  it('submits an opinion as a form with pictures, and as JSON of one object', async () => {
    const run = await givenRun('opinions');
    const agent = await agentOf(run, 'ada');
    const opinion = { worker_opinion: { questions: [{ question: 'Was it clear?', text: 'Yes.' }] } };
    const reply = await sendForm(run, '/submit_metadata', [
      ['attachments', new File([png], 'screen.png', { type: 'image/png' })],
      ['data', JSON.stringify(opinion)],
      ['files', JSON.stringify([{ name: 'screen.png', size: png.length }])],
      ['type', 'worker_opinion'],
      ['USED_AGENT_ID', agent],
      ['metadata', JSON.stringify(opinion)],
      ['client_timestamp', String(pageTime)],
    ]);
    expect(reply).toEqual({ status: 200, body: { status: 'Submitted metadata' } });
    const tips = { tips: { type: 'tips', header: 'Look up', text: 'It is above.' } };
    const packet = { USED_AGENT_ID: agent, metadata: tips, client_timestamp: pageTime };
    expect(await sendJson(run, '/submit_metadata', packet)).toEqual({
      status: 200,
      body: { status: 'Submitted metadata' },
    });
    const sent = (await facts(run, 'agent.metadata-submitted')).map(({ data }) => data.metadata);
    expect(sent).toEqual([
      expect.objectContaining({ ...opinion, files: [expect.objectContaining({ originalname: 'screen.png' })] }),
      tips,
    ]);
  });

  it('reports an error of React with where it was', async () => {
    const run = await givenRun('errors');
    const agent = await agentOf(run, 'ada');
    const error_data = { error: 'Error: too blue', errorInfo: { componentStack: 'at Sky' } };
    const { status } = await sendJson(run, '/log_error', { USED_AGENT_ID: agent, error_data });
    expect(status).toBe(200);
    expect((await facts(run, 'agent.error-logged')).map(({ data }) => data.error)).toEqual([error_data]);
  });

  it('submits an onboarding, also without any data, and reads the next agent in the same shape', async () => {
    const training = { onboarding_qualification: 'seen', onboarding_data: [{ text: 'Read this.' }] };
    const run = await givenRun('training', training);
    const agent = await agentOf(run, 'ada');
    expect(agent).toMatch(/^onboarding/);
    const packet = { provider_data: { USED_AGENT_ID: agent }, client_timestamp: pageTime };
    const { status, body } = await sendJson(run, '/submit_onboarding', packet);
    expect([status, body.packet_type, body.client_timestamp]).toEqual([200, 'agent_details', pageTime]);
    expect(body.data).toMatchObject({ init_task_data: { text: 'the sky' }, failure_reason: null });
    expect((body.data as Values).agent_id).not.toMatch(/^onboarding/);
  });

  it('connects once it knows its agent, and gets its status, and heartbeats in ms of its own clock', async () => {
    const run = await givenProcedures('beats');
    const agent = await agentOf(run, 'ada');
    const { say, of, until, packets } = await openSocket(run, agent);
    say('alive', { update_id: 'alive-1' });
    await until('update_status');
    say('heartbeat');
    await until('heartbeat');
    expect(packets.map(({ packet_type, subject_id }) => [packet_type, subject_id])).toEqual([
      ['update_status', agent],
      ['heartbeat', agent],
    ]);
    expect(of('update_status')[0]?.data).toEqual({ status: 'in task' });
    expect(of('heartbeat')[0]?.data).toEqual({ last_mephisto_ping: pageTime * 1000, status: 'in task' });
  });

  it('calls procedures with JSON in texts, each once, before it has said that it is alive', async () => {
    const run = await givenProcedures('calls');
    const details = (await requestAgent(run, 'ada')).data;
    expect(details.init_task_data).toEqual({ task_data: { text: 'the sky' }, previous_requests: [] });
    const { say, of, until } = await openSocket(run, String(details.agent_id));
    // Its send loop puts the newest packet first.
    say('mephisto_bound_live_update', callOf('call-1', 0));
    say('alive', { update_id: 'alive-1' });
    await until('client_bound_live_update');
    await until('update_status');
    expect(of('client_bound_live_update')[0]?.data).toEqual({
      update_id: expect.any(String),
      handles: 'call-1',
      response: JSON.stringify({ update: 'this was request 1' }),
    });
    say('mephisto_bound_live_update', callOf('call-1', 0));
    say('mephisto_bound_live_update', callOf('call-2', 1));
    await vi.waitFor(() => expect(of('client_bound_live_update').map(({ data }) => data.handles)).toContain('call-2'));
    const replies = new Set(of('client_bound_live_update').map(({ data }) => `${data.handles} ${data.update_id}`));
    expect(replies.size).toBe(2);
  });

  it('reads what it has asked when it is loaded again: rows in order, with texts and seconds', async () => {
    const run = await givenProcedures('reloads');
    const agent = await agentOf(run, 'ada');
    const { say, until } = await openSocket(run, agent);
    say('alive', { update_id: 'alive-1' });
    say('mephisto_bound_live_update', callOf('call-1', 0));
    await until('client_bound_live_update');
    const { previous_requests: rows } = (await requestAgent(run, 'ada')).data.init_task_data as {
      previous_requests: Values[];
    };
    const { args } = callOf('call-1', 0);
    const response = JSON.stringify({ update: 'this was request 1' });
    expect(rows).toEqual([
      {
        uuid: 'call-1',
        target: 'handle_with_model',
        args_json: args,
        response_json: null,
        timestamp: expect.any(Number),
      },
      {
        ...{ uuid: expect.any(String), target: 'call-1', args_json: null, response_json: response },
        timestamp: expect.any(Number),
      },
    ]);
    expect(rows.map(({ timestamp }) => isNear(timestamp))).toEqual([true, true]);
  });

  it('opens a second socket with the agent that follows its onboarding, and is told of that one', async () => {
    const settings = { blueprint: 'remote_procedure', code: 'task.mjs' };
    const training = { onboarding_qualification: 'heard', onboarding_data: [{ text: 'Read this.' }] };
    const run = await givenRun('second-socket', { ...settings, ...training });
    const first = await agentOf(run, 'ada');
    const before = await openSocket(run, first);
    before.say('alive', { update_id: 'alive-1' });
    await before.until('update_status');
    expect(before.of('update_status')[0]?.data).toEqual({ status: 'onboarding' });
    const packet = { provider_data: { USED_AGENT_ID: first, onboarding_data: {} } };
    const { body } = await sendJson(run, '/submit_onboarding', packet);
    const second = String((body.data as Values).agent_id);
    const page = await openSocket(run, second);
    page.say('alive', { update_id: 'alive-2' });
    await page.until('update_status');
    expect(page.of('update_status')[0]).toMatchObject({ subject_id: second, data: { status: 'in task' } });
    page.say('mephisto_bound_live_update', callOf('call-1', 0));
    await page.until('client_bound_live_update');
    expect(before.of('client_bound_live_update')).toEqual([]);
  });
});
