import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type FrameServer, openFrameServer } from './frame-server.ts';

const open: FrameServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});
async function opened(port = 0) {
  const server = await openFrameServer(port);
  open.push(server);
  return server;
}
/** The first events of a page that opens now. */
async function eventsOf({ origin }: FrameServer, count: number): Promise<string[]> {
  const [response] = (await once(get(`${origin}/events`), 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    if (text.split('\n\n').length > count) break;
  }
  return text.split('\n\n').slice(0, count);
}

describe('the page around a worker page', () => {
  it('is served at its own origin, and nothing else is', async () => {
    const { origin } = await opened();
    const page = await fetch(`${origin}/`);
    expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<iframe')]);
    expect((await fetch(`${origin}/etc/passwd`)).status).toBe(404);
  });

  it('is served to this machine by its own name alone', async () => {
    const { origin } = await opened();
    const statusFor = async (host: string) => {
      const [response] = (await once(get(`${origin}/`, { headers: { host } }), 'response')) as [IncomingMessage];
      response.destroy();
      return response.statusCode;
    };
    expect(await statusFor(new URL(origin).host)).toBe(200);
    expect(await statusFor('127.0.0.1:8401')).toBe(200);
    for (const host of ['evil.example', 'localhost.evil.example:8401', 'evil-localhost'])
      expect([host, await statusFor(host)]).toEqual([host, 421]);
  });

  it('hears the last event of each name when it opens, and each one from then on', async () => {
    const server = await opened();
    server.send('state', { faults: ['old'] });
    server.send('state', { faults: [] });
    const events = eventsOf(server, 2);
    setTimeout(() => server.send('answer', { answer: 1 }), 50);
    expect(await events).toEqual(['event: state\ndata: {"faults":[]}', 'event: answer\ndata: {"answer":1}']);
  });

  it('refuses a port that is in use', async () => {
    const { origin } = await opened();
    await expect(openFrameServer(Number(new URL(origin).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
