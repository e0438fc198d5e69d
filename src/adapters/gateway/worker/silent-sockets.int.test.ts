import { once } from 'node:events';
import { connect } from 'node:net';
import fastifyWebsocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openSilentSockets } from './silent-sockets.ts';

let app: FastifyInstance;
let port: number;
const silent = () => openSilentSockets(50);
let watched: ReturnType<typeof silent>;
beforeEach(async () => {
  watched = silent();
  app = Fastify();
  await app.register(fastifyWebsocket);
  app.get('/', { websocket: true }, (socket) => watched.watch(socket));
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
});
afterEach(async () => {
  watched.close();
  await app.close();
});

/** A page whose machine is gone: the connection stands, and nothing answers. Gives what the server sent until it ended that. */
async function aSilentPage(): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const handshake = 'upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13';
  socket.write(`GET / HTTP/1.1\r\nhost: x\r\n${handshake}\r\nsec-websocket-key: ${btoa('sixteen bytes ok')}\r\n\r\n`);
  return Buffer.concat(await socket.toArray().catch(() => []));
}

describe('a connection from which nothing comes', () => {
  it('given one that answers pings, when the silent one is ended after two of them, then the other is still open', async () => {
    const page = new WebSocket(`ws://127.0.0.1:${port}/`);
    await once(page, 'open');
    const sent = (await aSilentPage()).toString('latin1');
    expect(sent).toMatch(/^HTTP\/1.1 101 /);
    // An empty ping is these two bytes.
    expect(sent.split('\r\n\r\n')[1]).toBe('\x89\x00\x89\x00');
    await aSilentPage();
    expect(page.readyState).toBe(page.OPEN);
    page.terminate();
  });
});
