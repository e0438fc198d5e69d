import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerErrors } from '../http/errors.ts';
import type { Access } from './access.ts';
import { openRates } from './rates.ts';

const doors = async (publicUrl?: URL) => {
  const app = Fastify();
  answerErrors(app, (error) => {
    throw error;
  });
  const rates = await openRates(app, { publicUrl } as Access);
  app.post('/error', { onRequest: rates.errorReport }, async () => ({ done: true }));
  for (const [kind, count] of Object.entries(rates))
    app.post(`/${kind}`, async (request) => {
      await count(request);
      return { done: true };
    });
  return app;
};

describe('the rate of an address', () => {
  let near: FastifyInstance;
  let behindProxy: FastifyInstance;
  beforeAll(async () => {
    near = await doors();
    behindProxy = await doors(new URL('https://study.example.org'));
  });
  afterEach(() => void vi.useRealTimers());
  afterAll(() => Promise.all([near.close(), behindProxy.close()]));

  const ask = (app: FastifyInstance, url: string, remoteAddress: string, forwardedFor?: string) =>
    app.inject({
      method: 'POST',
      url,
      remoteAddress,
      ...(forwardedFor ? { headers: { 'x-forwarded-for': forwardedFor } } : {}),
    });
  async function times(count: number, one: () => ReturnType<typeof ask>): Promise<number[]> {
    const statuses: number[] = [];
    for (let nth = 0; nth < count; nth++) statuses.push((await one()).statusCode);
    return statuses;
  }

  it('lets a room of two hundred report three errors each in a minute, and then asks it to wait for the next', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const report = () => ask(near, '/error', '203.0.113.5');
    expect(new Set(await times(600, report))).toEqual(new Set([200]));
    vi.advanceTimersByTime(20_000);
    const refused = await report();
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '40']);
    expect(refused.json()).toEqual({
      code: 'request/too-often',
      message: expect.stringMatching(/^Too many requests .*\.$/),
    });
    vi.advanceTimersByTime(40_000);
    expect((await report()).statusCode).toBe(200);
  });
  it.each([
    ['errorReport', 600],
    ['metadata', 1200],
    ['upload', 1200],
    ['arriving', 6000],
    ['inVain', 1200],
    ['returning', 600],
  ])('allows so many requests of the kind %s in a minute: %d', async (kind, most) => {
    const statuses = await times(most, () => ask(near, `/${kind}`, '203.0.113.7'));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await ask(near, `/${kind}`, '203.0.113.7')).statusCode).toBe(429);
  });
  it('is its own, and one for each kind of request', async () => {
    expect((await ask(near, '/error', '203.0.113.6')).statusCode).toBe(200);
    expect((await ask(near, '/metadata', '203.0.113.5')).statusCode).toBe(200);
  });
  it('is one for all addresses of a network that one household has', async () => {
    for (let nth = 0; nth < 600; nth++) await ask(near, '/error', `2001:db8:1:2::${nth.toString(16)}`);
    expect((await ask(near, '/error', '2001:db8:1:2:ffff::1')).statusCode).toBe(429);
    expect((await ask(near, '/error', '2001:db8:1:3::1')).statusCode).toBe(200);
  });
  it('is not counted for programs of this machine', async () => {
    const statuses = await times(1100, () => ask(near, '/error', '127.0.0.1'));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
  it('is counted for every caller behind a proxy of this machine, whatever they say', async () => {
    await times(600, () => ask(near, '/error', '127.0.0.1', '127.0.0.1'));
    expect((await ask(near, '/error', '127.0.0.1', '203.0.113.9')).statusCode).toBe(429);
  });
  it('is that of whom the proxy saw, behind one', async () => {
    await times(600, () => ask(behindProxy, '/error', '127.0.0.1', '203.0.113.5'));
    expect((await ask(behindProxy, '/error', '127.0.0.1', '1.2.3.4, 203.0.113.5')).statusCode).toBe(429);
    expect((await ask(behindProxy, '/error', '127.0.0.1', '203.0.113.6')).statusCode).toBe(200);
  });
});
