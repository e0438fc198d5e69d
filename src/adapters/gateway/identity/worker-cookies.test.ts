import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { workerCookies } from './worker-cookies.ts';

const publicUrl = new URL('https://study.example.org');

/** The cookie that a host name gets, and what is read of one that comes back. */
async function cookieAt(
  host: string,
  { isEmbedded, ...settings }: Parameters<typeof workerCookies>[0] & { isEmbedded?: boolean },
  sent?: string,
) {
  const cookies = workerCookies(settings);
  const app = Fastify();
  app.get('/', async (request, reply) => {
    cookies.keep(request, reply, 'aa.bb.cc', isEmbedded);
    return { read: cookies.read(request) ?? null };
  });
  const { headers, body } = await app.inject({ url: '/', headers: { host, ...(sent ? { cookie: sent } : {}) } });
  await app.close();
  return { kept: String(headers['set-cookie']), read: JSON.parse(body).read };
}

describe('the cookie of a worker', () => {
  it('is for the origin of its run alone behind https', async () => {
    const { kept, read } = await cookieAt(
      'films-1.study.example.org',
      { publicUrl },
      '__Host-manyhands-worker=xx.yy.zz',
    );
    expect(kept).toMatch(/^__Host-manyhands-worker=aa\.bb\.cc; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
    expect(read).toBe('xx.yy.zz');
  });
  it('is one for each port without https, and among others', async () => {
    const { kept, read } = await cookieAt(
      'films-1.localhost:8400',
      { publicUrl },
      'a=b; manyhands-worker-undefined=xx; c=d',
    );
    expect(kept).toMatch(/^manyhands-worker-\w+=aa\.bb\.cc; .*; SameSite=Lax$/);
    expect(read).toBe('xx');
  });
  it('is sent within a page of another site that may embed it, and to no other site', async () => {
    const embedded = { publicUrl, frameAncestors: ['https://panel.example.com'] };
    expect((await cookieAt('films-1.study.example.org', embedded)).kept).toMatch(/SameSite=None; Partitioned; Secure$/);
    expect((await cookieAt('films-1.localhost', embedded)).kept).toMatch(/SameSite=Lax$/);
  });
  it('is sent within the page of a provider that embeds its workers’ pages, also of a simulated one', async () => {
    const embedded = { publicUrl, isEmbedded: true };
    for (const host of ['films-1.study.example.org', 'films-1.localhost:8400'])
      expect((await cookieAt(host, embedded)).kept).toMatch(/SameSite=None; Partitioned; Secure$/);
    expect((await cookieAt('films-1.other.example', embedded)).kept).toMatch(/SameSite=Lax$/);
  });
  it('is nobody’s where there is none', async () => {
    for (const sent of [undefined, 'manyhands-worker-8400=xx', 'manyhands-worker-undefined='])
      expect((await cookieAt('films-1.localhost', {}, sent)).read).toBeNull();
  });
});
