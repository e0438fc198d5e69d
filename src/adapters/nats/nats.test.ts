import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectTo } from './nats.ts';

/** A server of NATS that accepts connections, and says nothing on the first `silent` of them. */
async function serverThat(silent: number) {
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    if (++connections <= silent) return;
    const info = { server_id: 'spec', version: '2.10.23', proto: 1, headers: true, max_payload: 1_048_576 };
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('data', (bytes) => {
      if (bytes.includes('PING')) socket.write('PONG\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `nats://127.0.0.1:${port}`, connections: () => connections };
}

describe('a connection to NATS', () => {
  it('is tried again where the server is late', async () => {
    const { url, connections } = await serverThat(2);
    const connection = await connectTo(url, 'spec', 200);
    expect([connection.info?.server_id, connections()]).toEqual(['spec', 3]);
    await connection.close();
  });

  it('is refused where the server stays silent, or is not there', async () => {
    const { url, connections } = await serverThat(99);
    await expect(connectTo(url, 'spec', 100)).rejects.toMatchObject({ code: 'nats/unreachable' });
    expect(connections()).toBe(3);
    await expect(connectTo('nats://127.0.0.1:1', 'spec', 100)).rejects.toMatchObject({ code: 'nats/unreachable' });
  });
});
