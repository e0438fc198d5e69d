import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from 'nats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTo } from '../nats.ts';
import { testNatsServer } from '../server/for-tests.ts';
import { takeLease } from './lease.ts';

let server: Awaited<ReturnType<typeof testNatsServer>>;
let data: string;
const connections: NatsConnection[] = [];
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'manyhands-lease-'));
  server = await testNatsServer();
});
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await server.stop();
  await rm(data, { recursive: true });
});

async function take(name: string, id: string) {
  const folder = join(data, name);
  await mkdir(folder, { recursive: true });
  const connection = await connectTo(server.logUrl, 'spec');
  connections.push(connection);
  const lost: string[] = [];
  const lease = await takeLease(connection, { folder, id, now: Date.now, onLost: (sentence) => lost.push(sentence) });
  return { ...lease, lost };
}

describe('the lease on a log', () => {
  it('is refused to a second daemon, with who has it', async () => {
    await take('first', 'one');
    await expect(take('second', 'two')).rejects.toMatchObject({
      code: 'log/leased',
      message: expect.stringMatching(new RegExp(`process ${process.pid} on .+ with the data folder ${data}/first`)),
    });
  });

  it('goes to one of many that come at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => take(`${n}`, `id-${n}`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is free again once it was given back', async () => {
    await (await take('first', 'one')).release();
    const second = await take('second', 'two');
    expect(second.lost).toEqual([]);
  });

  it('is taken over on the same data folder, whose daemon before was killed, and that one is notified', async () => {
    const killed = await take('first', 'one');
    const next = await take('first', 'two');
    await expect
      .poll(() => killed.lost, { timeout: 20_000 })
      .toEqual([expect.stringContaining('records nothing more')]);
    expect(next.lost).toEqual([]);
  });

  it('is waited for until it runs out, when its daemon was killed on another data folder', async () => {
    await take('first', 'one');
    await connections[0]?.close();
    expect((await take('second', 'two')).lost).toEqual([]);
  });
});
