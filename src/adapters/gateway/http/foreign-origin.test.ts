import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { answerErrors } from './errors.ts';
import { refuseForeignOrigins } from './foreign-origin.ts';

type Headers = InjectOptions['headers'];

describe('a change asked for by a browser', () => {
  let app: FastifyInstance;
  afterEach(() => app.close());

  async function ask(
    headers: Headers,
    { method = 'POST', publicUrl }: { method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'; publicUrl?: string } = {},
  ) {
    app = Fastify();
    answerErrors(app, (error) => {
      throw error;
    });
    refuseForeignOrigins(app, publicUrl === undefined ? undefined : new URL(publicUrl));
    app.route({ method: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'], url: '/', handler: async () => ({}) });
    const got = await app.inject({ method, url: '/', headers: { host: 'localhost:8400', ...headers } });
    return got.statusCode === 200 ? 200 : (got.json() as { code: string }).code;
  }

  it.each<[string, Headers]>([
    ['a program', {}],
    ['a page of the app', { origin: 'http://localhost:8400' }],
    ['a page of the app, as the browser says', { origin: 'http://localhost:8400', 'sec-fetch-site': 'same-origin' }],
    ['what a person typed', { 'sec-fetch-site': 'none' }],
  ])('is taken from %s', async (_, headers) => expect(await ask(headers)).toBe(200));

  it.each<[string, Headers]>([
    ['the page of a run', { origin: 'http://colours-1.localhost:8400' }],
    ['another port', { origin: 'http://localhost:8401' }],
    ['another scheme', { origin: 'https://localhost:8400' }],
    ['a page without an origin', { origin: 'null' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['the page of a run, as the browser says', { 'sec-fetch-site': 'same-site' }],
    ['another site that names the app’s origin', { origin: 'http://localhost:8400', 'sec-fetch-site': 'cross-site' }],
    ['another origin that the browser does not mind', { origin: 'http://evil.example', 'sec-fetch-site': 'none' }],
  ])('is refused from %s', async (_, headers) => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      expect(await ask(headers, { method })).toBe('request/foreign-origin');
  });

  it('is not reading, which every page may try', async () => {
    const headers = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' };
    expect([await ask(headers, { method: 'GET' })]).toEqual([200]);
    expect([await ask(headers, { method: 'HEAD' })]).toEqual([200]);
  });

  it('comes from the public address of the app, where it has one', async () => {
    const publicUrl = 'https://study.example.org';
    expect(await ask({ host: 'study.example.org', origin: publicUrl }, { publicUrl })).toBe(200);
    const plain = { host: 'study.example.org', origin: 'http://study.example.org' };
    expect(await ask(plain, { publicUrl })).toBe('request/foreign-origin');
    const run = { host: 'study.example.org', origin: 'https://colours-1.study.example.org' };
    expect(await ask(run, { publicUrl })).toBe('request/foreign-origin');
  });
});
