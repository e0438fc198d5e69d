import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launch } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LivePage, openLivePage } from './live-page.ts';
import { endDaemon, spawnDaemon } from './spawned-daemon.ts';
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

type Data = Record<string, unknown> & { task_data?: Record<string, unknown> };
const updatesOf = ({ packets }: LivePage) =>
  packets.filter(({ packet_type }) => packet_type === 'client_bound_live_update').map(({ data }) => data as Data);
const textsOf = (page: LivePage) => updatesOf(page).flatMap(({ id, text }) => (text ? [[id, text]] : []));
const has = (page: LivePage, key: string) => updatesOf(page).some(({ task_data }) => task_data?.[key] === true);
const until = (check: () => boolean) => vi.waitFor(() => expect(check()).toBe(true), { timeout: 20_000 });

const untilsOf = (page: LivePage) =>
  updatesOf(page).flatMap(({ task_data: { turn_until } = {} }) => (turn_until ? [String(turn_until)] : []));

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
    const provider_data = { worker_name: name, agent_registration_id: name };
    const details = (await pages.post(run, '/request_agent', { provider_data })).data;
    const page = await openLivePage(daemon.port, run, String(details.agent_id));
    opened.push(page);
    return { details, page };
  }
  it('begins when both are there, goes by turns, and ends with both handing in', async () => {
    const ada = await arrive('ada');
    expect(ada.details.init_task_data).toEqual({ task_data: items[0], past_live_updates: [] });
    const bob = await arrive('bob');
    await until(() => has(ada.page, 'live_update_requested'));
    // It began before his page was connected.
    const { past_live_updates: before } = bob.details.init_task_data as { past_live_updates: Data[] };
    const names = [...before, ...updatesOf(bob.page)].flatMap(({ task_data }) => task_data?.agent_display_name ?? []);
    expect(names).toEqual(['Chat Agent 2']);
    expect(textsOf(ada.page)).toEqual([['System', 'You sell this: chair 0']]);
    expect(textsOf(bob.page)).toEqual([]);
    ada.page.send('mephisto_bound_live_update', { text: 'Ten?', task_data: {}, update_id: 'a1' });
    ada.page.send('mephisto_bound_live_update', { text: 'Ten?', task_data: {}, update_id: 'a1' });
    await until(() => has(bob.page, 'live_update_requested'));
    bob.page.send('mephisto_bound_live_update', { text: 'Eight.', task_data: {}, update_id: 'b1' });
    await until(() => has(ada.page, 'task_done') && has(bob.page, 'task_done'));
    expect(textsOf(bob.page)).toEqual([
      ['Chat Agent 1', 'Ten?'],
      ['System', 'Thank you both.'],
    ]);
    const again = (await arrive('ada')).details;
    const { past_live_updates: past } = again.init_task_data as { past_live_updates: Data[] };
    expect(past.flatMap(({ id, text }) => (text ? [[id, text]] : []))).toEqual([
      ['System', 'You sell this: chair 0'],
      ['Chat Agent 1', 'Ten?'],
      ['Chat Agent 2', 'Eight.'],
      ['System', 'Thank you both.'],
    ]);
    for (const { details } of [ada, bob]) await pages.submit(run, details, {});
  }, 60_000);

  it('keeps the order of long and short messages, all that is said, and nothing that would be kept in another way', async () => {
    const [cyd, dan] = [await arrive('cyd'), await arrive('dan')];
    await until(() => has(cyd.page, 'live_update_requested'));
    const say = (text: string, task_data: Data, update_id: string) =>
      cyd.page.send('mephisto_bound_live_update', { text, task_data, update_id });
    say(`1 ${'long '.repeat(15_000)}`, {}, 'c1');
    say('2', { confirm: true }, 'c2');
    say(`3 ${'long '.repeat(4_000)}`, {}, 'c3');
    say('4', {}, 'c4');
    const said = () => textsOf(dan.page).flatMap(([id, text]) => (id === 'System' ? [] : [String(text).slice(0, 1)]));
    await until(() => said().length === 4);
    expect(said()).toEqual(['1', '2', '3', '4']);
    const changed = [
      '{"text":"a","text":"b"',
      '{"text":"half \\ud800"',
      '{"text":"a","task_data":{"n":12345678901234567890}',
    ];
    for (const [n, data] of changed.entries()) {
      const packet = `"packet_type":"mephisto_bound_live_update","subject_id":"${cyd.details.agent_id}"`;
      cyd.page.socket.send(`{${packet},"data":${data},"update_id":"changed-${n}"}}`);
    }
    const refused = () => updatesOf(cyd.page).flatMap((update) => (update.refused ? [update.refused] : []));
    await until(() => refused().length === 3);
    expect(refused()).toMatchObject(changed.map(() => ({ code: 'request/not-storable' })));
    const deep = `${'['.repeat(9000)}${']'.repeat(9000)}`;
    const packet = `"packet_type":"mephisto_bound_live_update","subject_id":"${cyd.details.agent_id}"`;
    cyd.page.socket.send(`{${packet},"data":{"task_data":{"deep":${deep}},"update_id":"deep"}}`);
    cyd.page.socket.send(`{${packet},"data":{"text":5,"update_id":"no-text"}}`);
    await until(() => refused().length === 5);
    expect(refused().slice(3)).toMatchObject([
      { code: 'request/too-deep', update_id: 'deep' },
      { code: 'request/bad-shape', update_id: 'no-text' },
    ]);
    expect(said()).toHaveLength(4);
  }, 60_000);

  it('ends the connection of one who sends nothing but pongs', async () => {
    const { page } = await arrive('eve');
    for (let n = 0; n < 2000; n++) page.socket.pong();
    expect(await page.closed).toBe(1006);
  }, 60_000);
});

describe('a conversation whose daemon is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // Waits, turns and units are due after six seconds.
  const short = { turn_time_limit_in_seconds: 6, waiting_time_limit_in_seconds: 3, assignment_duration_in_seconds: 3 };

  it.each([
    ['in the middle of a turn, and nothing is said twice', 0, {}],
    ['also when all its times were over meanwhile', 7000, short],
  ])(
    'goes on %s',
    async (_, downMs, times) => {
      const place = mkdtempSync(join(folder, 'daemon-'));
      let daemon = await spawnDaemon(place);
      const pages = workerPackets(() => daemon as unknown as TestDaemon);
      const opened: LivePage[] = [];
      try {
        const keys = { code: 'task.mjs', agents_per_conversation: 2, ...times };
        const task = writeTask(join(place, 'task'), 'chairs', items, keys);
        writeFileSync(join(task, 'task.mjs'), code);
        const { id: run } = await launch(daemon.port, task);
        const agents: string[] = [];
        for (const name of ['ada', 'bob']) agents.push(String((await pages.arrive(run, name)).agent_id));
        const open = async () => {
          const both = await Promise.all(agents.map((agent) => openLivePage(daemon.port, run, agent)));
          opened.push(...both);
          return both as [LivePage, LivePage];
        };
        const [ada] = await open();
        await until(() => has(ada, 'live_update_requested'));
        ada.send('mephisto_bound_live_update', { text: 'Ten?', task_data: {}, update_id: 'a1' });
        await until(() => updatesOf(ada).some(({ acknowledges }) => acknowledges === 'a1'));
        daemon.process.kill('SIGKILL');
        await pause(downMs);
        daemon = await spawnDaemon(place, daemon.port);
        const [adaAgain, bobAgain] = await open();
        if (downMs > 0) {
          // Bob's turn was moved, and his page is told until when it is.
          await until(() => untilsOf(bobAgain).length === 2);
          const [before, now] = untilsOf(bobAgain);
          expect(Date.parse(now!)).toBeGreaterThan(Date.parse(before!));
        }
        // A page that heard no receipt sends it again.
        adaAgain.send('mephisto_bound_live_update', { text: 'Ten?', task_data: {}, update_id: 'a1' });
        await until(() => has(bobAgain, 'live_update_requested'));
        bobAgain.send('mephisto_bound_live_update', { text: 'Eight.', task_data: {}, update_id: 'b1' });
        await until(() => has(adaAgain, 'task_done') && has(bobAgain, 'task_done'));
        expect(textsOf(bobAgain)).toEqual([
          ['Chat Agent 1', 'Ten?'],
          ['System', 'Thank you both.'],
        ]);
        expect(textsOf(adaAgain)).toEqual([
          ['System', 'You sell this: chair 0'],
          ['Chat Agent 2', 'Eight.'],
          ['System', 'Thank you both.'],
        ]);
      } finally {
        for (const { socket } of opened) socket.terminate();
        await endDaemon(daemon.process);
      }
    },
    120_000,
  );
});
