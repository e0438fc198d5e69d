import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { seeded } from '../../../projections/statistics/seeded.ts';
import { faultKinds, makeFaults, openFaults } from './faults.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** A server that pays: each request that is carried out is noted. */
async function openServer() {
  const app = Fastify();
  opened.push(app);
  const paid: unknown[] = [];
  const faults = openFaults(seeded(1));
  makeFaults(app, {
    faults,
    operationOf: ({ url }) => (url.startsWith('/fake') ? undefined : url.slice(1)),
    errorFor: (kind) => ({ status: kind === 'rate-limit' ? 429 : 500, body: { error: kind } }),
  });
  app.post('/pay', async ({ body }) => {
    paid.push(body);
    return { ok: true };
  });
  app.post('/fake/pay', async () => ({ ok: true }));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const post = (path = '/pay') =>
    fetch(`${url}${path}`, { method: 'POST', body: '{"cents":1}', headers: { 'content-type': 'application/json' } });
  return { app, paid, faults, post };
}

describe('faults to order', () => {
  it('are a list that people can read', () => {
    for (const sentence of Object.values(faultKinds)) expect(sentence.length).toBeGreaterThan(10);
  });

  it.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ] as const)('%s ends the connection, with %i requests carried out', async (kind, count) => {
    const { paid, faults, post } = await openServer();
    faults.order({ kind, times: 1 });
    await expect(post()).rejects.toThrow();
    expect(paid.length).toBe(count);
    expect((await post()).status).toBe(200);
  });

  it.each(['drop-before', 'drop-after'] as const)('%s ends a request that came without a socket', async (kind) => {
    const { app, faults } = await openServer();
    faults.order({ kind, times: 1 });
    await expect(app.inject({ method: 'POST', url: '/pay', payload: { cents: 1 } })).rejects.toThrow();
  });

  it.each([
    ['error-500', 500, 0, { error: 'error-500' }],
    ['error-500-after', 500, 1, { error: 'error-500' }],
    ['rate-limit', 429, 0, { error: 'rate-limit' }],
  ] as const)('%s replies %i, with %i requests carried out', async (kind, status, count, body) => {
    const { paid, faults, post } = await openServer();
    faults.order({ kind });
    const reply = await post();
    expect([reply.status, await reply.json()]).toEqual([status, body]);
    expect(paid.length).toBe(count);
  });

  it('html-503 replies with a page', async () => {
    const { paid, faults, post } = await openServer();
    faults.order({ kind: 'html-503' });
    const reply = await post();
    expect([reply.status, reply.headers.get('content-type')]).toEqual([503, 'text/html']);
    expect(await reply.text()).toContain('<html>');
    expect(paid).toEqual([]);
  });

  it('twice carries the request out twice', async () => {
    const { paid, faults, post } = await openServer();
    faults.order({ kind: 'twice', times: 1 });
    expect((await post()).status).toBe(200);
    expect(paid).toEqual([{ cents: 1 }, { cents: 1 }]);
  });

  it('slow carries it out later', async () => {
    const { paid, faults, post } = await openServer();
    faults.order({ kind: 'slow', delay_ms: 30 });
    const beganAt = performance.now();
    await post();
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(29);
    expect(paid.length).toBe(1);
  });

  it('only in their operation, in their share, and so often at most', async () => {
    const { faults, post } = await openServer();
    faults.order({ kind: 'error-500', operation: 'other' });
    expect((await post()).status).toBe(200);
    faults.clear();
    faults.order({ kind: 'error-500', times: 2 });
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([500, 500, 200]);
    expect(faults.ordered()).toEqual([]);
    faults.order({ kind: 'error-500', share: 0.5 });
    const statuses = [];
    for (let nth = 0; nth < 40; nth++) statuses.push((await post()).status);
    const failed = statuses.filter((status) => status === 500).length;
    expect(failed).toBeGreaterThan(5);
    expect(failed).toBeLessThan(35);
    expect((await post('/fake/pay')).status).toBe(200);
  });
});
