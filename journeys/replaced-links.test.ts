import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launch } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { addUser, removeUser } from '../src/api/access.ts';
import { client } from '../src/api/client.ts';
import { inviteWorkers, listInvitations, withdrawInvitation } from '../src/api/invitations.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LivePage, openLivePage } from './live-page.ts';
import { cookiesOf, visit } from './visitor.ts';

const password = 'four words are enough';
const code = `import { defineTask } from 'manyhands/task';
export default defineTask({ async conversation(room) { for await (const message of room); } });
`;

describe('a connection that was opened with a good link', () => {
  let daemon: TestDaemon;
  const runs: Record<string, string> = {};
  const opened: LivePage[] = [];
  beforeAll(async () => {
    daemon = await openTestDaemon();
    for (const worker_identity of ['invited', 'account']) {
      const items = [{ text: 'one' }, { text: 'two' }];
      const settings = { code: 'task.mjs', agents_per_conversation: 2, worker_identity };
      const task = writeTask(join(daemon.folder, worker_identity), worker_identity, items, settings);
      writeFileSync(join(task, 'task.mjs'), code);
      runs[worker_identity] = (await launch(daemon.port, task)).id;
    }
  });
  afterAll(async () => {
    for (const { socket } of opened) socket.terminate();
    await daemon?.end();
  });

  const app = () => client(daemon.url);
  /** Opens the page of a worker with the token of their link, and nothing but its connection. */
  async function listen(run: string, worker: string, token: string): Promise<LivePage> {
    const host = `${run}.localhost:${daemon.port}`;
    const begun = await visit(daemon.port, '/begin_work', { method: 'POST', host, body: { token } });
    const cookie = cookiesOf(begun);
    const body = { provider_data: { worker_name: worker, agent_registration_id: worker } };
    const got = await visit(daemon.port, '/request_agent', { method: 'POST', host, headers: { cookie }, body });
    const { data } = got.json<{ data: { agent_id: string } }>();
    const page = await openLivePage(daemon.port, run, data.agent_id, { cookie });
    opened.push(page);
    return page;
  }
  const isOpen = ({ socket }: LivePage) => socket.readyState === socket.OPEN;

  it('hears nothing more once the invitation is replaced, and goes on while it was only withdrawn', async () => {
    const params = { run: runs.invited ?? '' };
    const tokens = async () => {
      const { sequence } = await app().call(inviteWorkers, { params, body: { workers: ['ada', 'bob'] } });
      const { invitations } = await app().call(listInvitations, { params, query: { after: sequence } });
      return Object.fromEntries(
        invitations.map(({ worker, link }) => [worker, new URL(link ?? '').searchParams.get('token') ?? '']),
      );
    };
    const { ada = '', bob = '' } = await tokens();
    const [replaced, still] = [await listen(params.run, 'ada', ada), await listen(params.run, 'bob', bob)];
    await app().call(withdrawInvitation, { params, body: { worker: 'ada' } });
    await pause(12_000);
    expect([replaced, still].map(isOpen)).toEqual([true, true]);
    await tokens();
    await vi.waitFor(() => expect(isOpen(replaced)).toBe(false), { timeout: 15_000 });
    expect(isOpen(still)).toBe(true);
  });

  it('hears nothing more once its account is removed', async () => {
    await app().call(addUser, { body: { name: 'Zoe', role: 'annotator', password } });
    const run = runs.account ?? '';
    const signedIn = await visit(daemon.port, '/api/login', { method: 'POST', body: { name: 'Zoe', password } });
    const there = await visit(daemon.port, `/work/${run}`, { headers: { cookie: cookiesOf(signedIn) } });
    const token = new URL(String(there.headers.location)).searchParams.get('token') ?? '';
    const page = await listen(run, 'Zoe', token);
    await pause(6000);
    expect(isOpen(page)).toBe(true);
    await app().call(removeUser, { params: { name: 'Zoe' } });
    await vi.waitFor(() => expect(isOpen(page)).toBe(false), { timeout: 15_000 });
  });
});
