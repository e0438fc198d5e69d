import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../../api/log.ts';
import { answerErrors } from './errors.ts';
import { appRoutes } from './hosts.ts';
import { sendLines } from './ndjson.ts';
import { serve } from './serve.ts';

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
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

async function leaveAfter(lines: number) {
  const { port } = app.server.address() as { port: number };
  const leaving = new AbortController();
  const asked = fetch(`http://127.0.0.1:${port}${appRoutes}${audit.path}`, { signal: leaving.signal });
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
});
