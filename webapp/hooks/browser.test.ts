import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Provider, providerOfThisPage, providerParams } from './provider.ts';
import { Refused, request, Unreachable } from './request.ts';
import { wakefulPause } from './retry.ts';
import { unsentAnswers } from './unsent.ts';

/** What these parts use of a browser: its address, its events, and a storage that can be full. */
function openWindow() {
  const kept = new Map<string, string>();
  const storage = {
    isFull: false,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (storage.isFull) throw new Error('QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key: string) => kept.delete(key),
  };
  const window = Object.assign(new EventTarget(), { location: { origin: 'http://colours-1.localhost:8400' } });
  vi.stubGlobal('window', window);
  vi.stubGlobal('sessionStorage', storage);
  return { window, storage, kept };
}

let browser: ReturnType<typeof openWindow>;
beforeEach(() => {
  browser = openWindow();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a request to the server', () => {
  const sent: { url: string; init: RequestInit }[] = [];
  function answerWith(reply: () => Promise<Response> | Response) {
    sent.length = 0;
    vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
      sent.push({ url: url.href, init });
      return reply();
    });
  }

  it('goes to the page’s own origin, with what the provider wants in its query', async () => {
    answerWith(() => Response.json({ title: 'Films' }));
    expect(await request({ path: '/task_config.json', params: { study: 's 1', b: '2' } })).toEqual({ title: 'Films' });
    expect(sent[0]?.url).toBe('http://colours-1.localhost:8400/task_config.json?study=s+1&b=2');
    expect(sent[0]?.init.method).toBeUndefined();
    expect(sent[0]?.init.body).toBeUndefined();
  });

  it('posts an object as JSON, and a form as the browser sends forms', async () => {
    answerWith(() => Response.json({}));
    await request({ path: '/submit_task', body: { a: 1 } });
    expect(sent[0]?.init).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    const form = new FormData();
    await request({ path: '/submit_task', body: form });
    expect(sent[1]?.init).toMatchObject({ method: 'POST', body: form });
    expect(sent[1]?.init.headers).toBeUndefined();
  });

  it.each([408, 425, 429, 500, 502, 503])('that is answered %d may be asked again', async (status) => {
    answerWith(() => Response.json({ code: 'log/full' }, { status }));
    await expect(request({ path: '/submit_task' })).rejects.toThrow(Unreachable);
    await expect(request({ path: '/submit_task' })).rejects.toThrow(`/submit_task replied ${status}.`);
  });

  it('that is refused has a code for programs and a sentence for the worker', async () => {
    answerWith(() => Response.json({ code: 'answer/too-large', message: 'Too large.' }, { status: 413 }));
    const refusal = await request({ path: '/submit_task' }).catch((error) => error);
    expect(refusal).toBeInstanceOf(Refused);
    expect(refusal).toMatchObject({ code: 'answer/too-large', message: 'Too large.' });
  });

  it('that is refused without a sentence gets one', async () => {
    for (const body of ['<h1>Not found</h1>', '{}', 'null']) {
      answerWith(() => new Response(body, { status: 404 }));
      await expect(request({ path: '/x' })).rejects.toMatchObject({
        name: 'Refused',
        code: 'http/404',
        message: 'The server refused this (404).',
      });
    }
  });

  it('that gets no reply, or none that is JSON, may be asked again', async () => {
    const cause = new TypeError('offline');
    answerWith(() => Promise.reject(cause));
    await expect(request({ path: '/x' })).rejects.toMatchObject({
      name: 'Unreachable',
      message: '/x gave no reply.',
      cause,
    });
    answerWith(() => new Response('<p>A proxy speaks.</p>'));
    await expect(request({ path: '/x' })).rejects.toThrow(Unreachable);
  });

  it('is given up after a minute, and leaves no timer behind', async () => {
    vi.stubGlobal(
      'fetch',
      (_: URL, { signal }: RequestInit) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    );
    let outcome = 'waiting';
    const sending = request({ path: '/x' }).catch(() => {
      outcome = 'given up';
    });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(outcome).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    await sending;
    expect([outcome, vi.getTimerCount()]).toEqual(['given up', 0]);
    answerWith(() => Response.json({}));
    await request({ path: '/x' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a pause between attempts', () => {
  const outcomeOf = (pause: Promise<void>) => {
    const seen = { isOver: false };
    void pause.then(() => {
      seen.isOver = true;
    });
    return seen;
  };

  it('ends after its time', async () => {
    const seen = outcomeOf(wakefulPause().pause(500));
    await vi.advanceTimersByTimeAsync(499);
    expect(seen.isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.isOver).toBe(true);
  });

  it('ends early when it is woken, and when the browser is online again', async () => {
    const { pause, wake } = wakefulPause();
    const [one, other] = [outcomeOf(pause(500)), outcomeOf(pause(9000))];
    wake();
    await vi.advanceTimersByTimeAsync(0);
    expect([one.isOver, other.isOver, vi.getTimerCount()]).toEqual([true, true, 0]);
    const later = outcomeOf(pause(500));
    await vi.advanceTimersByTimeAsync(0);
    expect(later.isOver).toBe(false);
    browser.window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(later.isOver).toBe(true);
  });
});

describe('an answer that is not sent yet', () => {
  it('is found again with its agent', () => {
    unsentAnswers().keep({ agentId: 'a1', answer: { genre: 'Drama' } });
    expect([...browser.kept.keys()]).toEqual(['manyhands.unsent']);
    expect(unsentAnswers().find()).toEqual({ agentId: 'a1', answer: { genre: 'Drama' } });
  });

  it('is gone when it is forgotten', () => {
    const unsent = unsentAnswers();
    expect(unsent.find()).toBeUndefined();
    unsent.keep({ agentId: 'a1', answer: 1 });
    unsent.forget();
    expect([unsent.find(), browser.kept.size]).toEqual([undefined, 0]);
  });

  it('is not kept where the browser has no room or no storage, and nothing breaks', () => {
    const unsent = unsentAnswers();
    browser.storage.isFull = true;
    unsent.keep({ agentId: 'a1', answer: 1 });
    expect(unsent.find()).toBeUndefined();
    vi.stubGlobal('sessionStorage', undefined);
    unsent.keep({ agentId: 'a1', answer: 1 });
    unsent.forget();
    expect(unsent.find()).toBeUndefined();
  });

  it('is nothing when something else stands in its place', () => {
    for (const text of ['{broken', '3', '{"answer":1}']) {
      browser.kept.set('manyhands.unsent', text);
      expect(unsentAnswers().find()).toBeUndefined();
    }
  });
});

describe('the provider of a page', () => {
  const provider = { getWorkerName: () => 'ada', getAssignmentId: () => 'p1' };

  it('is what the script has put there', () => {
    Object.assign(browser.window, provider);
    expect(providerOfThisPage().getWorkerName()).toBe('ada');
  });

  it('is missed with the name of the script, if any of it is not there', () => {
    expect(() => providerOfThisPage()).toThrow('wrap_crowd_source.js');
    Object.assign(browser.window, { getWorkerName: provider.getWorkerName });
    expect(() => providerOfThisPage()).toThrow('wrap_crowd_source.js');
  });

  it('may say what its provider wants in every query, at once or when it is asked', () => {
    const params = (getProviderURLParams?: Provider['getProviderURLParams']) =>
      providerParams({ ...provider, getProviderURLParams } as Provider);
    expect([params({ a: '1' }), params(() => ({ a: '2' })), params(() => null), params()]).toEqual([
      { a: '1' },
      { a: '2' },
      {},
      {},
    ]);
  });
});
