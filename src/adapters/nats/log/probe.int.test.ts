import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from '../nats.ts';
import { testNatsServer } from '../server/for-tests.ts';
import { probeFence } from './probe.ts';

describe('the probe of the fence', () => {
  let server: Awaited<ReturnType<typeof testNatsServer>>;
  let connection: NatsConnection;
  beforeAll(async () => {
    server = await testNatsServer();
    connection = await connectTo(server.logUrl, 'spec');
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  it('passes on a server that refuses a second writer, and leaves nothing behind', async () => {
    await probeFence(connection);
    const streams = await (await connection.jetstreamManager()).streams.list().next();
    expect(streams).toEqual([]);
  });

  it('fails where the fence is taken off on the way', async () => {
    // What an old server does: it stores whatever comes, whatever was expected.
    const careless: NatsConnection = Object.assign(Object.create(connection), {
      jetstream: () => ({ publish: (subject: string, body: string) => connection.jetstream().publish(subject, body) }),
    });
    await expect(probeFence(careless)).rejects.toMatchObject({ code: 'nats/no-fence' });
  });

  it('refuses an address that may only read, in one sentence', async () => {
    const reader = await connectTo(server.readerUrl, 'runtime');
    await expect(probeFence(reader)).rejects.toMatchObject({ code: 'nats/not-allowed' });
    await reader.close();
  });
});
