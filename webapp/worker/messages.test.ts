import { describe, expect, it, vi } from 'vitest';
import script from './messages.js?raw';
import work from './work.js?raw';

type Message = { agent_id: string; at: string };
type Api = {
  unread(): Promise<Message[]>;
  read(message: Message): void;
  remember(agentId: unknown): void;
  show: unknown;
};
type Page = { fetch: (url: string, init?: { body: string }) => Promise<Response>; manyhandsMessages?: Api };

/** A page on which the script has run; the server replies with a message about every agent. */
function open({ worker = 'ada', kept = new Map<string, string>(), isForbidden = false, isAway = false } = {}) {
  const requested: string[][] = [];
  const server = vi.fn(async (url: string, init?: { body: string }) => {
    if (url.endsWith('/request_agent')) return Response.json({ data: { agent_id: 'a1' } });
    if (isAway) throw new TypeError('Failed to fetch');
    const { agent_ids } = JSON.parse(init?.body ?? '{}');
    requested.push(agent_ids);
    return Response.json({ messages: agent_ids.map((agent_id: string) => ({ agent_id, at: 'noon' })) });
  });
  const cell = () => {
    if (isForbidden) throw new Error('SecurityError');
    return kept;
  };
  const page = {
    fetch: server,
    getWorkerName: () => worker,
    localStorage: {
      getItem: (key: string) => cell().get(key) ?? null,
      setItem: (key: string, value: string) => void cell().set(key, value),
    },
    addEventListener: () => undefined,
    manyhandsMessages: { show: null },
    manyhandsPage: { texts: {} },
    location: { origin: 'http://films.localhost' },
  };
  const baseURI = 'http://films.localhost/';
  const document = { baseURI, hidden: false, readyState: 'loading', addEventListener: () => undefined };
  new Function('window', 'document', 'setInterval', work + script)(page, document, () => undefined);
  return { page: page as unknown as Page, api: (page as unknown as Page).manyhandsMessages as Api, requested, kept };
}

describe('the messages from reviewers on a page', () => {
  it.each([false, true])('are about the agents of the page, storage forbidden: %s', async (isForbidden) => {
    const { page, api, requested } = open({ isForbidden });
    expect(await api.unread()).toEqual([]);
    expect(requested).toEqual([]);
    const answer = await page.fetch('http://films.localhost/request_agent');
    expect(await answer.json()).toEqual({ data: { agent_id: 'a1' } });
    await vi.waitFor(async () => expect(await api.unread()).toEqual([{ agent_id: 'a1', at: 'noon' }]));
    api.read({ agent_id: 'a1', at: 'noon' });
    expect(await api.unread()).toEqual([]);
  });

  it('are about the newest two hundred agents, also after a reload, and of this worker only', async () => {
    const { api, kept } = open();
    for (let n = 0; n < 205; n++) api.remember(`a${n}`);
    api.remember(null);
    const again = open({ kept });
    expect((await again.api.unread()).length).toBe(200);
    expect(again.requested[0]?.[0]).toBe('a5');
    expect(await open({ kept, worker: 'bob' }).api.unread()).toEqual([]);
  });

  it('are none when the server does not reply, or the storage holds something else', async () => {
    const kept = new Map([['manyhands.agents.ada', '{"a":1}']]);
    expect(await open({ kept }).api.unread()).toEqual([]);
    const { api } = open({ isAway: true });
    api.remember('a1');
    expect(await api.unread()).toEqual([]);
  });

  it('are not fetched in a preview', () => {
    const { page } = open({ worker: '' });
    expect(page.manyhandsMessages).toEqual({ show: null });
  });
});
