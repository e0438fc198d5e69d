import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launch } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LivePage, openLivePage } from './live-page.ts';
import { workerPackets } from './worker-packets.ts';

const code = `import { defineTask } from 'manyhands/task';
export default defineTask({
  async conversation(room) {
    const [seller, buyer] = room.members;
    await room.say('You sell this: ' + room.item.text, { to: seller });
    const offer = await room.ask(seller);
    const reply = await room.ask(buyer);
    await room.say('Thank you both.');
    return { offer: offer && offer.text, reply: reply && reply.text };
  },
});
`;
const items = Array.from({ length: 12 }, (_, n) => ({ text: `chair ${n}` }));

describe('a conversation of two', () => {
  let daemon: TestDaemon;
  let run: string;
  const pages = workerPackets(() => daemon);
  const opened: LivePage[] = [];
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const task = writeTask(join(daemon.folder, 'task'), 'chairs', items, {
      ...{ code: 'task.mjs', agents_per_conversation: 2, roles: ['seller', 'buyer'] },
    });
    writeFileSync(join(task, 'task.mjs'), code);
    run = (await launch(daemon.port, task)).id;
  });
  afterAll(async () => {
    for (const { socket } of opened) socket.terminate();
    await daemon?.end();
  });

  async function arrive(name: string) {
    const details = await pages.arrive(run, name);
    const page = await openLivePage(daemon.port, run, String(details.agent_id));
    opened.push(page);
    return { details, page };
  }
  type Data = Record<string, unknown> & { task_data?: Record<string, unknown> };
  const updatesOf = ({ packets }: LivePage) =>
    packets.filter(({ packet_type }) => packet_type === 'client_bound_live_update').map(({ data }) => data as Data);
  const textsOf = (page: LivePage) => updatesOf(page).flatMap(({ id, text }) => (text ? [[id, text]] : []));
  const has = (page: LivePage, key: string) => updatesOf(page).some(({ task_data }) => task_data?.[key] === true);
  const until = (check: () => boolean) => vi.waitFor(() => expect(check()).toBe(true), { timeout: 20_000 });

  it('begins when both are there, goes by turns, and ends with both handing in', async () => {
    const ada = await arrive('ada');
    expect(ada.details.init_task_data).toEqual({ task_data: items[0], past_live_updates: [] });
    const bob = await arrive('bob');
    await until(() => has(ada.page, 'live_update_requested'));
    expect(updatesOf(bob.page).map(({ task_data }) => task_data?.agent_display_name)).toContain('Person 2');
    expect(textsOf(ada.page)).toEqual([['System', 'You sell this: chair 0']]);
    expect(textsOf(bob.page)).toEqual([]);
    ada.page.send('mephisto_bound_live_update', { text: 'Ten?', task_data: {}, update_id: 'a1' });
    ada.page.send('mephisto_bound_live_update', { text: 'Ten?', task_data: {}, update_id: 'a1' });
    await until(() => has(bob.page, 'live_update_requested'));
    bob.page.send('mephisto_bound_live_update', { text: 'Eight.', task_data: {}, update_id: 'b1' });
    await until(() => has(ada.page, 'task_done') && has(bob.page, 'task_done'));
    expect(textsOf(bob.page)).toEqual([
      ['Person 1', 'Ten?'],
      ['System', 'Thank you both.'],
    ]);
    const again = await pages.arrive(run, 'ada');
    const { past_live_updates: past } = again.init_task_data as { past_live_updates: Data[] };
    expect(past.flatMap(({ id, text }) => (text ? [[id, text]] : []))).toEqual([
      ['System', 'You sell this: chair 0'],
      ['Person 1', 'Ten?'],
      ['Person 2', 'Eight.'],
      ['System', 'Thank you both.'],
    ]);
    for (const { details } of [ada, bob]) await pages.submit(run, details, {});
  }, 60_000);
});
