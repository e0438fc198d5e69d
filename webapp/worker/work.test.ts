import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import script from './work.js?raw';

type Event = { type: string; agent_id?: string; code?: string };
type Work = {
  agentId: string | null;
  completion: unknown;
  ready: Promise<unknown>;
  on(listener: (event: Event) => void): void;
};
type Sender = { open(method: string, url: string, isAsync?: boolean): void; send(body?: string): void };

const kept = new Map<string, string>();
/** As `localStorage`: it outlives a page, and its tabs share it. */
const localStorage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};

const ticking: ReturnType<typeof setInterval>[] = [];
afterEach(() => {
  for (const timer of ticking.splice(0)) clearInterval(timer);
});

/** As in browsers: a channel hears what the others of its name say. */
class TabChannel {
  static all: TabChannel[] = [];
  onmessage?: (event: { data: unknown }) => void;
  name: string;
  constructor(name: string) {
    this.name = name;
    TabChannel.all.push(this);
  }
  postMessage(data: unknown) {
    for (const other of TabChannel.all) if (other !== this && other.name === this.name) other.onmessage?.({ data });
  }
}

/** A page on which the script has run, with a server that replies in turn. */
function open(replies: [status: number, body: unknown][], page: object = {}) {
  const next = () => replies.shift() ?? [200, {}];
  const sent: string[] = [];
  class FakeRequest extends EventTarget {
    readyState = 0;
    status = 0;
    response = '';
    url = '';
    open(_: string, url: string) {
      this.url = url;
      this.readyState = 1;
    }
    // As in browsers, where a request that was opened and not sent stays so.
    abort() {}
    setRequestHeader(name: string, value: string) {
      headers.push([name, value]);
    }
    send() {
      sent.push(this.url);
      const [status, body] = next();
      Object.assign(this, { status, response: JSON.stringify(body), readyState: 4 });
      this.dispatchEvent(new Event('load'));
    }
  }
  const headers: [string, string][] = [];
  const server = async (url: string, init?: RequestInit) => {
    sent.push(url);
    headers.push(...new Headers(init?.headers));
    const [status, body] = next();
    return Response.json(body, { status });
  };
  const location = { origin: 'http://films.localhost' };
  const tabs = new EventTarget();
  const window = {
    fetch: server,
    addEventListener: tabs.addEventListener.bind(tabs),
    XMLHttpRequest: FakeRequest,
    BroadcastChannel: TabChannel,
    manyhandsPage: page,
    location,
    localStorage,
    manyhandsWork: {},
  };
  const shown = { baseURI: 'http://films.localhost/?worker_id=ada', visibilityState: 'visible' };
  const document = Object.assign(new EventTarget(), shown);
  const tick = (...timer: Parameters<typeof setInterval>) => ticking.push(setInterval(...timer));
  new Function('window', 'document', 'setInterval', script)(window, document, tick);
  const world = window as unknown as {
    fetch: typeof server;
    manyhandsWork: Work;
    PREVENT_AFTER_SUBMIT_REDIRECT?: boolean;
  };
  const events: Event[] = [];
  world.manyhandsWork.on((event) => events.push(event));
  const request = (url: string) => {
    const one = new FakeRequest() as unknown as Sender & FakeRequest;
    one.open('POST', url);
    one.send();
    return one;
  };
  /** Requests for work wait until the returned function is called. */
  const hold = () => {
    let begin = () => {};
    const ready = new Promise<void>((resolve) => {
      begin = resolve;
    });
    Object.assign(window.manyhandsWork, { ready, isWaiting: true });
    return begin;
  };
  return { world, work: world.manyhandsWork, events, sent, headers, document, tabs, request, hold };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));
const submission = { method: 'POST', body: JSON.stringify({ USED_AGENT_ID: 'a1', final_data: {} }) };
const arrived: [number, unknown] = [200, { data: { agent_id: 'a1', init_task_data: {} }, server_timestamp: 5 }];

describe('a unit in two tabs', () => {
  const submittedIn = async (run: string) => {
    const [first, second] = [run, 'films-1'].map((name) =>
      open([arrived, [200, { completion: { code: 'C1' } }]], { run: name }),
    ) as [ReturnType<typeof open>, ReturnType<typeof open>];
    for (const { world } of [first, second]) await world.fetch('/request_agent');
    await settled();
    await first.world.fetch('/submit_task', submission);
    return second;
  };

  it('is told to be submitted in the other tab, too, with what follows, and once', async () => {
    const { events, work } = await submittedIn('films-1');
    const elsewhere = { type: 'submitted', agentId: 'a1', isElsewhere: true, completion: { code: 'C1' } };
    expect(events.slice(1)).toEqual([elsewhere]);
    expect(work.completion).toEqual({ code: 'C1' });
  });

  it('is not told where the other tab is of another run, or shows another unit', async () => {
    expect((await submittedIn('films-2')).events.map(({ type }) => type)).toEqual(['arrived']);
    const [other, { world }] = [
      open([[200, { data: { agent_id: 'a2' } }]], { run: 'r' }),
      open([arrived], { run: 'r' }),
    ];
    await other.world.fetch('/request_agent');
    await world.fetch('/request_agent');
    await settled();
    await world.fetch('/submit_task', submission);
    expect(other.events.map(({ type }) => type)).toEqual(['arrived']);
  });
});

describe('the requests of a page about its work', () => {
  it.each(['fetch', 'XMLHttpRequest'])('are told, if it sends them with %s', async (how) => {
    const replies: [number, unknown][] = [
      [200, {}],
      [200, { status: 'Submitted!', completion: { code: 'C1' } }],
    ];
    replies.push([409, { code: 'agent/already-submitted' }], [503, {}]);
    const { world, work, events, request } = open(replies);
    const send = async (url: string) => {
      if (how === 'fetch') await (await world.fetch(url)).json();
      else request(url);
      await settled();
    };
    await send('http://elsewhere.example/request_agent');
    replies.unshift(arrived);
    expect(events).toEqual([]);
    await send('request_agent');
    expect([work.agentId, events.at(-1)]).toMatchObject([
      'a1',
      { type: 'arrived', agent_id: 'a1', server_timestamp: 5 },
    ]);
    await send('/submit_task');
    expect([work.completion, events.at(-1)?.type]).toEqual([{ code: 'C1' }, 'submitted']);
    await send('/submit_task');
    expect(events.at(-1)).toEqual({ type: 'refused', code: 'agent/already-submitted' });
    replies.unshift(arrived);
    await send('/submit_onboarding');
    expect(events.at(-1)).toMatchObject({ type: 'arrived', agent_id: 'a1' });
    await send('/return_task');
    await send('/task_config.json');
    expect(events).toHaveLength(4);
  });
  it.each(['fetch', 'XMLHttpRequest'])(
    'for work wait until the page is ready, if it sends them with %s',
    async (how) => {
      const { world, sent, request, hold } = open([arrived]);
      const begin = hold();
      if (how === 'fetch') void world.fetch('/request_agent');
      else request('/request_agent');
      await settled();
      expect(sent).toEqual([]);
      begin();
      await vi.waitFor(() => expect(sent).toEqual(['/request_agent']));
    },
  );
  it('are not sent once the page has given them up', async () => {
    const { sent, request, hold } = open([arrived]);
    const begin = hold();
    request('/request_agent').abort();
    begin();
    await settled();
    expect(sent).toEqual([]);
  });
  it('cannot be synchronous while they would have to wait', () => {
    const { request, hold } = open([arrived]);
    hold();
    const one = request('/task_config.json') as unknown as Sender;
    one.open('POST', '/request_agent', false);
    expect(() => one.send()).toThrow('Ask asynchronously');
  });
  it('have told what follows a submission when the page hears of it', async () => {
    const { world, work } = open([[200, { completion: { code: 'C1' } }]]);
    await world.fetch('submit_task');
    expect(work.completion).toEqual({ code: 'C1' });
  });
  it('are told to those who ask later, the last one', async () => {
    const { world, work } = open([arrived]);
    await (await world.fetch('/request_agent')).json();
    await settled();
    const late: Event[] = [];
    work.on((event) => late.push(event));
    expect(late).toMatchObject([{ type: 'arrived' }]);
  });
  it('leave the page as it is after a submission where the task says so', () => {
    expect(open([], { stays: true }).world.PREVENT_AFTER_SUBMIT_REDIRECT).toBe(true);
    expect(open([]).world.PREVENT_AFTER_SUBMIT_REDIRECT).toBeUndefined();
  });
});

describe('active time', () => {
  beforeEach(() => {
    kept.clear();
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());
  const activeIn = (headers: [string, string][]) => headers.filter(([name]) => name === 'manyhands-active-seconds');
  const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1000);

  it('is counted while the page is visible and used, and sent with the answer', async () => {
    const { world, headers, document } = open([arrived]);
    await world.fetch('/request_agent');
    await seconds(20);
    document.dispatchEvent(new Event('keydown'));
    await seconds(100);
    Object.assign(document, { visibilityState: 'hidden' });
    document.dispatchEvent(new Event('pointermove'));
    await seconds(20);
    await world.fetch('/submit_task', submission);
    expect(activeIn(headers)).toEqual([['manyhands-active-seconds', '50.0']]);
    expect(kept.size).toBe(0);
  });
  it('goes on after a reload, and is counted once by two tabs', async () => {
    const first = open([arrived]);
    await first.world.fetch('/request_agent');
    await seconds(10);
    const second = open([arrived]);
    await second.world.fetch('/request_agent');
    await seconds(10);
    await second.world.fetch('/submit_task', submission);
    expect(activeIn(second.headers)).toEqual([['manyhands-active-seconds', '20.0']]);
  });
  it('is not counted any more once another tab has submitted', async () => {
    const first = open([arrived]);
    await first.world.fetch('/request_agent');
    const second = open([arrived]);
    await second.world.fetch('/request_agent');
    await seconds(5);
    await second.world.fetch('/submit_task', submission);
    first.tabs.dispatchEvent(Object.assign(new Event('storage'), { key: 'manyhands.active.a1', newValue: null }));
    await seconds(5);
    expect(kept.size).toBe(0);
  });
  it('is counted for each page of an onboarding apart, and sent with it', async () => {
    const training = { data: { agent_id: 'onboarding-a1' } };
    const { world, headers, request } = open([[200, training], [200, training], arrived, [200, {}]]);
    await world.fetch('/request_agent');
    await seconds(4);
    const body = JSON.stringify({ provider_data: { USED_AGENT_ID: 'onboarding-a1', onboarding_data: {} } });
    await world.fetch('/submit_onboarding', { method: 'POST', body });
    await seconds(3);
    request('/submit_onboarding');
    await seconds(2);
    await world.fetch('/submit_task', submission);
    expect(activeIn(headers).map(([, value]) => value)).toEqual(['4.0', '3.0', '2.0']);
    expect(kept.size).toBe(0);
  });
  it('is sent with an answer of an earlier load of the page, which names its agent', async () => {
    const before = open([arrived]);
    await before.world.fetch('/request_agent');
    await seconds(7);
    const { world, headers } = open([]);
    await world.fetch('/submit_task', submission);
    expect(activeIn(headers)).toEqual([['manyhands-active-seconds', '7.0']]);
  });
  it('is sent with XMLHttpRequest as well, and is not sent where nothing was measured', async () => {
    const { world, request, headers } = open([[200, {}], arrived]);
    await world.fetch('/submit_task', submission);
    expect(activeIn(headers)).toEqual([]);
    await world.fetch('/request_agent');
    await seconds(3);
    request('/submit_task');
    expect(activeIn(headers)).toHaveLength(1);
  });
});
