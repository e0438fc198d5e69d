import { once } from 'node:events';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerErrors } from './http/errors.ts';
import { newApp } from './new-app.ts';

let app: FastifyInstance;
beforeEach(async () => {
  app = newApp({ publicUrl: undefined }, { bodyLimit: 1000 });
  answerErrors(app, () => undefined);
  app.get('/@app/api/units/:unit', async () => ({}));
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

/** The status, the type and the JSON with which bytes are answered. */
async function answerTo(bytes: string) {
  const { port } = app.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  await once(socket, 'connect');
  socket.write(bytes);
  let text = '';
  socket.on('data', (part) => {
    text += part;
  });
  await once(socket, 'end');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: JSON.parse(body) as unknown };
}

const get = (path: string, headers = '') =>
  answerTo(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}\r\n`);
const sentence = expect.stringMatching(/\.$/);

describe('a request that is refused before it has a route', () => {
  it.each(['/api/units/%ff', '/api/units/%'])('has a code and a sentence: %s', async (path) => {
    const { status, body } = await get(path);
    expect([status, body]).toEqual([400, { code: 'request/bad-address', message: sentence }]);
    expect(JSON.stringify(body)).not.toContain('@app');
  });

  it('has them also if its headers are too large', async () => {
    const { status, head, body } = await get('/', `x-much: ${'x'.repeat(20_000)}\r\n`);
    expect([status, body]).toEqual([431, { code: 'request/headers-too-large', message: sentence }]);
    expect(head).toContain('x-content-type-options: nosniff');
  });

  it('has them also if it is not HTTP', async () => {
    const { status, body } = await answerTo('FOO / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    expect([status, body]).toEqual([400, { code: 'request/not-http', message: sentence }]);
  });
});
