import { describe, expect, it } from 'vitest';
import { addressOf, client } from './client.ts';
import { acceptUnit } from './review.ts';
import { overview, pauseRun } from './runs.ts';
import { listUnits } from './units.ts';
import { reviewMany } from './verdicts.ts';

type Sent = { url: string; method?: string; headers: Record<string, string>; body?: unknown };

/** A server with one reply to every request, and the requests. */
function serverReplying(answer: () => Response) {
  const sent: Sent[] = [];
  const fetch = async (url: unknown, { method, headers, body }: RequestInit = {}) => {
    sent.push({ url: String(url), method, headers: headers as Record<string, string>, body });
    return answer();
  };
  return { sent, fetch: fetch as typeof globalThis.fetch };
}

async function gather(lines: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

describe('the address of a call', () => {
  it('contains its parameters, and leaves out undefined ones', () => {
    expect(addressOf(acceptUnit, { params: { unit: 'films/1 a' } })).toBe('/api/units/films%2F1%20a/accept');
    expect(addressOf(listUnits, { query: { run: 'films-1', status: 'open,assigned', search: undefined } })).toBe(
      '/api/units?run=films-1&status=open%2Cassigned',
    );
  });
});

describe('the client', () => {
  it('sends the request of an endpoint with token and name, and returns the reply', async () => {
    const { sent, fetch } = serverReplying(() => Response.json({ sequence: 7 }, { status: 202 }));
    const server = client('http://localhost:8400/', { token: 'secret', reviewer: () => 'anna', fetch });
    const params = { run: 'films-1' };
    expect(await server.call(pauseRun, { params, body: { note: 'Lunch.' } })).toEqual({ sequence: 7 });
    expect(sent).toEqual([
      {
        url: 'http://localhost:8400/api/runs/films-1/pause',
        method: 'POST',
        headers: {
          authorization: 'Bearer secret',
          'x-reviewer': 'anna',
          'x-manyhands': '1',
          'content-type': 'application/json',
        },
        body: '{"note":"Lunch."}',
      },
    ]);
  });

  it('throws refusals with code, message and status', async () => {
    const refusal = { code: 'access/login-needed', message: 'Log in first.' };
    const { fetch } = serverReplying(() => Response.json(refusal, { status: 401 }));
    await expect(client('', { fetch }).call(overview)).rejects.toMatchObject({ ...refusal, status: 401 });
  });

  it('throws its own errors for an unreachable server and an unexpected reply', async () => {
    const away = client('', { fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(away.call(overview)).rejects.toMatchObject({ code: 'server/unreachable', status: 0 });
    const { fetch } = serverReplying(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(client('', { fetch }).call(overview)).rejects.toMatchObject({ code: 'server/odd-reply', status: 502 });
  });

  it('reads a reply line by line, independent of chunks', async () => {
    const text = '{"progress":{"done":1,"total":2}}\n\n{"reviewed":2,"refused":[],"sequence":9}';
    const bytes = new TextEncoder().encode(text);
    const cut = () =>
      new Response(
        new ReadableStream({
          start(to) {
            for (const at of [0, 5, 40]) to.enqueue(bytes.slice(at, at === 0 ? 5 : at === 5 ? 40 : undefined));
            to.close();
          },
        }),
      );
    const lines = client('', serverReplying(cut)).stream(reviewMany, {
      body: { decision: 'accepted', units: ['a'] },
    });
    expect(await gather(lines)).toEqual([
      { progress: { done: 1, total: 2 } },
      { reviewed: 2, refused: [], sequence: 9 },
    ]);
  });

  it('throws for a reply that is not JSON', async () => {
    const { fetch } = serverReplying(() => new Response('<h1>Hello</h1>'));
    await expect(client('', { fetch }).call(overview)).rejects.toMatchObject({ code: 'server/odd-reply', status: 200 });
  });

  it('ends with the reason of its signal, or when its caller stops reading', async () => {
    const ended = new AbortController();
    const endless = () =>
      new Response(new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode('{}\n')) }));
    const waiting = (_: unknown, { signal }: RequestInit = {}) =>
      new Promise<Response>((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new TypeError('aborted'))),
      );
    const call = client('', { fetch: waiting as typeof globalThis.fetch, signal: ended.signal }).call(overview);
    const stopped = expect(call).rejects.toThrow('enough');
    ended.abort(new Error('enough'));
    await stopped;
    const { fetch } = serverReplying(endless);
    const lines = client('', { fetch }).stream(reviewMany, { body: { decision: 'accepted' } });
    expect((await lines.next()).done).toBe(false);
    expect((await lines.return(undefined)).done).toBe(true);
  });

  it('throws an error line', async () => {
    const { fetch } = serverReplying(() => new Response('{"error":{"code":"run/unknown","message":"No such run."}}\n'));
    const lines = client('', { fetch }).stream(reviewMany, { body: { decision: 'accepted' } });
    await expect(gather(lines)).rejects.toMatchObject({ code: 'run/unknown', message: 'No such run.' });
  });
});
