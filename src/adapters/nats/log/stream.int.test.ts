import type { JetStreamManager, NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from '../nats.ts';
import { testNatsServer } from '../server/for-tests.ts';
import { jetStreamLog } from './jetstream.ts';
import { spaceMark } from './space.ts';
import { LOG_STREAM } from './stream.ts';

describe('the stream of the log on a server', () => {
  let server: Awaited<ReturnType<typeof testNatsServer>>;
  let connection: NatsConnection;
  let jsm: JetStreamManager;
  beforeAll(async () => {
    server = await testNatsServer();
    connection = await connectTo(server.logUrl, 'spec');
    jsm = await connection.jetstreamManager();
    const log = await jetStreamLog(connection);
    await log.append({ id: 'commit-1', run: 'colours-1', json: ['{}'] }, 0);
    await log.append({ id: 'commit-2', run: 'colours-1', json: ['{}'] }, 1);
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });
  const left = async () => (await jsm.streams.info(LOG_STREAM)).state.messages;

  it('lets nobody delete a commit, neither one nor all of them', async () => {
    await expect(jsm.streams.deleteMessage(LOG_STREAM, 1)).rejects.toThrow();
    await expect(jsm.streams.purge(LOG_STREAM)).rejects.toThrow();
    await expect(jsm.streams.purge(LOG_STREAM, { filter: 'log.colours-1' })).rejects.toThrow();
    expect(await left()).toBe(2);
  });

  it('keeps to that when somebody wants to change it', async () => {
    const { config } = await jsm.streams.info(LOG_STREAM);
    await expect(
      jsm.streams.update(LOG_STREAM, { ...config, deny_delete: false, deny_purge: false }),
    ).rejects.toThrow();
    await expect(jsm.streams.deleteMessage(LOG_STREAM, 1)).rejects.toThrow();
    expect(await left()).toBe(2);
  });

  it('keeps everything on disk for ever, and knows a repeated commit for a day', async () => {
    const { config } = await jsm.streams.info(LOG_STREAM);
    expect(config).toMatchObject({
      storage: 'file',
      retention: 'limits',
      max_age: 0,
      max_msgs: -1,
      max_bytes: -1,
      deny_delete: true,
      deny_purge: true,
      allow_direct: true,
      duplicate_window: 24 * 60 * 60 * 1e9,
    });
  });

  it('has a mark that changes with what decides about its room, and with nothing else', async () => {
    const before = await spaceMark(connection);
    expect(await spaceMark(connection)).toBe(before);
    const { limits } = await jsm.getAccountInfo();
    expect(JSON.parse(before)).toEqual([connection.info?.server_id, expect.any(Number), limits.max_storage, -1]);
    const log = await jetStreamLog(connection);
    await log.append({ id: 'commit-3', run: 'red-1', json: ['{}'] }, 0);
    expect(await spaceMark(connection)).not.toBe(before);
  });
});
