import { describe, expect, it } from 'vitest';
import { type LiveWorld, openLiveSocket, type Socket } from './live-socket.ts';
import { openProcedures, ProcedureFailed } from './procedures.ts';

type Sent = { packet_type: string; subject_id: string; data?: Record<string, unknown> };
type Fake = Socket & { sent: Sent[]; isClosed: boolean };

/** A page whose sockets are opened, lost and answered by the spec, with a clock that it moves. */
function page(known: string[] = []) {
  const sockets: Fake[] = [];
  let now = 0;
  let timers: { at: number; then: () => void }[] = [];
  const world: LiveWorld = {
    open() {
      const fake: Fake = {
        ...{ sent: [], isClosed: false, readyState: 0, onopen: null, onclose: null, onmessage: null },
        send: (text) => void fake.sent.push(JSON.parse(text as string)),
        close: () => {
          fake.isClosed = true;
        },
      };
      sockets.push(fake);
      return fake;
    },
    nowMs: () => now,
    after(ms, then) {
      const timer = { at: now + ms, then };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    luck: () => 0.5,
    newId: () => `update-${++ids.last}`,
  };
  const live = openLiveSocket('agent-1', world, {}, known);
  const last = () => sockets.at(-1) as Fake;
  return {
    live,
    sockets,
    last,
    procedures: openProcedures(live, () => `call-${++ids.last}`),
    connect() {
      Object.assign(last(), { readyState: 1 });
      last().onopen?.({} as Event);
    },
    lose: () => last().onclose?.({} as CloseEvent),
    hear: (packet: unknown) => last().onmessage?.({ data: JSON.stringify(packet) } as MessageEvent),
    /** The clock is set, and no time passes. */
    jump(ms: number) {
      now += ms;
      for (const timer of timers) timer.at += ms;
    },
    pass(ms: number) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (!next) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.then();
      }
      now = end;
    },
  };
}
const ids = { last: 0 };

const typesOf = ({ sent }: Fake) => sent.map(({ packet_type }) => packet_type);
const reply = (handles: string, more: object, update_id = `reply-${handles}`) => ({
  packet_type: 'client_bound_live_update',
  data: { update_id, handles, ...more },
});

describe('the live socket of a page', () => {
  it('says which agent it is for, and sends a heartbeat every six seconds', () => {
    const { connect, last, pass, hear, live } = page();
    expect(live.connection()).toBe('connecting');
    connect();
    hear({ packet_type: 'update_status', data: { status: 'in task' } });
    pass(6000);
    expect(typesOf(last())).toEqual(['alive', 'heartbeat', 'heartbeat']);
    expect(last().sent.map(({ subject_id }) => subject_id)).toEqual(['agent-1', 'agent-1', 'agent-1']);
    expect(live.connection()).toBe('connected');
  });

  it('is opened again when it is lost, and when three heartbeats in a row have no answer', () => {
    const { connect, lose, pass, sockets, live } = page();
    connect();
    lose();
    expect(live.connection()).toBe('reconnecting');
    pass(1000);
    expect(sockets).toHaveLength(2);
    connect();
    expect(live.connection()).toBe('connected');
    pass(30_000);
    expect([sockets[1]?.isClosed, sockets.length]).toEqual([true, 3]);
  });

  it('says which update of its conversation it has had last, when it was loaded or over any connection', () => {
    const { connect, lose, hear, pass, last } = page(['c-9', 'c-10', 'w-50', 'c-12-form']);
    const said = () => last().sent[0]?.data;
    connect();
    expect(said()).toEqual({ last_update: 'c-10' });
    hear({ packet_type: 'client_bound_live_update', data: { update_id: 'c-14', text: 'Hello' } });
    lose();
    pass(1000);
    connect();
    expect(said()).toEqual({ last_update: 'c-14' });
    const fresh = page();
    fresh.connect();
    expect(fresh.last().sent[0]?.data).toEqual({});
  });

  it('outlasts a clock that jumps, and a machine that sleeps', () => {
    const { connect, hear, jump, pass, sockets, live } = page();
    connect();
    hear({ packet_type: 'update_status', data: { status: 'in task' } });
    jump(3_600_000);
    pass(6000);
    hear({ packet_type: 'heartbeat', data: { status: 'in task' } });
    pass(6000);
    expect([live.connection(), sockets.length]).toEqual(['connected', 1]);
  });

  it('waits longer before each attempt, until the server says something', () => {
    const { connect, lose, hear, pass, sockets } = page();
    const openedWithin = (ms: number) => {
      const before = sockets.length;
      pass(ms);
      return sockets.length > before;
    };
    connect();
    lose();
    expect(openedWithin(500)).toBe(true);
    // It opens, and is ended at once.
    connect();
    lose();
    expect([openedWithin(900), openedWithin(100)]).toEqual([false, true]);
    connect();
    hear({ packet_type: 'update_status', data: { status: 'in task' } });
    lose();
    expect(openedWithin(500)).toBe(true);
  });

  it('sends no more at once than a server knows again, and the rest as receipts come', () => {
    const { connect, lose, hear, pass, last, live } = page();
    const texts = () => last().sent.flatMap(({ data }) => (data?.text === undefined ? [] : [data.text]));
    for (let nth = 1; nth <= 120; nth++) void live.post({ text: nth });
    connect();
    const first = Array.from({ length: 50 }, (_, nth) => nth + 1);
    expect(texts()).toEqual(first);
    lose();
    pass(60_000);
    connect();
    expect(texts()).toEqual(first);
    for (let nth = 0; nth < 120; nth++) {
      const { data } = last().sent.filter(({ data }) => data?.text !== undefined)[nth] ?? {};
      hear({ packet_type: 'client_bound_live_update', data: { acknowledges: data?.update_id } });
    }
    expect(texts()).toEqual(Array.from({ length: 120 }, (_, nth) => nth + 1));
  });

  it('does not tell what the page was loaded with, when a server sends it again after a restart', () => {
    const { live, connect, hear } = page(['c-1']);
    const heard: unknown[] = [];
    live.listen({ onUpdate: ({ update_id }) => heard.push(update_id) });
    connect();
    for (const update_id of ['c-1', 'c-2']) hear({ packet_type: 'client_bound_live_update', data: { update_id } });
    expect(heard).toEqual(['c-2']);
  });

  it('gives each update once, and statuses as they come', () => {
    const { connect, hear, live } = page();
    const heard: unknown[] = [];
    live.listen({ onUpdate: ({ text }) => heard.push(text), onStatus: (status) => heard.push(status) });
    connect();
    for (const update_id of ['a', 'a', 'b'])
      hear({ packet_type: 'client_bound_live_update', data: { update_id, text: update_id } });
    hear({ packet_type: 'update_status', data: { status: 'timeout' } });
    expect(heard).toEqual(['a', 'b', 'timeout']);
  });

  it('posts an update when it is connected, and again until a heartbeat after it has its reply', async () => {
    const { connect, lose, hear, pass, last, live } = page();
    const posted = live.post({ text: 'Hello' });
    connect();
    const { update_id: id } = await posted;
    const sent = () => last().sent.filter(({ data }) => data?.update_id === id).length;
    expect([sent(), id]).toEqual([1, expect.stringMatching(/^update-/)]);
    // The reply to the heartbeat of the same moment says nothing of it.
    hear({ packet_type: 'heartbeat', data: { status: 'in task', last_mephisto_ping: 0 } });
    lose();
    pass(1000);
    connect();
    expect(sent()).toBe(1);
    pass(6000);
    const { client_timestamp: at } = last().sent.at(-1) as Sent & { client_timestamp: number };
    hear({ packet_type: 'heartbeat', data: { status: 'in task', last_mephisto_ping: at * 1000 } });
    lose();
    pass(1000);
    connect();
    expect(sent()).toBe(0);
  });

  it('sends an update again until its receipt, where the server gives receipts', async () => {
    const { connect, lose, hear, pass, last, live } = page();
    connect();
    const ids = await Promise.all(
      ['Kept', 'Refused', 'Past', 'Lost'].map(async (text) => (await live.post({ text })).update_id),
    );
    pass(6000);
    const { client_timestamp: at } = last().sent.at(-1) as Sent & { client_timestamp: number };
    const receipts = { status: 'in task', last_mephisto_ping: at * 1000, gives_receipts: true };
    hear({ packet_type: 'heartbeat', data: receipts });
    const update = (data: object) => hear({ packet_type: 'client_bound_live_update', data });
    update({ update_id: 'got', acknowledges: ids[0] });
    update({ update_id: 'no', refused: { update_id: ids[1] } });
    update({ update_id: 'c-7', message_id: ids[2] });
    lose();
    pass(1000);
    connect();
    expect(last().sent.flatMap(({ data }) => data?.update_id ?? [])).toEqual([ids[3]]);
  });

  it('stays closed once the page has closed it', () => {
    const { connect, live, sockets, pass } = page();
    connect();
    live.close();
    pass(60_000);
    expect([live.connection(), sockets.length, sockets[0]?.isClosed]).toEqual(['closed', 1, true]);
  });
});

describe('a procedure', () => {
  it('resolves to the result that names its call', async () => {
    const { connect, hear, last, procedures } = page();
    connect();
    const results = Promise.all([procedures.call('add', [1, 2]), procedures.call('now')]);
    const [add, now] = last().sent.slice(-2);
    expect([add?.data?.target, add?.data?.args, now?.data?.args]).toEqual(['add', '[1,2]', 'null']);
    hear(reply(String(now?.data?.request_id), { response: '"noon"' }));
    hear(reply(String(add?.data?.request_id), { response: '3' }));
    expect(await results).toEqual([3, 'noon']);
    expect(procedures.pending()).toBe(0);
  });

  it('rejects with the sentence and the code of what went wrong', async () => {
    const { connect, hear, last, procedures } = page();
    connect();
    const failing = procedures.call('add');
    const error = { code: 'procedure/failed', message: 'Not now.' };
    hear(reply(String(last().sent.at(-1)?.data?.request_id), { response: '{"error":"Not now."}', error }));
    await expect(failing).rejects.toEqual(new ProcedureFailed('procedure/failed', 'Not now.'));
    await expect(failing).rejects.toMatchObject(error);
  });

  it('is called again with the same id over the next connection, also if it was called before the first', async () => {
    const { connect, lose, pass, hear, last, procedures } = page();
    const result = procedures.call('add');
    expect(last().sent).toEqual([]);
    connect();
    const first = last().sent.at(-2)?.data;
    lose();
    pass(1000);
    connect();
    expect(last().sent.at(-2)?.data).toEqual(first);
    hear(reply(String(first?.request_id), { response: '7' }));
    expect(await result).toBe(7);
  });

  it('rejects when the piece of work is over, and no other can be called', async () => {
    const { connect, hear, procedures } = page();
    connect();
    const pending = procedures.call('add');
    hear({ packet_type: 'heartbeat', data: { status: 'timeout' } });
    await expect(pending).rejects.toMatchObject({ code: 'procedure/not-at-work' });
    await expect(procedures.call('add')).rejects.toMatchObject({ code: 'procedure/not-at-work' });
  });

  it('waits for its turn behind fifty others, also after a lost connection', async () => {
    const { connect, lose, pass, hear, last, procedures } = page();
    connect();
    const calls = Array.from({ length: 60 }, (_, n) => procedures.call('add', n));
    const sent = () => last().sent.flatMap(({ data }) => (data?.request_id ? [String(data.request_id)] : []));
    expect(sent()).toHaveLength(50);
    const [first = ''] = sent();
    hear(reply(first, { response: '0' }));
    expect(sent()).toHaveLength(51);
    lose();
    pass(1000);
    connect();
    expect(sent()).toHaveLength(50);
    for (let nth = 0; nth < 59; nth++) hear(reply(sent()[nth] ?? '', { response: '1' }));
    expect((await Promise.all(calls)).slice(0, 2)).toEqual([0, 1]);
    expect(procedures.pending()).toBe(0);
  });

  it('is not called with more than the server takes, nor with what JSON cannot hold', async () => {
    const { connect, last, procedures } = page();
    connect();
    await expect(procedures.call('add', 'x'.repeat(1024 * 1024))).rejects.toMatchObject({
      code: 'procedure/too-large',
    });
    await expect(procedures.call('add', 1n)).rejects.toBeInstanceOf(TypeError);
    expect(typesOf(last())).toEqual(['alive', 'heartbeat']);
  });
});
