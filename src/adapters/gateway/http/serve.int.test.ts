import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoint } from '../../../api/endpoint.ts';
import { audit } from '../../../api/log.ts';
import { answerErrors } from './errors.ts';
import { appRoutes } from './hosts.ts';
import { sendLines } from './ndjson.ts';
import { serve } from './serve.ts';

const search = endpoint({
  name: 'search',
  method: 'GET',
  path: '/api/search',
  summary: 'Searches.',
  role: 'reader',
  query: z.object({ text: z.string().optional(), limit: z.string().optional() }),
  reply: z.object({ found: z.boolean() }),
});
const order = endpoint({
  name: 'order',
  method: 'POST',
  path: '/api/orders/:id',
  summary: 'Orders.',
  role: 'owner',
  body: z.strictObject({ count: z.int() }),
  reply: z.unknown(),
  streams: 'lines',
});

let app: FastifyInstance;
let reports: unknown[];
let next: () => Promise<unknown>;
let isOver: Promise<void>;

beforeEach(async () => {
  app = Fastify({ forceCloseConnections: true });
  reports = [];
  answerErrors(app, (error) => reports.push(error));
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request) => {
    request.caller = { by: 'spec', role: 'owner' };
  });
  let end = () => {};
  isOver = new Promise((resolve) => {
    end = resolve;
  });
  async function* values() {
    for (;;) yield await next();
  }
  serve(app, audit, ({ reply }) => {
    reply.raw.once('close', () => setTimeout(end, 50));
    return sendLines(reply, values());
  });
  serve(app, order, async ({ reply }) => {
    await new Promise((resolve) => reply.raw.once('close', resolve));
    setTimeout(end, 50);
    return sendLines(reply, values());
  });
  serve(app, search, () => ({ found: true }));
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

async function leaveAfter(lines: number, path = audit.path as string, request: RequestInit = {}) {
  const { port } = app.server.address() as { port: number };
  const leaving = new AbortController();
  const asked = fetch(`http://127.0.0.1:${port}${appRoutes}${path}`, { signal: leaving.signal, ...request });
  if (lines === 0) setTimeout(() => leaving.abort(), 50);
  const reader = (await asked.catch(() => undefined))?.body?.getReader();
  for (let nth = 0; nth < lines; nth++) await reader?.read();
  leaving.abort();
  await isOver;
}

describe('a reply that is sent line by line', () => {
  it('reports nothing when its client leaves in the middle', async () => {
    next = async () => ({ progress: { done: 1, total: 2 } });
    await leaveAfter(2);
    expect(reports).toEqual([]);
  });

  it('reports nothing when its client leaves before the first line', async () => {
    next = () => new Promise(() => undefined);
    await leaveAfter(0);
    expect(reports).toEqual([]);
  });

  it('reports nothing when a client whose body was read leaves while the lines are prepared', async () => {
    next = () => new Promise(() => undefined);
    const headers = { 'content-type': 'application/json' };
    await leaveAfter(0, '/api/orders/7', { method: 'POST', headers, body: '{"count":1}' });
    expect(reports).toEqual([]);
  });
});

async function ask(method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT', path: string, payload?: string) {
  const headers = payload === undefined ? {} : { 'content-type': 'application/json' };
  const reply = await app.inject({ method, url: `${appRoutes}${path}`, headers, payload });
  return { status: reply.statusCode, allow: reply.headers.allow, ...(reply.json() as object) };
}

describe('a request that an endpoint does not take', () => {
  it('is refused with the key of its query that is not known', async () => {
    expect(await ask('GET', '/api/search?text=a&limit=3')).toMatchObject({ status: 200 });
    expect(await ask('GET', '/api/search?text=a&lmit=3')).toMatchObject({
      status: 400,
      code: 'request/unknown-key',
      message: 'This address takes no key "lmit" after "?"; did you mean "limit"? Its keys are text, limit.',
    });
    expect(await ask('GET', '/api/search?colour=red')).toMatchObject({
      message: 'This address takes no key "colour" after "?"; its keys are text, limit.',
    });
    expect(await ask('POST', '/api/orders/7?count=1', '{"count":1}')).toMatchObject({
      message: 'This address takes no key "count" after "?".',
    });
  });

  it('is refused with the key of its query that has no value', async () => {
    expect(await ask('GET', '/api/search?text=')).toEqual({
      status: 400,
      allow: undefined,
      code: 'request/empty-value',
      message: '"text" has no value after "?": give it one, or leave it out.',
    });
  });

  it.each(['OPTIONS', 'PUT'] as const)('is refused with the methods that the address has, for %s', async (method) => {
    expect(await ask(method, '/api/search')).toEqual({
      status: 405,
      allow: 'GET, HEAD',
      code: 'request/wrong-method',
      message: `/api/search cannot be requested with ${method}; use GET or HEAD.`,
    });
    expect(await ask(method, '/api/orders/7')).toMatchObject({ status: 405, allow: 'POST' });
    expect(await ask(method, '/api/orders')).toMatchObject({ status: 404, code: 'request/unknown-path' });
  });

  it.each([
    [undefined, 'the body: must be a JSON object, and there is none'],
    ['null', 'the body: must be a JSON object, and is null'],
    ['[]', 'the body: expected object, received array'],
  ])('is refused with the body %s', async (body, reason) => {
    expect(await ask('POST', '/api/orders/7', body)).toMatchObject({
      code: 'request/bad-shape',
      message: `The request does not have the expected form: ${reason}.`,
    });
  });
});
