import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openTalker, type Talker } from '../bench/crowd/talker.ts';
import { sentences, writeTask } from '../bench/task.ts';
import type { TestDaemon } from './daemon.ts';
import { endDaemon, spawnDaemon } from './spawned-daemon.ts';
import { type Details, workerPackets } from './worker-packets.ts';

const conversations = 200;
/** In these, one page goes away for good. */
const deserted = 5;
/** How many messages each page says. */
const messagesEach = 25;
const betweenMs = 1000;
const arrivingAtOnce = 20;

/** The code ends the conversation once it has heard all of it. */
const code = `import { defineTask } from 'manyhands/task';
export default defineTask({
  async conversation(room) {
    const heard = [];
    for await (const { from, text } of room) if (heard.push(from.name + ' ' + text) === ${2 * messagesEach}) return { heard };
  },
});
`;

type Page = { details: Details; talker: Talker; heard: string[]; isDone: boolean; status: string };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const numbers = Array.from({ length: messagesEach }, (_, n) => `${n + 1}`);

describe(`${conversations} conversations whose daemon, host, nats-server and networks fail`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const pages: Page[] = [];
  let daemon: Awaited<ReturnType<typeof spawnDaemon>>;
  let run: string;
  const packets = workerPackets(() => daemon as unknown as TestDaemon);

  beforeAll(async () => {
    daemon = await spawnDaemon(folder);
    const task = writeTask(join(folder, 'task'), 'talks', sentences(conversations), {
      ...{ code: 'task.mjs', agents_per_conversation: 2, on_dropout: 'end', dropout_wait_in_seconds: 60 },
    });
    writeFileSync(join(task, 'task.mjs'), code);
    run = (await launch(daemon.port, task)).id;
    for (let first = 0; first < 2 * conversations; first += arrivingAtOnce)
      pages.push(...(await Promise.all(Array.from({ length: arrivingAtOnce }, (_, n) => open(`worker-${first + n}`)))));
    await Promise.all(pages.map(({ talker }) => talker.ready()));
  }, 300_000);
  afterAll(async () => {
    for (const { talker } of pages) talker.close();
    if (daemon) await endDaemon(daemon.process);
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string): Promise<Page> {
    const details = await packets.arrive(run, name);
    const page = { details, heard: [] as string[], isDone: false, status: '' };
    const talker = openTalker({
      ...{ port: daemon.port, host: `${run}.localhost:${daemon.port}`, agentId: String(details.agent_id) },
      onHeard: ({ text }) => void page.heard.push(text),
      onTold(data) {
        if ((data.task_data as Record<string, unknown> | undefined)?.task_done === true) page.isDone = true;
      },
      onStatus(status) {
        page.status = status;
      },
    });
    return Object.assign(page, { talker });
  }

  const killAndStart = async () => {
    daemon.process.kill('SIGKILL');
    daemon = await spawnDaemon(folder, daemon.port);
  };
  const killHost = async () => {
    const pid = await vi.waitFor(
      async () => {
        const { hosts = [] } = await json<{ hosts?: { run: string; pid?: number }[] }>(daemon.port, '/health');
        // There is none until the first call after a restart.
        return hosts.find((host) => host.run === run)?.pid ?? Promise.reject(new Error('There is no host yet.'));
      },
      { timeout: 30_000, interval: 100 },
    );
    process.kill(pid, 'SIGKILL');
  };
  const killNats = () =>
    process.kill(JSON.parse(readFileSync(join(folder, 'data/nats/nats.pid'), 'utf8')).server, 'SIGKILL');
  const cutAll = () => {
    for (const { talker } of pages) talker.cut();
  };

  it('go on: nothing is lost, doubled or out of order, for pages and for the code', async () => {
    const [first, second] = [new Set<Page>(), new Set<Page>()];
    const byItem = new Map<string, Page[]>();
    for (const page of pages) {
      const item = JSON.stringify(page.details.init_task_data?.task_data);
      byItem.set(item, [...(byItem.get(item) ?? []), page]);
    }
    expect([...byItem.values()].map(({ length }) => length)).toEqual(Array(conversations).fill(2));
    for (const [one, other] of [...byItem.values()].slice(0, deserted)) {
      first.add(one!);
      second.add(other!);
    }
    const staying = pages.filter((page) => !first.has(page) && !second.has(page));
    for (const { talker } of second) talker.close();
    const failures = [killAndStart, cutAll, killHost, killNats, killAndStart];
    let failing: Promise<unknown> = Promise.resolve();
    for (const [nth, text] of numbers.entries()) {
      for (const { talker, details } of staying) talker.say(`${details.agent_id}-${text}`, { text, data: {} });
      const fail = nth % 5 === 2 ? failures[(nth - 2) / 5] : undefined;
      if (fail) failing = failing.then(fail);
      await pause(betweenMs);
    }
    await failing;
    await vi.waitFor(() => expect(staying.filter(({ isDone }) => !isDone).length).toBe(0), {
      ...{ timeout: 240_000, interval: 500 },
    });
    expect(staying.filter(({ heard }) => heard.join() !== numbers.join()).map(({ heard }) => heard)).toEqual([]);
    // Whoever is alone is told, and can hand in.
    await vi.waitFor(
      () => expect([...first].map(({ status }) => status)).toEqual(Array(deserted).fill('partner disconnect')),
      {
        ...{ timeout: 240_000, interval: 500 },
      },
    );
    for (const { details } of [...staying, ...first]) await packets.submit(run, details, {});
  }, 600_000);

  it('are recorded in one order each, as the code has heard them, and everybody who stayed has handed in', async () => {
    const said = new Map<string, string[]>();
    const heard = new Map<string, string[]>();
    type Told = { assignmentId: string; number?: number; reason?: string; data?: { heard: string[] } };
    for await (const { type, data } of lines(daemon.port, 'GET', '/api/events?from=1')) {
      const { assignmentId: id, number, reason, data: given } = data as Told;
      if (type === 'conversation.said') said.set(id, [...(said.get(id) ?? []), String(number)]);
      if (type === 'conversation.ended' && reason === 'done' && given) heard.set(id, given.heard);
    }
    expect(heard.size).toBe(conversations - deserted);
    for (const [id, all] of heard) {
      expect(said.get(id)).toEqual(Array.from({ length: 2 * messagesEach }, (_, n) => `${n + 1}`));
      for (const name of ['Chat Agent 1', 'Chat Agent 2'])
        expect(all.filter((one) => one.startsWith(name))).toEqual(numbers.map((number) => `${name} ${number}`));
    }
    const statuses = new Map<string, number>();
    for await (const { status } of lines(daemon.port, 'GET', `/api/export?of=${run}&format=jsonl`))
      statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
    expect(statuses.get('completed')).toBe(2 * conversations - deserted);
    expect(await json(daemon.port, '/health')).toMatchObject({ problems: [] });
  }, 120_000);
});
