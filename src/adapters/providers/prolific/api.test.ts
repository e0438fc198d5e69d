import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openProlificApi } from './api.ts';

type Reply = { status?: number; body?: unknown; html?: string; drops?: true; breaksOff?: true };

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

/** A server that gives these replies, the last one from then on, and an API that speaks to it. */
async function openWith(...replies: Reply[]) {
  const requests: { method?: string; url?: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: (await request.toArray()).join('') });
    const { status = 200, body, html, drops, breaksOff } = (replies.length > 1 ? replies.shift() : replies[0]) ?? {};
    if (drops) return request.socket.destroy();
    if (breaksOff) {
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id":', () => request.socket.destroy());
      return;
    }
    response.writeHead(status, { 'content-type': html ? 'text/html' : 'application/json' });
    response.end(html ?? (body === undefined ? '' : JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/`);
  return { requests, api: openProlificApi({ token: 'secret-token', url, pauseMs: 1 }) };
}

/** An address where nobody listens. */
async function nobody(): Promise<URL> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return new URL(`http://127.0.0.1:${port}/`);
}

const Any = z.unknown();
const Me = z.object({ id: z.string() });
const failure = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error) => error as Error & { code?: string },
  );

describe('a request to Prolific', () => {
  it('has the key in its header alone, and the query in the address', async () => {
    const { api, requests } = await openWith({ body: { id: '6', more: 1 } });
    expect(await api.get('users/me/', Me, { a: 'b c', none: undefined })).toEqual({ id: '6' });
    const [{ method, url, headers } = { headers: {} as IncomingMessage['headers'] }] = requests;
    expect([method, url, headers.authorization]).toEqual(['GET', '/api/v1/users/me/?a=b+c', 'Token secret-token']);
  });

  it.each([
    ['a dropped connection', { drops: true }],
    ['half a reply', { breaksOff: true }],
    ['an error of the server', { status: 500, body: {} }],
    ['a page of HTML', { status: 503, html: '<html>' }],
    ['too many requests', { status: 429, body: {} }],
  ] as const)('that reads is made again after %s', async (_, reply) => {
    const { api, requests } = await openWith(reply, reply, { body: { id: '6' } });
    expect(await api.get('users/me/', Me)).toEqual({ id: '6' });
    expect(requests.length).toBe(3);
  });

  it('that reads gives up after five attempts, with a sentence', async () => {
    const { api, requests } = await openWith({ status: 500, body: {} });
    const { code, message } = (await failure(api.get('users/me/', Me))) as { code: string; message: string };
    expect([code, requests.length]).toEqual(['provider/unavailable', 5]);
    expect(message).toBe('Prolific cannot be reached: it replies with the status 500. Try again later.');
  });

  it.each([
    ['a dropped connection', { drops: true }],
    ['half a reply', { breaksOff: true }],
    ['an error of the server', { status: 502, body: {} }],
    ['a page of HTML', { status: 503, html: '<html>' }],
  ] as const)('that changes something is made once, and its outcome is unknown after %s', async (_, reply) => {
    const { api, requests } = await openWith(reply);
    expect(await failure(api.send('POST', 'studies/', { a: 1 }, Any))).toMatchObject({ name: 'UnknownOutcome' });
    expect(requests.map(({ method, body }) => [method, body])).toEqual([['POST', '{"a":1}']]);
  });

  it('that changes something is known to have done nothing where nobody listens, or too many ask', async () => {
    const { api } = await openWith({ status: 429, body: {} });
    expect(await failure(api.send('POST', 'studies/', {}, Any))).toMatchObject({ code: 'provider/busy' });
    const closed = openProlificApi({ token: 't', url: await nobody(), pauseMs: 1 });
    expect(await failure(closed.send('POST', 'x/', {}, Any))).toMatchObject({ code: 'provider/unavailable' });
  });

  it.each([
    [401, { detail: 'Invalid token.' }, 'provider/wrong-key', /does not know this key/],
    [403, { error: { title: 'No', detail: 'Not enabled' } }, 'provider/no-access', /Not enabled\. Ask/],
    [404, { detail: 'Not found.' }, 'provider/not-found', /Not found\./],
    [
      400,
      { error: { detail: { reward: ['Too low.'], name: ['Missing.'] } } },
      'provider/refused',
      /reward: Too low\. name: Missing\./,
    ],
    [400, { detail: ['One.', 'Two.'] }, 'provider/refused', /One\. Two\./],
    [400, undefined, 'provider/refused', /the status is 400\./],
  ] as const)('that is refused with %i says so with its words: %j', async (status, body, code, says) => {
    const { api, requests } = await openWith({ status, body });
    for (const work of [api.get('x/', Any), api.send('POST', 'x/', {}, Any)]) {
      const error = await failure(work);
      expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
    }
    expect(requests.length).toBe(2);
  });

  it('with a reply of another form is no success', async () => {
    const { api } = await openWith({ body: { id: 6 } });
    expect(await failure(api.get('users/me/', Me))).toMatchObject({ code: 'provider/unavailable' });
  });

  it('for a list goes on while there is a next page', async () => {
    const next = { next: { href: 'https://api.prolific.com/elsewhere' } };
    const { api, requests } = await openWith(
      { body: { results: [{ id: 'a' }], _links: next } },
      { body: { results: [{ id: 'b' }], _links: { next: { href: null } } } },
    );
    const pages = [];
    for await (const page of api.list('submissions/', Me, { study: 's' })) pages.push(page);
    expect(pages).toEqual([[{ id: 'a' }], [{ id: 'b' }]]);
    expect(requests.map(({ url }) => url)).toEqual(
      [1, 2].map((page) => `/api/v1/submissions/?study=s&page=${page}&page_size=100`),
    );
  });
});
