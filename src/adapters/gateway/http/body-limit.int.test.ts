import { connect } from 'node:net';
import Fastify from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import { limitBodies } from './body-limit.ts';

/** Sends the beginning of a body in pieces of unsaid number and leaves; gives how that ended for its reader. */
async function leaveAfter(piece: string, limit: number): Promise<string> {
  const app = Fastify();
  limitBodies(app, () => limit);
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  let read = 0;
  let end: string | undefined;
  app.post('/', async ({ body }) => {
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) read += chunk.length;
      end = 'whole';
    } catch (error) {
      end = (error as { code: string }).code;
    }
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  try {
    const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1');
    const head = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: a/b\r\ntransfer-encoding: chunked\r\n\r\n';
    socket.write(`${head}${piece.length.toString(16)}\r\n${piece}\r\n`);
    await vi.waitUntil(() => read > 0 || end);
    socket.destroy();
    return await vi.waitUntil(() => end);
  } finally {
    await app.close();
  }
}

describe('a body that does not say how large it is', () => {
  it.each([Number.POSITIVE_INFINITY, 1000])(
    'ends for its reader when the sender leaves, with a limit of %d',
    async (limit) => expect(await leaveAfter('half', limit)).toBe('ECONNRESET'),
  );
  it('is refused where it becomes too large', async () =>
    expect(await leaveAfter('much more', 4)).toBe('request/too-large'));
});
