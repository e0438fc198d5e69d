import { connect } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowSlowUpload, waitForSlowUploads } from './slow-uploads.ts';

let app: FastifyInstance;
let port: number;
let brokenOff: string | undefined;
beforeEach(async () => {
  brokenOff = undefined;
  app = Fastify({ requestTimeout: 100, http: { connectionsCheckingInterval: 20, headersTimeout: 90 } });
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.url === '/patient') allowSlowUpload(request.raw, 1500);
    done();
  });
  app.addHook('onError', async (_request, _reply, error) => {
    brokenOff = error.code;
  });
  app.post(
    '/:how',
    async ({ body }) =>
      `${(await (body as NodeJS.ReadableStream & { toArray(): Promise<Buffer[]> }).toArray()).join('')}!`,
  );
  waitForSlowUploads(app.server);
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
});
afterEach(() => app.close());

/** Sends the second half of a body only when `wait` is over, and gives the status line and the last line of the answer. */
async function sendIn(path: string, wait: () => Promise<void>): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: a/b\r\ncontent-length: 4\r\nconnection: close\r\n\r\nab`,
  );
  const answer = socket.setEncoding('utf8').toArray();
  await Promise.race([wait(), answer]);
  socket.write('cd', () => undefined);
  socket.on('error', () => undefined);
  const lines = (await answer).join('').split('\r\n');
  return [lines[0] ?? '', lines.at(-1) ?? ''];
}
const longerThanAllowed = () => new Promise<void>((resolve) => setTimeout(resolve, 600));

describe('a body that comes slowly', () => {
  it('is waited for where it may take its time', async () =>
    expect(await sendIn('/patient', longerThanAllowed)).toEqual(['HTTP/1.1 200 OK', 'abcd!']));
  it('is given up when nothing comes any more, so that nobody reads it for ever', async () => {
    expect(await sendIn('/patient', () => new Promise(() => undefined))).toEqual(['', '']);
    await expect.poll(() => brokenOff).toBe('ERR_STREAM_PREMATURE_CLOSE');
  });
  it('is waited for by itself: what comes behind it on the same connection is not', async () => {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    const answer = socket.toArray();
    const head = (path: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: a/b\r\ncontent-length: 4\r\n\r\n`;
    socket.write(`${head('/patient')}abcd`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write(`${head('/other')}ab`);
    const response = (await answer).join('');
    expect(response.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 408']);
  });
  it('is given up anywhere else', async () =>
    expect((await sendIn('/other', () => new Promise(() => undefined)))[0]).toBe('HTTP/1.1 408 Request Timeout'));
});
