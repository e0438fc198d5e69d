import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { json, launch, settled } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { client } from '../src/api/client.ts';
import { getUnit } from '../src/api/units.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LivePage, openLivePage } from './live-page.ts';
import { endDaemon, spawnDaemon } from './spawned-daemon.ts';
import { type Details, workerPackets } from './worker-packets.ts';

const code = `import { defineTask, ProcedureError } from 'manyhands/task';
import { appendFileSync } from 'node:fs';
export default defineTask({
  procedures: {
    count: ({ of }, { item, worker, unit }) => ({ letters: item.text.split(of).length - 1, worker: worker.name, unit }),
    echo: (args) => args,
    strict() { throw new ProcedureError('Say a number.'); },
    broken() { throw new Error('too blue'); },
    odd: () => ({ size: 10n }),
    late: () => new Promise((resolve) => setTimeout(resolve, 60_000)),
    hang() { for (;;); },
    async slow({ file }, { call }) {
      appendFileSync(file, call + '\\n');
      await new Promise((resolve) => setTimeout(resolve, 700));
      return call;
    },
  },
});
`;
const settings = { code: 'task.mjs', procedure_time_limit_in_seconds: 1.5, max_procedure_calls: 40 };
const items = Array.from({ length: 12 }, (_, n) => ({ text: `the sea ${n}` }));
const write = (folder: string, more = {}) => {
  const task = writeTask(join(folder, 'task'), 'letters', items, { ...settings, ...more });
  writeFileSync(join(task, 'task.mjs'), code);
  return task;
};
const responseOf = ({ response }: Record<string, unknown>) => JSON.parse(String(response));

describe('a page that calls procedures', () => {
  let daemon: TestDaemon;
  let run: string;
  const pages = workerPackets(() => daemon);
  const opened: LivePage[] = [];
  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launch(daemon.port, write(daemon.folder))).id;
  });
  afterAll(async () => {
    for (const { socket } of opened) socket.terminate();
    await daemon?.end();
  });

  async function open(name: string): Promise<{ details: Details; agent: string; page: LivePage }> {
    const details = await pages.arrive(run, name);
    const agent = String(details.agent_id);
    const page = await openLivePage(daemon.port, run, agent);
    opened.push(page);
    return { details, agent, page };
  }

  it('gets results of the code, of several calls at the same time', async () => {
    const { page } = await open('ada');
    const [letters, echo] = await Promise.all([page.call('count', { of: 'e' }), page.call('echo', [1, { a: null }])]);
    expect(responseOf(letters)).toEqual({ letters: 2, worker: 'ada', unit: `${run}.0.0` });
    expect(responseOf(echo)).toEqual([1, { a: null }]);
  });

  it('is told in a sentence what went wrong, which says nothing of the code', async () => {
    const { page } = await open('bob');
    const [strict, broken, odd, none] = await Promise.all(
      ['strict', 'broken', 'odd', 'nothing'].map((name) => page.call(name, null)),
    );
    expect(strict!.error).toEqual({ code: 'procedure/failed', message: 'Say a number.' });
    expect(responseOf(strict!)).toEqual({ error: 'Say a number.' });
    for (const reply of [broken, odd])
      expect(reply!.error).toEqual({ code: 'procedure/failed', message: expect.stringMatching(/did not work/) });
    expect(none!.error).toMatchObject({ code: 'procedure/unknown' });
    const deep = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`);
    expect((await page.call('echo', deep)).error).toMatchObject({ code: 'request/too-deep' });
    const changed = (await page.call('echo', 'half \ud800')).error as { message: string };
    expect(changed).toMatchObject({ code: 'request/not-storable' });
    expect(changed.message).not.toMatch(/\.\.$|cannot be read/);
  });

  it('is told when it takes too long, while others go on; a host that never pauses is replaced', async () => {
    const { page } = await open('cyd');
    const late = page.call('late', null);
    expect(responseOf(await page.call('echo', 1))).toBe(1);
    expect((await late).error).toMatchObject({ code: 'procedure/failed' });
    expect((await page.call('hang', null)).error).toMatchObject({ code: 'procedure/failed' });
    expect(responseOf(await page.call('echo', 2))).toBe(2);
  });

  it('may send a call twice, and has it made once', async () => {
    const { page } = await open('dan');
    const file = join(daemon.folder, 'made-once');
    const both = await Promise.all([page.call('slow', { file }, 'twice'), page.call('slow', { file }, 'twice')]);
    expect(both.map(responseOf)).toEqual(['twice', 'twice']);
    expect(responseOf(await page.call('slow', { file }, 'twice'))).toBe('twice');
    const { calls } = await client(daemon.url).call(getUnit, { params: { unit: `${run}.3.0` }, query: {} });
    expect(calls).toMatchObject([{ call: 'twice', name: 'slow', result: 'twice' }]);
  });

  it('gets over its next connection what it missed, and what it called before when it is loaded again', async () => {
    const { page, agent } = await open('eve');
    const file = join(daemon.folder, 'missed');
    void page.call('slow', { file }, 'missed');
    await vi.waitFor(async () => expect(await asked(agent)).toBe(1), { timeout: 20_000 });
    page.socket.terminate();
    const next = await openLivePage(daemon.port, run, agent);
    opened.push(next);
    const repliesIn = ({ packets }: LivePage) => packets.filter(({ data }) => data?.handles === 'missed');
    await vi.waitFor(() => expect(repliesIn(next)).toHaveLength(1), { timeout: 20_000 });
    const third = await openLivePage(daemon.port, run, agent);
    opened.push(third);
    await vi.waitFor(() => expect(repliesIn(third)).toHaveLength(1), { timeout: 20_000 });
    expect(repliesIn(third)[0]?.data.update_id).toBe(repliesIn(next)[0]?.data.update_id);
  });

  const asked = async (agent: string) => {
    await settled(daemon.port);
    const { unit } = await json<{ unit: string }>(daemon.port, `/api/units?run=${run}&limit=1000`).then((reply) => {
      const { units } = reply as unknown as { units: { id: string; agent: string }[] };
      return { unit: units.find((one) => one.agent === agent)!.id };
    });
    return (await json<{ calls: unknown[] }>(daemon.port, `/api/units/${unit}`)).calls.length;
  };

  it('has large values whole, and is refused what is too large', async () => {
    const { page } = await open('fay');
    const large = 'ü'.repeat(100_000);
    expect(responseOf(await page.call('echo', large))).toBe(large);
    expect((await page.call('echo', 'x'.repeat(1024 * 1024))).error).toMatchObject({ code: 'procedure/too-large' });
  });

  it('is refused after it has submitted, and what it called is with its answer', async () => {
    const { page, details, agent } = await open('gil');
    await page.call('count', { of: 't' });
    await pages.submit(run, details, { word: 'sea' });
    expect((await page.call('echo', 1)).error).toMatchObject({ code: 'procedure/not-at-work' });
    await settled(daemon.port);
    expect(await asked(agent)).toBe(1);
  });

  it('of somebody else, or of another run, calls nothing', async () => {
    const { agent } = await open('hal');
    const other = (await launch(daemon.port, write(mkdtempSync(join(daemon.folder, 'other-'))))).id;
    const foreign = await openLivePage(daemon.port, other, agent);
    opened.push(foreign);
    void foreign.call('echo', 1);
    const own = await openLivePage(daemon.port, run, agent);
    opened.push(own);
    await own.call('echo', 1);
    expect([foreign.packets, await asked(agent)]).toEqual([[], 1]);
  });

  it('that sends too many packets, or one that is too large, is disconnected, and others are not', async () => {
    const { page } = await open('ida');
    const { page: calm } = await open('jon');
    for (let n = 0; n < 700; n++) page.send('heartbeat');
    expect(await page.closed).toBe(1008);
    const large = await openLivePage(daemon.port, run, 'agent');
    large.socket.send('x'.repeat(5 * 1024 * 1024));
    expect(await large.closed).toBe(1009);
    expect(responseOf(await calm.call('echo', 3))).toBe(3);
  });

  it('has no more packets with several connections, nor with new ones', async () => {
    const { agent, page } = await open('kim');
    const more = await Promise.all([1, 2].map(() => openLivePage(daemon.port, run, agent)));
    opened.push(...more);
    for (const one of [page, ...more]) for (let n = 0; n < 300; n++) one.send('heartbeat');
    const taken = () => [page, ...more].flatMap(({ packets }) => packets).filter(isHeartbeat).length;
    await vi.waitFor(() => expect(more.some(({ socket }) => socket.readyState === socket.CLOSED)).toBe(true), {
      timeout: 20_000,
    });
    const next = await openLivePage(daemon.port, run, agent);
    opened.push(next);
    for (let n = 0; n < 300; n++) next.send('heartbeat');
    expect(await next.closed).toBe(1008);
    // 500 at once, and 50 in each second that this takes.
    expect(taken() + next.packets.filter(isHeartbeat).length).toBeLessThan(700);
  });
  const isHeartbeat = ({ packet_type }: { packet_type: string }) => packet_type === 'heartbeat';
});

describe('a page of Mephisto’s remote procedures', () => {
  let daemon: TestDaemon;
  const pages = workerPackets(() => daemon);
  afterAll(() => daemon?.end());

  it('gets its item as task_data, with what it asked before', async () => {
    daemon = await openTestDaemon();
    const { id: run } = await launch(daemon.port, write(daemon.folder, { blueprint: 'remote_procedure' }));
    const provider_data = { worker_name: 'ada', agent_registration_id: 'one' };
    const arrive = async () => (await pages.post(run, '/request_agent', { provider_data })).data;
    const first = await arrive();
    expect(first.init_task_data).toEqual({ task_data: items[0], previous_requests: [] });
    const page = await openLivePage(daemon.port, run, String(first.agent_id));
    await page.call('echo', { a: 1 }, 'one');
    page.socket.terminate();
    await settled(daemon.port);
    expect((await arrive()).init_task_data).toMatchObject({
      previous_requests: [
        { uuid: 'one', target: 'echo', args_json: '{"a":1}', response_json: null },
        { target: 'one', args_json: null, response_json: '{"a":1}' },
      ],
    });
  });
});

describe('a daemon that is killed while procedures are called', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes each call again, and its page gets the reply when it comes back', async () => {
    let daemon = await spawnDaemon(folder);
    const pages = workerPackets(() => daemon as unknown as TestDaemon);
    try {
      const { id: run } = await launch(daemon.port, write(folder, { procedure_time_limit_in_seconds: 30 }));
      const agents = await Promise.all(['ada', 'bob', 'cyd'].map((name) => pages.arrive(run, name)));
      const file = join(folder, 'calls');
      const live = await Promise.all(agents.map(({ agent_id }) => openLivePage(daemon.port, run, String(agent_id))));
      for (const [nth, page] of live.entries()) void page.call('slow', { file }, `call-${nth}`);
      const { readFileSync } = await import('node:fs');
      await vi.waitFor(() => expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3), {
        timeout: 30_000,
      });
      daemon.process.kill('SIGKILL');
      daemon = await spawnDaemon(folder, daemon.port);
      const again = await Promise.all(agents.map(({ agent_id }) => openLivePage(daemon.port, run, String(agent_id))));
      // A reply may come twice, as what the page missed and as it is given; pages drop one by its id.
      const replies = ({ packets }: LivePage) => {
        const given = packets.flatMap(({ data }) => (data?.handles ? [data] : []));
        return [...new Map(given.map((data) => [data.update_id, responseOf(data)])).values()];
      };
      await vi.waitFor(() => expect(again.map(replies)).toEqual([['call-0'], ['call-1'], ['call-2']]), {
        timeout: 60_000,
      });
      for (const { socket } of [...live, ...again]) socket.terminate();
    } finally {
      await endDaemon(daemon.process);
    }
  }, 180_000);
});
