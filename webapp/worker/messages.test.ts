import { describe, expect, it, vi } from 'vitest';
import script from './messages.js?raw';

type Message = { agent_id: string; at: string };
type Api = {
  unread(): Promise<Message[]>;
  read(message: Message): void;
  remember(agentId: unknown): void;
  show: unknown;
};
type Page = { fetch: (url: string, init?: { body: string }) => Promise<Response>; manyhandsMessages?: Api };

/** A page on which the script has run; the house tells of every agent it is asked about. */
function open({ worker = 'ada', kept = new Map<string, string>(), isForbidden = false, isAway = false } = {}) {
  const asked: string[][] = [];
  const server = vi.fn(async (url: string, init?: { body: string }) => {
    if (url.endsWith('/request_agent')) return Response.json({ data: { agent_id: 'a1' } });
    if (isAway) throw new TypeError('Failed to fetch');
    const { agent_ids } = JSON.parse(init?.body ?? '{}');
    asked.push(agent_ids);
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
  };
  const document = { hidden: false, readyState: 'loading', addEventListener: () => undefined };
  new Function('window', 'document', 'setInterval', script)(page, document, () => undefined);
  return { page: page as unknown as Page, api: (page as unknown as Page).manyhandsMessages as Api, asked, kept };
}

describe('what a page hears from reviewers', () => {
  it.each([false, true])('is about the agents it was made, storage forbidden: %s', async (isForbidden) => {
    const { page, api, asked } = open({ isForbidden });
    expect(await api.unread()).toEqual([]);
    expect(asked).toEqual([]);
    const answer = await page.fetch('http://films.localhost/request_agent');
    expect(await answer.json()).toEqual({ data: { agent_id: 'a1' } });
    await vi.waitFor(async () => expect(await api.unread()).toEqual([{ agent_id: 'a1', at: 'noon' }]));
    api.read({ agent_id: 'a1', at: 'noon' });
    expect(await api.unread()).toEqual([]);
  });

  it('is about the newest two hundred agents, also after a reload, and of this worker only', async () => {
    const { api, kept } = open();
    for (let n = 0; n < 205; n++) api.remember(`a${n}`);
    api.remember(null);
    const again = open({ kept });
    expect((await again.api.unread()).length).toBe(200);
    expect(again.asked[0]?.[0]).toBe('a5');
    expect(await open({ kept, worker: 'bob' }).api.unread()).toEqual([]);
  });

  it('is nothing when the house does not answer, or the storage holds something else', async () => {
    const kept = new Map([['manyhands.agents.ada', '{"a":1}']]);
    expect(await open({ kept }).api.unread()).toEqual([]);
    const { api } = open({ isAway: true });
    api.remember('a1');
    expect(await api.unread()).toEqual([]);
  });

  it('is not asked for in a preview', () => {
    const { page } = open({ worker: '' });
    expect(page.manyhandsMessages).toEqual({ show: null });
  });
});
