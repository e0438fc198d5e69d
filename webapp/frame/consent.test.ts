// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Listener = (event: { type: string; agent_id: string | null }) => void;

const html = '<p>Yes?</p>';
let listeners: Listener[] = [];
let sent: object[] = [];
let isReachable = true;

/** The consent of a page that is loaded now. */
async function load(worker: string | null = 'ada', text: string | undefined = html) {
  vi.resetModules();
  listeners = [];
  const work = {
    agentId: null,
    ready: Promise.resolve(),
    isWaiting: false,
    on: (listener: Listener) => listeners.push(listener),
    fetch: async (_: string, init: { body: string }) => {
      if (!isReachable) throw new TypeError('Failed to fetch');
      sent.push(JSON.parse(init.body));
      return Response.json({});
    },
  };
  Object.assign(window, { manyhandsPage: { run: 'films-1' }, manyhandsWork: work, getWorkerName: () => worker });
  const { openConsent } = await import('./consent.ts');
  const consent = openConsent(text);
  const arrive = async (agent_id: string | null) => {
    for (const listener of listeners) listener({ type: 'arrived', agent_id });
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { consent, work, arrive };
}

beforeEach(() => {
  sent = [];
  isReachable = true;
});
afterEach(() => localStorage.clear());

describe('consent', () => {
  it('is waited for before the page gets a unit, and asked once', async () => {
    const { consent, work } = await load();
    let isReady = false;
    void work.ready.then(() => {
      isReady = true;
    });
    await Promise.resolve();
    expect([consent.isAsked, work.isWaiting, isReady]).toEqual([true, true, false]);
    consent.give();
    await work.ready;
    expect(work.isWaiting).toBe(false);
    expect((await load()).consent.isAsked).toBe(false);
  });
  it('is asked again of another worker, and for another text', async () => {
    (await load()).consent.give();
    expect((await load('bob')).consent.isAsked).toBe(true);
    expect((await load('ada', '<p>And now?</p>')).consent.isAsked).toBe(true);
  });
  it('is not asked where there is no text, or in a preview', async () => {
    expect((await load('ada', '')).consent.isAsked).toBe(false);
    expect((await load(null)).consent.isAsked).toBe(false);
  });
  it('is recorded with the first agent, once', async () => {
    const { consent, arrive } = await load();
    consent.give();
    await arrive(null);
    expect(sent).toEqual([]);
    await arrive('a1');
    await arrive('a2');
    expect(sent).toMatchObject([{ USED_AGENT_ID: 'a1', metadata: { consent: { given_at: expect.any(String) } } }]);
    const again = await load();
    await again.arrive('a3');
    expect(sent).toHaveLength(1);
  });
  it('is recorded with the unit that follows an onboarding, which nothing can be recorded with', async () => {
    const { consent, arrive } = await load();
    consent.give();
    await arrive('onboarding-a1');
    expect(sent).toEqual([]);
    await arrive('a2');
    expect(sent).toMatchObject([{ USED_AGENT_ID: 'a2' }]);
  });
  it('is recorded at a later load, if the first one could not', async () => {
    const { consent, arrive } = await load();
    consent.give();
    isReachable = false;
    await arrive('a1');
    isReachable = true;
    const again = await load();
    await again.arrive('a2');
    expect(sent).toMatchObject([{ USED_AGENT_ID: 'a2' }]);
  });
});
