import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { json } from '../bench/api.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';
import { visit } from './visitor.ts';

const items = Array.from({ length: 6 }, (_, n) => ({ n }));
const workers = ['ada', 'bob', 'cyd', 'dan', 'eve', 'kim'];

describe('workers at work', () => {
  let daemon: TestDaemon;
  let run: string;
  const agents: string[] = [];
  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launchItems(daemon, 'colours', items, {})).id;
  });
  afterAll(() => daemon.end());

  const post = (path: string, body: object) =>
    visit(daemon.port, path, { method: 'POST', host: `${run}.localhost:${daemon.port}`, body });
  const arrive = async (worker: string) => {
    const provider_data = { worker_name: worker, agent_registration_id: `page-of-${worker}` };
    const { data } = (await post('/request_agent', { provider_data })).json<{ data: { agent_id: string } }>();
    return data.agent_id;
  };
  const present = async () => {
    const { runs } = await json<{ runs: { id: string; present: number }[] }>(daemon.port, '/api/overview');
    return runs.find(({ id }) => id === run)?.present;
  };
  const heartbeat = (agent: string) =>
    new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${daemon.port}/`, { headers: { host: `${run}.localhost` } });
      socket.on('open', () => socket.send(JSON.stringify({ packet_type: 'heartbeat', subject_id: agent })));
      socket.on('message', () => {
        resolve();
        socket.close();
      });
      socket.on('error', reject);
    });

  it('are present from their arrival, and after a restart as soon as their page sends anything', async () => {
    expect(await present()).toBe(0);
    for (const worker of workers) agents.push(await arrive(worker));
    expect(await present()).toBe(6);
    daemon = await daemon.reopen();
    expect(await present()).toBe(0);
    const sent: ((agent: string) => Promise<unknown>)[] = [
      (agent) => post('/save_draft', { USED_AGENT_ID: agent, draft: 'blu' }),
      (agent) => post('/log_error', { USED_AGENT_ID: agent, error_data: 'oh' }),
      (agent) => post('/submit_metadata', { USED_AGENT_ID: agent, metadata: { scrolled: 1 } }),
      (agent) => post('/worker_messages', { agent_ids: [agent] }),
      heartbeat,
      () => arrive('kim'),
    ];
    for (const [index, send] of sent.entries()) {
      await send(agents[index] ?? '');
      expect([String(send), await present()]).toEqual([String(send), index + 1]);
    }
  });

  it('are not present any more once they have submitted', async () => {
    const [agent] = agents;
    expect((await post('/submit_task', { USED_AGENT_ID: agent, final_data: { colour: 'blue' } })).status).toBe(200);
    await post('/worker_messages', { agent_ids: [agent] });
    expect(await present()).toBe(5);
  });
});
